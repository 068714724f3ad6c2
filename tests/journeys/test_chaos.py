"""Some seconds of chaos over the running system: nothing that people were told is lost, repeated or wrong.

The long one, with a network and a disk of its own to spoil, is `make chaos`.
"""

import os

from tests.chaos.browser import Told
from tests.chaos.checker import Checker
from tests.chaos.run import Outcome, Plan, run
from tests.own_stack import Stack

AT_WORK = ("卢望舒", "慕容清越", "彭大勇")
SEED = int(os.environ.get("CHAOS_SEED", "9"))


def test_chaos_loses_nothing_repeats_nothing_and_contradicts_nobody(stack: Stack) -> None:
    people = [stack.of(name) for name in AT_WORK]

    outcome = run(stack, people, Plan(SEED, seconds=12, most_faults=6, longest_fault=3, patience=90))

    assert outcome.good, f"{outcome.details()}\n{outcome.line()}"
    _what_did_not_happen_as_told_is_found(outcome)


def _what_did_not_happen_as_told_is_found(outcome: Outcome) -> None:
    """The judge is no yes-man: it finds a promise without a deed, and a deed in spite of a refusal."""
    with outcome.ledger.deed("change", "nobody") as never_done:
        never_done.told = Told.YES
    denied = next(deed for deed in outcome.ledger.of("change") if deed.told is Told.YES)
    denied.told = Told.NO

    again = Checker(outcome.found.databases, outcome.ledger)
    again.check()

    assert again.lost == [str(never_done)]
    assert again.wrong == [f"{denied} was refused and is there"]
