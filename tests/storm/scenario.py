"""What people do in the last hours, for Locust: look, type, upload, save, hand in, press twice, load again.

`STORM_ACCOUNTS` names a file with the accounts, `STORM_SEEN` one to which each press of 提交审核 is added as a line of
JSON. Requests are named as the operations of the bench.
"""

import json
import os
import random
import time
from io import BytesIO
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import gevent
import httpx
import pikepdf
from locust import HttpUser, between, task

from tests.chaos.browser import Form, Page

SECTION = "work_experience"
PROMISED, LATE = "已提交，请等待单位审核", "逾期不能提交"
BUSY, SERVER_ERRORS = 503, 500
SECONDS_OF_PATIENCE = 20
PRESSES = 4
ACCOUNTS: list[dict[str, str]] = json.loads(Path(os.environ["STORM_ACCOUNTS"]).read_text())
NUMBER = count()
SEEN = Path(os.environ["STORM_SEEN"])


class Professional(HttpUser):
    """Somebody who has put it off until now. What is answered with 503 is not served, and tried again later."""

    wait_time = between(0.5, 3)

    def on_start(self) -> None:
        """Sign in."""
        self.account = ACCOUNTS[next(NUMBER)]
        self.client.headers["Sec-Fetch-Site"] = "same-origin"
        self.sign_in()

    def sign_in(self) -> None:
        """登录."""
        form = self.look("/login", "login page").form("/login")
        if form:
            self.press(form.with_values(login=self.account["login"], password=self.account["password"]), "sign-in")

    def look(self, address: str, name: str) -> Page:
        """A page; who was turned away has an empty one."""
        with self.client.get(address, name=name, timeout=SECONDS_OF_PATIENCE, catch_response=True) as answer:
            _judge(answer)
            shown = answer.text if answer.ok else ""
            return Page(SimpleNamespace(url=httpx.URL(answer.url or "/"), text=shown))  # type: ignore[arg-type]

    def record(self) -> Page:
        """The record; who has no session yet signs in first."""
        page = self.look("/record", "record page")
        if page.path != "/login":
            return page
        self.sign_in()
        return self.look("/record", "record page")

    def own_record(self) -> Page:
        """The record to work on; who has handed it in takes it back."""
        page = self.record()
        taking_back = page.form("/record/withdrawal")
        if taking_back is None:
            return page
        self.press(taking_back, "submit, take back")
        return self.record()

    def press(self, form: Form, name: str) -> Any:
        """Send a form; returns the answer, not yet what it leads to."""
        to = {"name": name, "allow_redirects": False, "timeout": SECONDS_OF_PATIENCE, "catch_response": True}
        with self.client.post(form.action, data=form.data, **to) as answer:
            _judge(answer)
            return answer

    @task(4)
    def read(self) -> None:
        """Look through the record, and at what is new."""
        self.record()
        self.look(*random.choice([("/notices", "notices"), ("/changes", "request list")]))

    @task(2)
    def load_again(self) -> None:
        """Press F5 until something comes."""
        gevent.joinall([gevent.spawn(self.look, "/record", "record page") for _ in range(3)])

    @task(4)
    def fill_in(self) -> None:
        """Open an entry, which is kept while one types, and save it."""
        links = [link for link in self.own_record().links(f"/record?open={SECTION}&") if "entry=new" not in link]
        action = f"/record/sections/{SECTION}"
        form = self.look(random.choice(links), "one section page").form(action) if links else None
        if form:
            typed = form.with_values(tech_work=f"最后一天 {uuid4().hex[:8]}")
            for _ in range(2):
                gevent.sleep(random.uniform(0.5, 1.5))
                self.press(Form(f"{action}/draft", typed.fields), "autosave")
            self.press(typed, "save a section")

    @task(1)
    def upload(self) -> None:
        """A proof."""
        token = self.look("/notices", "notices").values("csrf_token")[:1]
        written = BytesIO()
        with pikepdf.new() as document:
            document.add_blank_page()
            document.save(written)
        if token:
            files = {"file": ("a.pdf", written.getvalue(), "application/pdf")}
            data = {"csrf_token": token[0], "purpose": "proof"}
            self.client.post("/uploads", data=data, files=files, name="file up", timeout=SECONDS_OF_PATIENCE)

    @task(8)
    def hand_in(self) -> None:
        """提交审核 after a look over it, pressed twice by half."""
        token = self.own_record().values("csrf_token")
        if not token:
            return
        gevent.sleep(random.uniform(0.5, 3))
        sent = Form("/record/submission", [("csrf_token", token[0]), ("key", uuid4().hex), ("anyway", "yes")])
        gevent.joinall([gevent.spawn(self.submit, sent) for _ in range(random.choice([1, 2]))])

    def submit(self, form: Form) -> None:
        """Press the button, again when one was sent away, and write down what one was told."""
        for _ in range(PRESSES):
            began = time.time()
            answer = self.press(form, "submit, take back")
            took, text = time.time() - began, answer.text or ""
            if answer.status_code == 302:
                text = self.look("/record", "record page").text
            seen = {"key": dict(form.fields)["key"], "sent": began, "took": took, "answered": _answered(answer)}
            with SEEN.open("a") as file:
                file.write(json.dumps(seen | {"promised": PROMISED in text, "late": LATE in text}) + "\n")
            if answer.status_code != BUSY:
                return
            gevent.sleep(float(answer.headers["Retry-After"]))


def _judge(answer: Any) -> None:
    if _answered(answer):
        answer.success()
    else:
        answer.failure(f"status {answer.status_code}")


def _answered(answer: Any) -> bool:
    """A refusal is an answer; an error or none is not."""
    return bool(0 < answer.status_code < SERVER_ERRORS)
