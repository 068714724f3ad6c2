"""`python -m tests.storm`: the last hours, in three steps of which the last is far more than the machine can do.

It starts a stack of its own at 127.0.0.1 and prints what was asked for and served in each step, how long submissions
took, whether any that was promised is lost, whether any was judged late that came in time, and how soon all was well
again; then what the model of docs/operations/capacity.md would have said of the same requests.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from stack.layout import Layout
from tests.chaos.browser import Away, Browser
from tests.chaos.databases import Databases
from tests.own_stack import Stack, running
from tests.performance.bench import circumstances, roots_of
from tests.performance.growth import filled
from tests.performance.usage import cpu_ms
from tests.storm.outcome import Outcome, Press, Step

LOCUST = "locust==2.47.0"
PEOPLE = 2000  # of whom one in seven has a record that waits, and was never decided about
CROWDS = (10, 30, 60)  # for each processor
SECONDS, SPAWNING = 40, 8
IN_TIME = 25  # of the last step's
PATIENCE, WELL, IN_A_ROW = 120, 1.0, 5

WAITING = (
    "SELECT p.account FROM record r JOIN person p ON p.id = r.id WHERE r.status = 'pending' AND NOT EXISTS"
    " (SELECT FROM settlement s WHERE s.subject_id = r.id) ORDER BY md5(p.account)"
)
SAME_PASSWORD = (
    "SELECT p.account AS login, o.account AS model FROM person p JOIN credential c ON c.person_id = p.id"
    " JOIN credential oc ON oc.password_hash = c.password_hash JOIN person o ON o.id = oc.person_id"
    " WHERE p.account = ANY(%s) AND o.account = ANY(%s)"
)
WINDOW = (
    "INSERT INTO collection_window (id, unit_id, name, opens_on, closes_on, grace_minutes, changes_bound, note,"
    " version, closed_early_at) SELECT gen_random_uuid(), id, '最后一天', %s, %s, 0, false, '', 1, %s FROM unit"
)
KEPT = "SELECT key FROM answered_request a JOIN submission s ON s.id::text = a.answer ->> 'id' WHERE key = ANY(%s)"
WAITED = "SELECT unit_id, extract(epoch FROM opened_at - submitted_at) AS seconds FROM review_case WHERE opened_at > %s"


def main() -> None:
    """Play it, and end with 1 if something was lost or judged wrongly, or if it took too long to recover."""
    print(circumstances())  # noqa: T201 - what the command is for
    with filled(PEOPLE) as data, running(data) as stack, tempfile.TemporaryDirectory() as folder:
        outcome = played(stack, Path(folder))
    print(outcome.line(), *outcome.predicted(), sep="\n")  # noqa: T201 - the same
    sys.exit(0 if outcome.good else 1)


def played(stack: Stack, folder: Path) -> Outcome:
    """All steps, until all is well again."""
    databases = Databases.of(Layout(stack.data, stack.base))
    accounts = _accounts(stack, databases)
    (folder / "accounts.json").write_text(json.dumps(accounts))
    (folder / "seen.jsonl").touch()
    watcher = Browser(stack.url)
    watcher.sign_in(accounts[-1]["login"], accounts[-1]["password"])
    *before, last = (people * (os.cpu_count() or 1) for people in CROWDS)
    steps = [_step(stack, folder, people) for people in before]
    ends = datetime.now(UTC) + timedelta(seconds=IN_TIME)
    _close_at(databases, ends)
    steps.append(_step(stack, folder, last))
    pages = _recovered(watcher)
    messages, left = databases.settle(PATIENCE)
    presses = [Press(**json.loads(line)) for line in (folder / "seen.jsonl").read_text().splitlines()]
    kept = databases.rows("profile", KEPT, [f"{one.key}-submit" for one in presses])
    waits: dict[str, list[float]] = {}
    for row in databases.rows("review", WAITED, databases.began):
        waits.setdefault(row["unit_id"], []).append(float(row["seconds"]))
    found = {row["key"].removesuffix("-submit") for row in kept}
    return Outcome(steps, presses, ends.timestamp(), found, waits, pages, pages + messages, left)


def _accounts(stack: Stack, databases: Databases) -> list[dict[str, str]]:
    """Whose records wait; the copies of somebody of the demo have the same password."""
    waiting = [row["account"] for row in databases.rows("profile", WAITING)]
    passwords = {one["login"]: one["password"] for one in stack.accounts}
    found = databases.rows("auth", SAME_PASSWORD, waiting, list(passwords))
    return [{"login": row["login"], "password": passwords[row["model"]]} for row in found]


def _close_at(databases: Databases, ends: datetime) -> None:
    """Let a window govern every unit that closes at this moment."""
    with databases.superuser("profile") as connection:
        today = datetime.now(UTC).date()
        connection.execute(WINDOW, (today - timedelta(days=30), today, ends))


def _step(stack: Stack, folder: Path, people: int) -> Step:
    """So many people at once, with what they used."""
    told = {"STORM_ACCOUNTS": str(folder / "accounts.json"), "STORM_SEEN": str(folder / "seen.jsonl")}
    command = (
        *(sys.executable, "-m", "uv", "run", "--quiet", "--no-sync", "--with", LOCUST, "locust"),
        *("--locustfile=tests/storm/scenario.py", "--headless", "--json", "--exit-code-on-error=0"),
        *(f"--users={people}", f"--spawn-rate={people / SPAWNING}", f"--run-time={SECONDS}s", f"--host={stack.url}"),
    )
    roots = roots_of(stack)
    used, all_busy, began = cpu_ms(roots), _busy_seconds(), time.monotonic()
    ran = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    used, all_busy = (cpu_ms(roots) - used) / 1000, _busy_seconds() - all_busy
    step = Step.of(people, json.loads(ran.stdout), time.monotonic() - began, used, all_busy - used)
    print(step, file=sys.stderr, flush=True)  # noqa: T201 - progress
    return step


def _busy_seconds() -> float:
    """What all processors have done, for whomever."""
    times = psutil.cpu_times()
    return float(sum(times[:8]) - times.idle - times.iowait)


def _recovered(watcher: Browser) -> float:
    """After how many seconds pages come quickly again, and go on doing so."""
    began, well = time.monotonic(), 0
    while well < IN_A_ROW and time.monotonic() - began < PATIENCE:
        asked = time.monotonic()
        try:
            watcher.page("/record")
        except Away:
            well = 0
        else:
            well = well + 1 if time.monotonic() - asked < WELL else 0
        time.sleep(0.2)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
