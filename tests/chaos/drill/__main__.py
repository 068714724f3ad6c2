"""`python -m tests.chaos.drill`: every alert is brought about, its page is followed, and it is over.

A stack of its own at 127.0.0.1 with people at work, Prometheus with the shipped rules, whose minutes are four seconds.
"""

import argparse
import random
import signal
import sys
import threading
import time
from functools import partial

from stack.layout import Layout
from tests.chaos.browser import Browser
from tests.chaos.databases import Databases
from tests.chaos.drill.cases import CASES, Case
from tests.chaos.drill.ground import Ground
from tests.chaos.drill.prometheus import prometheus
from tests.chaos.isolation import isolate, spoilt_stack
from tests.chaos.ledger import Ledger
from tests.chaos.machine import Machine
from tests.chaos.people import at_work, crowd_of, partakers
from tests.own_stack import Stack


def main() -> None:
    """Isolate, start, drill, tell; ends with 1 if an alert does not come, does not go, or its page does not hold."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))  # and clear away
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="these alerts, with commas between")
    arguments = parser.parse_args()
    isolated = isolate("tests.chaos.drill")
    cases = [case for case in CASES if not arguments.only or case.alert in arguments.only.split(",")]
    with spoilt_stack(isolated=isolated) as stack:
        failed = drilled(stack, arguments.seed, cases, isolated=isolated)
    say(f"drill: seed {arguments.seed}, {len(cases)} alerts, {len(failed)} not as their page says {' '.join(failed)}")
    sys.exit(1 if failed else 0)


def drilled(stack: Stack, seed: int, cases: list[Case], *, isolated: bool) -> list[str]:
    """Try one case after another while people are at work; the alerts that were not as their page says."""
    layout, over = Layout(stack.data, stack.base), threading.Event()
    machine = Machine(layout, random.Random(seed), isolated=isolated)
    crowd = crowd_of(partakers(stack.accounts), partial(Browser, stack.url), Ledger(seed), over)
    with prometheus(layout) as asked, at_work(crowd, over):
        ground = Ground(stack, machine, Databases.of(layout), asked)
        return [case.alert for case in cases if not holds(ground, case)]


def holds(ground: Ground, case: Case) -> bool:
    """Bring it about, follow its page, and wait until it is over."""
    started = time.monotonic()
    try:
        ground.await_all_ready()
        ground.await_alert(case.alert, fires=False)
        with case.spoil(ground):
            fired = ground.await_alert(case.alert, fires=True)
            ground.see(case.alert)
            if case.within:
                follow(ground, case)
        if not case.within:
            follow(ground, case)
        quiet = ground.await_alert(case.alert, fires=False)
    except (AssertionError, TimeoutError) as amiss:
        say(f"{case.alert}: {amiss}")
        return False
    words = f"fired after {fired:.0f} s, over {quiet:.0f} s after {len(case.cures)} commands of its page"
    say(f"{case.alert}: {words} ({time.monotonic() - started:.0f} s)")
    return True


def follow(ground: Ground, case: Case) -> None:
    """Type what cures it."""
    for line in case.cures:
        ground.cure(case.alert, line)


def say(line: str) -> None:
    """A line about it."""
    print(line, flush=True)  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
