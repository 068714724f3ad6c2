"""The site fails exactly as it is told to."""

import time
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Sender

PATIENCE_SECONDS = 10


def test_it_fails_as_often_as_told_with_that_status(sender: Sender, person: dict[str, Any]) -> None:
    sender.order(fail={"times": 2, "status": 503, "retry_after": 7})

    answers = [sender.share(person, 1, message_id="msg_1") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert answers[0].json()["error"] == "told_to_fail"
    counters = sender.control()["counters"]
    assert (counters["failed"], counters["applied"]) == (2, 1)


def test_failing_comes_before_any_look_at_the_delivery(sender: Sender) -> None:
    sender.order(fail={"times": 1, "status": 429})

    assert sender.post(b"{}", headers={"webhook-signature": "v1,AAAA"}).status_code == 429
    assert "retry-after" not in sender.post(b"{}").headers


def test_who_gives_up_on_a_slow_site_may_have_been_heard(sender: Sender, person: dict[str, Any]) -> None:
    sender.order(slow={"times": 1, "seconds": 0.5})
    sender.http.timeout = httpx.Timeout(0.1)
    with pytest.raises(httpx.ReadTimeout):
        sender.share(person, 1, message_id="msg_1")

    sender.http.timeout = httpx.Timeout(10)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while sender.control()["counters"]["applied"] == 0 and time.monotonic() < deadline:
        pass

    assert sender.share(person, 1, message_id="msg_1").json()["status"] == "accepted"
    assert sender.control()["counters"]["duplicates"] == 1


def test_a_dropped_answer_was_applied_all_the_same(sender: Sender, person: dict[str, Any]) -> None:
    sender.order(answer_twice={"times": 1})

    with pytest.raises(httpx.TransportError):
        sender.share(person, 1, message_id="msg_1")

    assert sender.share(person, 1, message_id="msg_1").json()["status"] == "accepted"
    first, second = sender.control("/received")["deliveries"]
    assert (first["outcome"], first["status"]) == ("applied", None)
    assert (second["outcome"], second["status"]) == ("duplicate", 200)


def test_an_answer_can_be_lost_as_an_error_too(sender: Sender, person: dict[str, Any]) -> None:
    sender.order(answer_twice={"times": 1, "how": "error"})

    answers = [sender.share(person, 1, message_id="msg_1").status_code for _ in range(2)]

    assert answers == [500, 200]
    assert [people["status"] for people in sender.control()["people"]] == ["shared"]


def test_forgetting_loses_people_and_answers_but_not_the_record(sender: Sender, person: dict[str, Any]) -> None:
    url = sender.share(person, 3, message_id="msg_1").json()["url"]

    after = sender.order(forget=True)

    assert after["people"] == []
    assert after["counters"]["received"] == 1
    assert httpx.get(url).status_code == 404
    assert sender.share(person, 3, message_id="msg_1").json()["status"] == "accepted"


def test_reset_leaves_nothing(sender: Sender, person: dict[str, Any]) -> None:
    sender.share(person, 1)
    sender.order(slow={"times": 5, "seconds": 60}, fail={"times": 5, "status": 500})

    after = sender.order(reset=True)

    assert after["switches"] == {}
    assert after["people"] == []
    assert set(after["counters"].values()) == {0}


def test_it_says_which_switches_are_on(sender: Sender) -> None:
    sender.order(fail={"times": 3, "status": 500}, slow={"times": 0, "seconds": 1})

    assert sender.control()["switches"] == {"fail": {"times": 3, "status": 500}}


@pytest.mark.parametrize(
    "orders",
    [
        {"explode": True},
        {"fail": {"times": 1}},
        {"fail": {"times": 1, "status": 200}},
        {"fail": {"times": -1, "status": 500}},
        {"slow": {"times": 1, "seconds": 3600}},
        {"answer_twice": {"times": 1, "how": "loudly"}},
        {"forget": "yes"},
        [],
    ],
)
def test_an_unknown_order_is_refused_by_name(sender: Sender, orders: object) -> None:
    refused = sender.http.post("/_control", json=orders)

    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["fields"]


def test_what_is_no_json_is_refused(sender: Sender) -> None:
    assert sender.http.post("/_control", content="{").status_code == 415
    assert sender.http.post("/_control", content="{", headers={"content-type": "application/json"}).status_code == 400
    assert sender.http.get("/webhooks").status_code == 405
