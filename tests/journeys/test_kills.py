"""Kill -9 of any process in the middle of a change of the record loses nothing and repeats nothing.

Each round goes the whole way from the person's request to the changed record and the person's message; the process dies
right after the request was accepted, and once more right after the decision was.
"""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest

from stack.processes import PROCESSES
from tests.journeys.clients import Json, Someone, decide, request_change, until
from tests.own_stack import Stack, zhicheng

SERVERS = ("postgres", "valkey")
KILLED = [process.name for process in PROCESSES if process.kind != "sandbox"] + list(SERVERS)
CHANGES_HIS_RECORD = "肖慎行"
APPROVE = {"decision": "approve", "reasons": []}
LESS_THAN_ANYBODY_WAITS_FOR_THE_BROKER = 4  # seconds; every client of the broker gives up after 5
LEFT_BY_ONE_ROUND = {"snapshots": 1, "messages": 2, "cases": 1}  # told of: handed in, approved


class Round:
    """One change of one entry, from the wish to what everybody holds of it."""

    def __init__(self, stack: Stack, person: Someone, reviewers: list[Someone]) -> None:
        self.stack, self.person, self.reviewers = stack, person, reviewers
        self.rounds = 0
        self.planned = self._planned(self._messages())

    def entry(self) -> Json:
        """The entry that is changed over and over: the first post of the person's career."""
        found: Json = self.person.get("profile", "/record")["sections"]["work_experience"][0]
        return found

    def run(self, wished: str, doomed: str | None) -> None:
        """Change the entry's department while a process dies twice, and wait until everybody holds the outcome."""
        entry = self.entry()
        request = request_change(self.person, entry, {**entry["data"], "department": wished})
        self.kill(doomed)
        case = decide(self.reviewers, request, APPROVE)
        self.kill(doomed)
        until(lambda: self.request(request)["status"] == "approved")
        until(lambda: self.reviewers[0].get("review", f"/cases/{case['id']}")["status"] == "closed")
        assert self.entry()["data"]["department"] == wished
        assert [move["new"] for move in self.request(request)["history"]] == ["approved"]
        self.rounds += 1

    def request(self, request_id: UUID) -> Json:
        """The change request as the person sees it."""
        return self.person.get("profile", f"/change-requests/{request_id}")

    def counts(self) -> dict[str, int]:
        """What must grow by the same in every round, whoever dies in it."""
        submission = self.person.get("profile", "/record")["submission"]
        messages = self.person.get("notices", "/messages?limit=100")["items"]
        cases = [case for one in self.reviewers[:1] for case in one.get("review", "/cases?limit=100")["items"]]
        mine = [case for case in cases if case["account"] == self.person.account["login"]]
        return {"snapshots": submission["number"], "messages": len(messages), "cases": len(mine)}

    def nothing_under_way(self) -> bool:
        """Whether every message of every service has been acknowledged, but those that were planned before."""
        status = self._messages()
        still = all(one["waiting"] == one["sent_not_acknowledged"] == 0 for one in status.values())
        return still and self._planned(status) <= self.planned

    def _messages(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(zhicheng("messages", "status", f"--data={self.stack.data}", "--json"))
        return answer

    @staticmethod
    def _planned(status: dict[str, Any]) -> int:
        return sum(one["planned"] for one in status.values())

    def kill(self, name: str | None) -> None:
        """End a process without warning; one that is just being started again is waited for."""
        if name is not None:
            os.kill(until(lambda: self._pid_of(name)), signal.SIGKILL)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """A process that neither answers nor ends, for as long as the block lasts."""
        pid = until(lambda: self._pid_of(name))
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def _pid_of(self, name: str) -> int | None:
        pid: int | None = json.loads((self.stack.data / "stack.json").read_text())["processes"][name]["pid"]
        return pid


@pytest.fixture(scope="module")
def change(stack: Stack) -> Iterator[Round]:
    """Somebody whose record was approved and all who might review it; afterwards everything has to add up."""
    account = stack.of(CHANGES_HIS_RECORD)
    reviewing = {"unit_reviewer", "unit_admin"}
    same_unit = [one for one in stack.accounts if one["unit"] == account["unit"] and reviewing & set(one["roles"])]
    change = Round(stack, Someone(stack.base, account), [Someone(stack.base, one) for one in same_unit])
    before = change.counts()
    yield change
    until(change.nothing_under_way)
    grown = {name: count - before[name] for name, count in change.counts().items()}
    assert grown == {name: of_one * change.rounds for name, of_one in LEFT_BY_ONE_ROUND.items()}
    agreement = json.loads(zhicheng("reconcile", f"--data={stack.data}", "--json"))
    assert agreement == {"agree": True, "differences": []}


@pytest.mark.parametrize("doomed", [None, *KILLED])
def test_a_killed_process_loses_nothing_and_repeats_nothing(change: Round, doomed: str | None) -> None:
    change.run(f"经 {doomed} 之后", doomed)


def test_a_frozen_broker_keeps_nobody_waiting_and_hears_of_everything_when_it_wakes(change: Round) -> None:
    entry = change.entry()
    change.person.http.timeout = LESS_THAN_ANYBODY_WAITS_FOR_THE_BROKER
    with change.frozen("valkey"):
        request = request_change(change.person, entry, {**entry["data"], "department": "冻结之时"})
        assert change.request(request)["status"] == "pending"
    change.person.http.timeout = None
    decide(change.reviewers, request, APPROVE)
    until(lambda: change.request(request)["status"] == "approved")
    change.rounds += 1
