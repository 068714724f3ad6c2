"""`python -m tests.chaos`: a stack of its own at 127.0.0.1, spoiled for some minutes, and one line about it.

As root it runs in a network of its own, whose connections it can cut, and on a disk of its own, which it can fill.
With a C compiler its clock is its own too.
"""

import argparse
import shutil
import signal
import sys
from pathlib import Path

from tests.chaos.isolation import isolate, spoilt_stack
from tests.chaos.people import partakers
from tests.chaos.run import USUAL_PEACE, Plan, run


def main() -> None:
    """Isolate, start, storm, compare, tell; ends with 1 if anything is lost, repeated or wrong."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))  # and clear away
    arguments = _arguments()
    isolated = isolate("tests.chaos")
    with spoilt_stack(isolated=isolated, clock=True) as stack:
        outcome = run(stack, partakers(stack.accounts), _plan(arguments, isolated=isolated))
        if arguments.keep_logs:
            shutil.copytree(stack.data / "logs", arguments.keep_logs, dirs_exist_ok=True)
    print(outcome.details(), outcome.line(), sep="\n")  # noqa: T201 - what the command is for
    sys.exit(0 if outcome.good else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--peace", type=float, default=USUAL_PEACE, help="seconds between two faults, on average")
    parser.add_argument("--faults", type=int, default=10_000, help="at most so many")
    parser.add_argument("--only", default="", help="these kinds, with commas between: flushall,broker_wiped")
    parser.add_argument("--keep-logs", type=Path, help="copy the logs of the processes there")
    return parser.parse_args()


def _plan(arguments: argparse.Namespace, *, isolated: bool) -> Plan:
    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - progress

    only = [kind for kind in arguments.only.split(",") if kind]
    return Plan(
        arguments.seed,
        arguments.minutes * 60,
        arguments.faults,
        arguments.peace,
        isolated=isolated,
        only=only,
        say=say,
    )


if __name__ == "__main__":
    main()
