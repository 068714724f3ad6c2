"""Several processes answer for one service: whoever of them is asked tells what all have done, the killed ones too."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from stack.ports import free_base
from tests.messaging.conftest import process, wait_until
from tests.watching.scraping import Scrape

COUNT = "zhicheng_http_request_seconds_count"


@pytest.fixture
def served(migrated: None, keys: None, tmp_path: Path) -> Iterator[tuple[httpx.Client, psutil.Process]]:
    """The API of notices as it is served in production, by two processes; each request has a connection of its own."""
    address = f"127.0.0.1:{free_base()}"
    command = (
        *(sys.executable, "-m", "gunicorn", "--config=python:stack.gunicorn", f"--bind={address}"),
        *("--timeout=300", "services.notices.app:create_app()"),  # those who are suspended here are not to be killed
    )
    told = {"WEB_CONCURRENCY": "2", "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics")}
    with (
        process(*command, **told) as running,
        httpx.Client(base_url=f"http://{address}", headers={"Connection": "close"}, timeout=60) as client,
    ):
        master = psutil.Process(running.pid)
        wait_until(lambda: len(answering(master, tmp_path)) == 2)
        yield client, master


def answering(master: psutil.Process, folder: Path) -> list[psutil.Process]:
    """The workers, once each has begun to count."""
    return master.children() if len(list(folder.glob("metrics/gauge_max_*.db"))) == 2 else []


def scrape(client: httpx.Client) -> float:
    """How many questions for its health the service tells of."""
    return Scrape(client.get("/metrics").text).value(COUNT, route="/healthz", method="GET", status="2xx")


def test_each_tells_the_sum_and_whoever_follows_a_killed_one_goes_on_with_its_count(
    served: tuple[httpx.Client, psutil.Process], tmp_path: Path
) -> None:
    client, master = served
    one, other = master.children()
    one.suspend()
    for _ in range(5):
        client.get("/healthz")
    one.resume()
    other.suspend()
    told_by_one = scrape(client)
    os.kill(other.pid, signal.SIGKILL)
    wait_until(lambda: len(master.children()) == 2 and other not in master.children())
    one.suspend()
    told_by_the_new_one = scrape(client)
    client.get("/healthz")
    one.resume()

    assert (told_by_one, told_by_the_new_one, scrape(client)) == (5, 5, 6)
    assert {file.stem.rpartition("_")[2] for file in tmp_path.glob("metrics/*")} == {"0", "1"}
