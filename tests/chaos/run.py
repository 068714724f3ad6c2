"""One run: people at work, faults, peace, and the comparison of what people were told with what everything holds."""

import json
import random
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from shared.settings import SERVICES
from stack.layout import Layout
from tests.chaos.browser import Browser, Told
from tests.chaos.checker import Checker
from tests.chaos.databases import Databases
from tests.chaos.faults import Faults
from tests.chaos.growth import Growth, watched
from tests.chaos.ledger import Ledger
from tests.chaos.machine import Machine
from tests.chaos.pages import not_shown
from tests.chaos.people import at_work, crowd_of
from tests.own_stack import Account, Stack, zhicheng

USUAL_PEACE = 2.25
SHOWN = 20


@dataclass
class Plan:
    """How much of it; between two faults there are `peace` seconds on average; `say` is told of each as it happens."""

    seed: int
    seconds: float
    most_faults: int
    peace: float = USUAL_PEACE
    longest_fault: float = 6.0
    patience: float = 400.0
    isolated: bool = False
    only: Collection[str] = ()
    say: Callable[[str], None] = field(default=lambda _: None)


@dataclass
class Outcome:
    """What came of it."""

    plan: Plan
    seconds: float
    faults: Faults
    ledger: Ledger
    found: Checker
    resends: int
    settled: float
    delays: list[float]
    growth: Growth

    @property
    def good(self) -> bool:
        """Whether nothing is amiss."""
        return not (self.found.lost or self.found.repeated or self.found.wrong)

    def line(self) -> str:
        """All of it in one line."""
        faults = ", ".join(f"{count} {name}" for name, count in sorted(self.faults.happened.items()))
        told, found = self.ledger.counts(), self.found
        return (
            f"chaos: seed {self.plan.seed}, {self.seconds / 60:.1f} min, {self.faults.kills} kills"
            f" (faults: {faults}), {told.total()} actions ({told[Told.YES]} promised,"
            f" {told[Told.NO]} refused, {told[Told.NOTHING]} unanswered),"
            f" {len(found.lost)} lost, {len(found.repeated)} repeated, {len(found.wrong)} wrong,"
            f" {self.resends} resends, settled after {self.settled:.0f} s"
            f" (its messages: p99 {_p99(self.delays):.1f} s, longest {max(self.delays, default=0):.1f} s);"
            f" {told.total() / self.seconds:.1f} actions a second; {self.growth.line()}"
        )

    def details(self) -> str:
        """What is amiss, the first of each kind."""
        kinds = {"lost": self.found.lost, "repeated": self.found.repeated, "wrong": self.found.wrong}
        return "\n".join(f"{kind}: {one}" for kind, found in kinds.items() for one in found[:SHOWN])


def run(stack: Stack, accounts: list[Account], plan: Plan) -> Outcome:
    """Let it storm over a running stack, and compare."""
    layout = Layout(stack.data, stack.base)
    databases, ledger, over = Databases.of(layout), Ledger(plan.seed), threading.Event()
    chance = random.Random(plan.seed)
    machine = Machine(layout, chance, isolated=plan.isolated)
    faults = Faults(machine, chance, plan.longest_fault, plan.only)
    open_browser = partial(Browser, stack.url)
    started = time.monotonic()
    with watched(machine) as growth, at_work(crowd_of(accounts, open_browser, ledger, over), over):
        _storm(faults, plan, over)
        calm_since = datetime.now(UTC)  # one machine: the databases' clock is ours
    seconds = time.monotonic() - started
    settled, left = databases.settle(plan.patience)
    delays = databases.delays(calm_since)
    checker = Checker(databases, ledger)
    checker.check()
    checker.lost += [f"not settled: {what}" for what in left]
    checker.wrong += [*faults.not_back, *not_shown(open_browser, accounts, databases, ledger), *_commands_agree(stack)]
    resends = sum(max(0, one["attempts"] - 1) for service in SERVICES for one in databases.messages(service))
    return Outcome(plan, seconds, faults, ledger, checker, resends, settled, delays, growth)


def _storm(faults: Faults, plan: Plan, over: threading.Event) -> None:
    ends = time.monotonic() + plan.seconds
    for _ in range(plan.most_faults):
        over.wait(plan.peace * faults.chance.uniform(0.2, 1.8))
        if time.monotonic() > ends:
            return
        plan.say(f"{ends - time.monotonic():6.0f} s left: {faults.next(over)}")
    over.wait(max(0.0, ends - time.monotonic()))


def _p99(delays: list[float]) -> float:
    return delays[int(len(delays) * 0.99)] if delays else 0.0


def _commands_agree(stack: Stack) -> list[str]:
    """What the product itself says of its agreement."""
    answer = json.loads(zhicheng("reconcile", f"--data={stack.data}", "--json"))
    return [f"reconcile: {difference}" for difference in answer["differences"]]
