"""`make mutation`: whether tests notice each change of what decides; names those unnoticed, and sums up in a line."""

import json
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from time import monotonic

import click

from tests.mutation.subjects import SUBJECTS
from tests.mutation.trial import Mutant, try_all

ROOT = Path(__file__).parents[2]
MUTMUT = ("uv", "tool", "run", "--quiet", "--from", "mutmut==3.8.1", "python", "-m", "tests.mutation.mutants")
AT_ONCE = 2
LEAST = 0.9


def made() -> list[Mutant]:
    """The mutants of all subjects."""
    wanted = json.dumps([(subject.module, subject.functions) for subject in SUBJECTS])
    command = [sys.executable, "-m", *MUTMUT]
    written = subprocess.run(command, input=wanted, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout
    return [Mutant(**each) for each in json.loads(written)]


def equivalent() -> dict[tuple[str, str], str]:
    """The mutants that change nothing that anybody could notice, each with the reason."""
    lines = (Path(__file__).parent / "equivalent.txt").read_text().splitlines()
    rows = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return {(where, what): why for where, what, why in rows}


def main(modules: list[str]) -> int:
    """Try the mutants of these modules, or of all."""
    began = monotonic()
    same = equivalent()
    every = [mutant for mutant in made() if not modules or mutant.module in modules]
    mutants = [mutant for mutant in every if (mutant.where, mutant.what) not in same]
    tests = {subject.module: subject.tests for subject in SUBJECTS}
    with ProcessPoolExecutor(AT_ONCE) as pool:
        shares = [mutants[start::AT_ONCE] for start in range(AT_ONCE)]
        survivors = [mutant for part in pool.map(partial(try_all, tests=tests), shares) for mutant in part]
    score = 1 - len(survivors) / len(mutants)
    click.echo(
        f"mutation: {len({mutant.module for mutant in mutants})} modules, {len(mutants)} mutants,"
        f" {len(mutants) - len(survivors)} killed, {len(survivors)} survived, {score:.1%} killed;"
        f" {len(every) - len(mutants)} equivalent ones left out; {monotonic() - began:.0f} s"
    )
    return int(score < LEAST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
