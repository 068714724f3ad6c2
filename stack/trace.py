"""`zhicheng trace`: one act from the click to its last effect, out of every service's rows and every process's log."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from shared.redaction import redacted_text
from stack import report
from stack.commands import data_option, fail, json_option, print_answer, running
from stack.environment import remembered
from stack.services import CommandFailed, ask_all

NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")
MOST_NUMBERS = 1000  # with so many in hand the story is not followed any further
KNOWN_OTHERWISE = {"timestamp", "event", "level"}

Step = dict[str, Any]


@click.command()
@click.argument("number")
@data_option
@json_option
def trace(number: str, data: Path, *, as_json: bool) -> None:
    """一次操作的全过程：给出请求编号（出错页面上有）、消息编号，或者审核件、申请等的编号。"""
    if not NUMBER.fullmatch(number):
        fail("编号由 8 到 64 个字母、数字和“-”组成")
    layout = running(data)
    try:
        steps, numbers = of_services(remembered(layout), number)
    except CommandFailed as error:
        fail(str(error))
    logged, since = of_logs(layout.logs, numbers)
    answer = {"number": number, "logs_since": since, "steps": sorted([*steps, *logged], key=_moment)}
    print_answer(answer, report.trace, as_json=as_json)


def of_services(environment: Mapping[str, str], number: str) -> tuple[list[Step], set[str]]:
    """All steps in the databases, and all numbers under which logs may speak of them.

    What one service finds names requests and messages; by these the others are asked, until nothing new turns up.
    """
    known: set[str] = set()
    steps: list[Step] = []
    new = {number}
    while new and len(known) < MOST_NUMBERS:
        known |= new
        answers = asyncio.run(ask_all(environment, "trace", arguments=["--", *sorted(known)]))
        steps = [{"where": service, **step} for service, answer in answers.items() for step in answer]
        new = {step[name] for step in steps for name in ("request", "message") if step[name]} - known
    return steps, known | new


def of_logs(folder: Path, numbers: AbstractSet[str]) -> tuple[list[Step], str | None]:
    """The lines that name any of the numbers, and since when there are lines at all: files are of bounded size."""
    found: list[Step] = []
    since: datetime | None = None
    for path in sorted(folder.glob("*.log*")):
        for at, text in _lines(path):
            since = min(since or at, at)
            if not numbers.isdisjoint(NUMBER.findall(text)):
                step = {"where": path.name.split(".")[0], "at": at.isoformat(timespec="milliseconds"), "kind": "log"}
                found.append({**step, "what": redacted_text(text), "facts": {}, "request": None, "message": None})
    return found, since.isoformat(timespec="seconds") if since else None


def _lines(path: Path) -> Iterator[tuple[datetime, str]]:
    """Those that begin with a moment, or are JSON with one; tracebacks between them are for the file's reader."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            with suppress(ValueError, KeyError, TypeError):
                if line.startswith("{"):
                    facts = json.loads(line)
                    told = " ".join(f"{name}={facts[name]}" for name in facts if name not in KNOWN_OTHERWISE)
                    yield datetime.fromisoformat(facts["timestamp"]), f"{facts['event']} {told}"
                elif line[10:11] == "T":  # ours; servers write theirs in another way
                    moment, _, text = line.strip().partition(" ")
                    at = datetime.fromisoformat(moment)
                    yield at.replace(tzinfo=at.tzinfo or UTC), " ".join(text.split())


def _moment(step: Step) -> datetime:
    return datetime.fromisoformat(step["at"])
