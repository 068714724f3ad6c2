"""What the partner promises the sender, over real HTTP."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Sender


def test_a_shared_person_has_a_public_page_until_it_is_revoked(sender: Sender, person: dict[str, Any]) -> None:
    shared = sender.share(person, 1)

    assert shared.status_code == 200
    assert shared.json()["status"] == "accepted"
    page = httpx.get(shared.json()["url"])
    assert page.status_code == 200
    assert person["name"] in page.text
    assert person["identifier"] not in page.text + shared.json()["url"]

    revoked = sender.revoke(person, 2)

    assert (revoked.status_code, revoked.json()) == (200, {"status": "deleted"})
    gone = httpx.get(shared.json()["url"])
    assert gone.status_code == 410
    assert person["name"] not in gone.text
    assert person["name"] not in sender.http.get("/").text


def test_a_newer_state_replaces_the_page_under_the_same_address(sender: Sender, person: dict[str, Any]) -> None:
    first = sender.share(person, 1).json()["url"]

    second = sender.share(person | {"jobTitle": "正高级工程师"}, 2).json()["url"]

    assert second == first
    assert "正高级工程师" in httpx.get(first).text
    assert len(sender.control()["people"]) == 1


def test_who_shares_again_after_revoking_is_shown_again(sender: Sender, person: dict[str, Any]) -> None:
    url = sender.share(person, 1).json()["url"]
    sender.revoke(person, 2)

    assert sender.share(person, 3).json() == {"status": "accepted", "url": url}
    assert httpx.get(url).status_code == 200


def test_an_older_state_never_comes_back(sender: Sender, person: dict[str, Any]) -> None:
    url = sender.share(person, 5).json()["url"]
    sender.revoke(person, 6)

    for sequence in (4, 5, 6):
        late = sender.share(person, sequence)
        assert (late.status_code, late.json()) == (200, {"status": "stale"})
    assert httpx.get(url).status_code == 410
    assert sender.control()["counters"]["stale"] == 3


def test_a_revocation_that_arrives_first_keeps_the_older_share_out(sender: Sender, person: dict[str, Any]) -> None:
    assert sender.revoke(person, 2).json() == {"status": "deleted"}

    assert sender.share(person, 1).json() == {"status": "stale"}
    assert person["name"] not in sender.http.get("/").text


def test_the_same_state_under_a_new_message_id_is_accepted(sender: Sender, person: dict[str, Any]) -> None:
    assert sender.share(person, 1).json() == sender.share(person, 1).json()


def test_the_same_message_twice_is_answered_alike_and_applied_once(sender: Sender, person: dict[str, Any]) -> None:
    first = sender.share(person, 1, message_id="msg_1")
    sender.share(person | {"name": "后来的名字"}, 2)

    again = sender.share(person, 1, message_id="msg_1")

    assert again.json() == first.json()
    assert "后来的名字" in httpx.get(first.json()["url"]).text
    counters = sender.control()["counters"]
    assert (counters["applied"], counters["duplicates"]) == (2, 1)


def test_the_same_message_eight_times_at_once_is_applied_once(sender: Sender, person: dict[str, Any]) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sender.share(person, 1, message_id="msg_1").text, range(8)))

    assert len(set(answers)) == 1
    counters = sender.control()["counters"]
    assert (counters["received"], counters["applied"], counters["duplicates"]) == (8, 1, 7)


def test_everything_survives_a_restart(
    running: Callable[[], AbstractContextManager[Sender]], person: dict[str, Any]
) -> None:
    with running() as sender:
        path = httpx.URL(sender.share(person, 2, message_id="msg_1").json()["url"]).path

    with running() as sender:
        assert sender.http.get(path).status_code == 200
        assert sender.share(person, 2, message_id="msg_1").json()["status"] == "accepted"
        assert sender.share(person, 1).json() == {"status": "stale"}
        assert sender.control()["counters"]["duplicates"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""},
        {"webhook-id": "another"},
        {"webhook-timestamp": "soon"},
    ],
)
def test_a_wrong_signature_is_refused(sender: Sender, headers: dict[str, str]) -> None:
    refused = sender.post(b"{}", headers=headers)

    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["error"] in {"signature_wrong", "headers_malformed"}
    assert sender.control()["counters"]["refused"] == 1


@pytest.mark.parametrize("minutes", [-6, 6])
def test_too_old_and_too_new_are_refused(sender: Sender, minutes: int) -> None:
    refused = sender.post(b"{}", at=datetime.now(UTC) + timedelta(minutes=minutes))

    assert (refused.status_code, refused.json()["error"]) == (401, "timestamp_too_far")


def test_a_body_of_more_than_one_mebibyte_is_refused(sender: Sender) -> None:
    assert sender.post(b" " * 1024 * 1024).status_code == 422

    refused = sender.post(b" " * (1024 * 1024 + 1))

    assert (refused.status_code, refused.json()["error"]) == (413, "too_large")


def test_a_large_body_sent_in_chunks_is_refused_too(sender: Sender) -> None:
    refused = sender.http.post("/webhooks", content=iter([b" " * 1024] * 1025))

    assert (refused.status_code, refused.json()["error"]) == (413, "too_large")


def test_a_new_secret_counts_without_a_restart(
    sender: Sender, secret_file: Path, secret: str, person: dict[str, Any]
) -> None:
    newer = "whsec_" + "QUJD" * 10
    secret_file.write_text(f"{newer}\n{secret}\n")
    assert sender.share(person, 1).status_code == 200

    sender.secret = newer

    assert sender.share(person, 2).status_code == 200
    secret_file.write_text(f"{newer}\n")
    sender.secret = secret
    assert sender.share(person, 3).status_code == 401


def test_without_a_secret_nothing_is_taken_and_the_site_is_not_ready(
    sender: Sender, secret_file: Path, person: dict[str, Any]
) -> None:
    assert sender.http.get("/readyz").status_code == 200
    secret_file.unlink()

    assert sender.http.get("/healthz").status_code == 200
    assert sender.http.get("/readyz").status_code == 503
    assert sender.share(person, 1).status_code == 503


def test_what_was_received_is_kept_as_it_came(sender: Sender, person: dict[str, Any]) -> None:
    sender.share(person, 1, message_id="msg_1")
    sender.post("无签名".encode(), headers={"webhook-signature": "v1,AAAA"})

    first, second = sender.control("/received")["deliveries"]

    assert json.loads(first["body"])["data"] == person
    assert first["headers"]["webhook-id"] == "msg_1"
    assert (first["outcome"], first["status"]) == ("applied", 200)
    assert (second["body"], second["outcome"], second["status"]) == ("无签名", "refused", 401)
