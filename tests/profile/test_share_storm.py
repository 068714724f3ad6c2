"""Shares against a partner that fails and forgets, while workers are killed: all end as people wanted them."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from sandbox.expert_site.app import create_app
from services.profile.db import db
from services.profile.models import DeliveryAttempt, Job, JobStatus, RecordStatus, Share, ShareStatus
from services.profile.operations import breaker
from services.profile.operations.first_partner import provide_first_partner
from services.profile.operations.resending import resend_all
from services.profile.operations.sharing import renew_shares
from shared.settings import settings
from tests.profile import expert_site
from tests.profile.builders import ID_NUMBER, make_record
from tests.profile.expert_site import Site, consent, revoke, running_site, share_of

SHARES = int(os.environ.get("STORM_SHARES", "2000"))
FEW_SHARES = 100
PATIENCE_SECONDS = 60
SECONDS_A_SHARE = 0.5
LOOKS_EVERY = 0.1
ATTEMPTS_A_KILL = 5
FAILING = 0.3
CANARIES = [ID_NUMBER, ID_NUMBER[6:14], "1980-03-05", "13812345678", "zhang@example.com", "100891200305001234"]

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def stormy(site: Wsgi, weather: random.Random) -> Wsgi:
    """The partner's site, of whose answers 30 % go wrong: late, 500, 429, or lost after the work was done."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/webhooks" or weather.random() > FAILING:
            return site(environ, start)
        kind = weather.choice(["late", "500 Broken", "429 Busy", "lost"])
        if kind == "late":
            sleep(0.5)
        elif kind == "lost":
            list(site(environ, lambda *_: None))
        start("500 Lost" if kind in {"late", "lost"} else kind, [("Content-Length", "0"), ("Retry-After", "0")])
        return []

    return answer


class Workers:
    """Export workers in processes of their own; one that is killed is replaced."""

    def __init__(self, output: IO[str], chance: random.Random) -> None:
        self.output, self.chance = output, chance
        self.alive: list[int] = []
        self.killed = 0

    def hear(self) -> None:
        """Note each worker that is born."""
        self.alive.extend(int(line) for line in self.output)

    def kill_one(self) -> None:
        """Kill any of them, whatever it is doing."""
        if self.alive:
            os.kill(self.alive.pop(self.chance.randrange(len(self.alive))), signal.SIGKILL)
            self.killed += 1


@contextmanager
def working(count: int, chance: random.Random) -> Iterator[Workers]:
    """So many workers, as long as it storms."""
    command = [sys.executable, "-m", "tests.profile.storm_workers", str(count)]
    environment = {**os.environ, "EXPERT_SITE_URL": settings.expert_site_url}
    silent = subprocess.DEVNULL
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=silent, text=True, start_new_session=True
    ) as keeper:
        assert keeper.stdout is not None
        workers = Workers(keeper.stdout, chance)
        listening = threading.Thread(target=workers.hear)
        listening.start()
        try:
            yield workers
        finally:
            os.killpg(keeper.pid, signal.SIGKILL)
            listening.join()


@pytest.mark.parametrize(
    "shares", [pytest.param(FEW_SHARES, id="few"), pytest.param(SHARES, id="many", marks=pytest.mark.long)]
)
def test_all_shares_end_as_people_wanted_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shares: int) -> None:
    seed = int(os.environ.get("STORM_SEED", "8"))
    chance = random.Random(seed)
    monkeypatch.setattr(expert_site, "create_app", lambda: stormy(create_app(), random.Random(seed)))
    people = make_people(shares)
    with running_site(tmp_path, monkeypatch) as site, working(2, chance) as workers:
        for person_id in people:
            consent(person_id)
        taken_back = act(people, site, chance, workers)
        until_quiet(shares, workers)
        again = {person_id for person_id in people if share_of(person_id).status is ShareStatus.FAILED}
        for person_id in again:
            consent(person_id)
        with db.transaction() as session:
            resend_all(session, provide_first_partner(session), uuid4(), people[0], "对方丢失资料")
        until_quiet(shares, workers)
        received, there = site.received(), site.people()
    tell(shares, seed, workers.killed, received)

    wanted = {str(share_of(each).id): "deleted" if each in taken_back else "shared" for each in people}
    assert {share_of(each).status for each in people} == {ShareStatus.SHARED, ShareStatus.REVOKED}
    assert {person: status for person, status in there.items() if status == "shared"} == {
        person: status for person, status in wanted.items() if status == "shared"
    }
    assert not [canary for canary in CANARIES if any(canary in delivery["body"] for delivery in received)]


def make_people(number: int) -> list[UUID]:
    """People with approved records."""
    return [make_record(RecordStatus.APPROVED) for _ in range(number)]


def act(people: list[UUID], site: Site, chance: random.Random, workers: Workers) -> set[UUID]:
    """While it storms, take back, change, and let the partner forget; returns who took it back."""
    taken_back = set(chance.sample(people, len(people) // 4))
    for number, person_id in enumerate(people):
        if person_id in taken_back:
            revoke(person_id)
        elif chance.random() < 0.2:
            with db.transaction() as session:
                renew_shares(session, person_id)
        if number == len(people) // 2:
            site.order(forget=True)
            site.server.stop()
            workers.kill_one()
            site.server.start()
        if number % 40 == 20:
            workers.kill_one()
    return taken_back


def tell(shares: int, seed: int, killed: int, received: list[dict[str, Any]]) -> None:
    """One line on how it went."""
    with db.reading() as session:
        outcomes = Counter(session.scalars(select(DeliveryAttempt.outcome)))
    kinds = Counter(json.loads(delivery["body"])["type"] for delivery in received)
    sys.stdout.write(
        f"\nstorm: {shares} shares, seed {seed}, {killed} kills, received {dict(kinds)}, {dict(outcomes)}\n"
    )


def unfinished() -> int:
    """How many shares and jobs are under way."""
    with db.reading() as session:
        shares = session.scalar(select(func.count()).where(Share.status.in_(breaker.TO_SEND)))
        jobs = session.scalar(select(func.count()).where(Job.status != JobStatus.DONE))
    return (shares or 0) + (jobs or 0)


def attempts() -> int:
    """How many deliveries have been tried to their end."""
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(DeliveryAttempt)) or 0


def until_quiet(shares: int, workers: Workers) -> None:
    """Until nothing is under way any more, go on killing workers: as fast as they get on, however slow the machine."""
    ends = monotonic() + PATIENCE_SECONDS + SECONDS_A_SHARE * shares
    killed_at = attempts()
    while left := unfinished():
        assert monotonic() < ends, f"{left} are still under way"
        sleep(LOOKS_EVERY)
        if attempts() >= killed_at + ATTEMPTS_A_KILL:
            workers.kill_one()
            killed_at = attempts()
