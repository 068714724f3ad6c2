"""What is found out before anything is started, and what the processes are told."""

import shutil
import socket
from pathlib import Path
from typing import NamedTuple

import pytest

from shared.settings import SERVICES
from stack.environment import build_environment, embedded_services
from stack.layout import Layout
from stack.ports import SPAN, free_base
from stack.preflight import CannotStart, check_disk, check_ports
from stack.processes import PROCESSES


class Usage(NamedTuple):
    """What `shutil.disk_usage` answers."""

    total: int
    used: int
    free: int


def test_a_nearly_full_disk_is_refused_with_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 100 * 1024**2))
    with pytest.raises(CannotStart, match="只剩 100 MB，至少需要 500 MB"):
        check_disk(Layout(tmp_path, 0))


@pytest.mark.parametrize("offset", [0, 3, 10, 11])
def test_every_port_of_the_stack_is_looked_at(tmp_path: Path, offset: int) -> None:
    layout = Layout(tmp_path, free_base())
    check_ports(layout, {})
    with socket.socket() as other:
        other.bind(("127.0.0.1", layout.base + offset))
        other.listen()
        with pytest.raises(CannotStart, match=str(layout.base + offset)):
            check_ports(layout, {})


def test_ports_of_servers_that_are_not_started_may_be_taken(tmp_path: Path) -> None:
    layout = Layout(tmp_path, free_base())
    given = {"REDIS_URL": "redis://elsewhere", **{f"DATABASE_URL_{name.upper()}": "postgresql://" for name in SERVICES}}
    with socket.socket() as other:
        other.bind(("127.0.0.1", layout.valkey_port))
        other.listen()
        check_ports(layout, given)


def test_a_given_server_stands_in_for_the_embedded_one(tmp_path: Path) -> None:
    given = {"DATABASE_URL_REVIEW": "postgresql+psycopg://real/review", "REDIS_URL": "redis://real"}
    environment = build_environment(Layout(tmp_path, 8000), given)
    assert environment["DATABASE_URL_REVIEW"] == "postgresql+psycopg://real/review"
    assert environment["REDIS_URL"] == "redis://real"
    assert "127.0.0.1:8010" in environment["DATABASE_URL_AUTH"]
    assert embedded_services(given) == ["auth", "profile", "notices"]


def test_every_address_in_the_environment_is_that_of_a_process(tmp_path: Path) -> None:
    layout = Layout(tmp_path, 8000)
    addresses = {f"http://{layout.address(process)}" for process in PROCESSES if layout.address(process)}
    environment = build_environment(layout, {})
    told = {
        environment[name] for name in ("PUBLIC_URL", "EXPERT_SITE_URL", *(f"{one.upper()}_URL" for one in SERVICES))
    }
    assert told == addresses


def test_no_two_processes_share_a_name_or_a_port() -> None:
    offsets = [process.port_offset for process in PROCESSES if process.port_offset is not None]
    assert len(set(offsets)) == len(offsets)
    assert max(offsets) < SPAN
    assert len({process.name for process in PROCESSES}) == len(PROCESSES)
