"""One run: a journey in real browsers, people at work, one loss after the other, and what is there at the end."""

import argparse
import compileall
import json
import os
import shutil
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from sysconfig import get_path

from tests.chaos.browser import Browser, Told
from tests.chaos.checker import Checker
from tests.chaos.databases import Databases
from tests.chaos.ledger import Ledger
from tests.chaos.pages import not_shown
from tests.chaos.people import at_work, crowd_of, partakers
from tests.cluster.cluster import TRIAL, Cluster
from tests.cluster.compose import ROOT
from tests.cluster.losses import losses
from tests.cluster.machine import HERE
from tests.cluster.pulse import Pulse
from tests.journeys.conftest import RUNNING
from tests.own_stack import Account

WRITER, REVIEWER = "白朗", "田秀英"  # who do not take part: the others hand records in
JOURNEYS = ("test_senior_engineer.py", "test_returning.py", "test_taking_back.py", "test_case_page.py")
SETTLES = 300.0
SHOWN = 20


class Trial:
    """One run of all of it; each line is printed as it becomes known."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments, self.began = arguments, time.monotonic()
        for folder in ("shared", "services", "web", "stack", "sandbox", get_path("purelib")):
            compileall.compile_dir(str(ROOT / folder), quiet=2)  # as for the image; containers may not
        self.cluster, self.amiss = Cluster(), 0

    def passes(self) -> bool:
        """Whether everything came off."""
        try:
            self._start()
            if not self.arguments.no_journey:
                self._journey()
            self._storm()
        finally:
            if self.arguments.keep_logs:
                for log in (HERE / "containers").glob("*/log"):
                    self.arguments.keep_logs.mkdir(parents=True, exist_ok=True)
                    shutil.copy(log, self.arguments.keep_logs / f"{log.parent.name}.log")
        return not self.amiss

    def _start(self) -> None:
        self.cluster.start()
        count = sum(map(len, self.cluster.running.values()))
        _say(f"{count} containers ready after {time.monotonic() - self.began:.0f} s")
        self.accounts = self.cluster.demo()
        _say(f"{len(self.accounts)} people after {time.monotonic() - self.began:.0f} s")

    def _journey(self) -> None:
        """People with real browsers; the tests are the product's own."""
        running = HERE / "running.json"
        running.write_text(json.dumps({"url": TRIAL["PUBLIC_URL"], "base": 0, "data": "", "accounts": self.accounts}))
        tests = [str(ROOT / "tests/journeys" / name) for name in JOURNEYS]
        command = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:randomly", *tests]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, RUNNING: str(running)}, check=False)
        self.amiss += done.returncode != 0
        _say(f"journeys {'failed' if done.returncode else 'passed'}: {', '.join(JOURNEYS)}")

    def _storm(self) -> None:
        """People at work, one loss after the other, then all of ours replaced; then the comparison."""
        databases = Databases(self.cluster.database, self.cluster.sandbox)
        ledger, over = Ledger(self.arguments.seed), threading.Event()
        trusted = ssl.create_default_context(cafile=self.cluster.secrets / "tls.crt")
        open_browser = partial(Browser, TRIAL["PUBLIC_URL"], trusted)
        people = partakers(self.accounts)
        crowd = crowd_of(people, open_browser, ledger, over)
        pulse = Pulse(open_browser, self._of(WRITER), self._of(REVIEWER), databases)
        with at_work(crowd, over):
            self._tell("nothing yet", ledger, pulse, lambda: None)
            _say(f"read from the replica: {', '.join(self.cluster.readers_of_replica()) or 'nothing'}")
            for loss in losses(self.cluster):
                if any(word in loss.words for word in self.arguments.only.split(",")):
                    self._tell(loss.words, ledger, pulse, loss.happens)
                    loss.mended()
        self._compare(databases, ledger, not_shown(open_browser, people, databases, ledger))

    def _tell(self, words: str, ledger: Ledger, pulse: Pulse, happens: Callable[[], None]) -> None:
        before, began = ledger.counts(), time.monotonic()
        happens()
        spent = time.monotonic() - began
        try:
            healing = str(pulse.healed(began))
        except TimeoutError as error:
            healing, self.amiss = f"NOT HEALED: {error}", self.amiss + 1
        told = ledger.counts() - before
        _say(f"{words} ({spent:.1f} s): {healing}; {told[Told.NOTHING]} of {told.total()} deeds unanswered")

    def _compare(self, databases: Databases, ledger: Ledger, unseen: Iterator[str]) -> None:
        settled, left = databases.settle(SETTLES)
        checker = Checker(databases, ledger)
        checker.check()
        checker.lost += [f"not settled: {what}" for what in left]
        checker.wrong += [*unseen, *self.cluster.audit_faults()]
        kinds = {"lost": checker.lost, "repeated": checker.repeated, "wrong": checker.wrong}
        for kind, found in kinds.items():
            self.amiss += len(found)
            print(*(f"{kind}: {one}" for one in found[:SHOWN]), sep="\n", end="\n" if found else "")  # noqa: T201
        told = ledger.counts()
        counts = f"{told[Told.YES]} promised, {told[Told.NO]} refused, {told[Told.NOTHING]} unanswered"
        amiss = ", ".join(f"{len(found)} {kind}" for kind, found in kinds.items())
        _say(f"{told.total()} deeds ({counts}): {amiss}; settled after {settled:.0f} s")
        _say(f"all of it {time.monotonic() - self.began:.0f} s")

    def _of(self, name: str) -> Account:
        return next(account for account in self.accounts if account["name"] == name)


def _say(line: str) -> None:
    print(f"cluster: {line}", flush=True)  # noqa: T201 - what the command is for
