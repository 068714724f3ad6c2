"""Three implementations of Standard Webhooks agree: ours, the site's, and the one from PyPI."""

import base64
import os
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError
from werkzeug.datastructures import Headers

from sandbox.expert_site import signature
from sandbox.expert_site.problems import Problem
from shared import webhooks

BODY = '{"name":"买买提","rare":"𬭎"}'.encode()


def make_secret(size: int = 32) -> str:
    return "whsec_" + base64.b64encode(os.urandom(size)).decode()


def now() -> int:
    return int(datetime.now(UTC).timestamp())


@settings(deadline=None)
@given(body=st.text(st.characters(codec="utf-8")))
def test_the_independent_library_and_the_site_verify_our_signature(body: str) -> None:
    secret = make_secret()

    headers = webhooks.signed_headers([secret], "msg_1", now(), body.encode())

    Webhook(secret).verify(body, headers, json_parse=False)
    assert signature.verify([secret], Headers(headers), body.encode()) == "msg_1"


@settings(deadline=None)
@given(body=st.text(st.characters(codec="utf-8")))
def test_we_and_the_site_verify_the_signature_of_the_independent_library(body: str) -> None:
    secret, at = make_secret(), datetime.now(UTC)
    headers = {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(at.timestamp())),
        "Webhook-Signature": Webhook(secret).sign("msg_1", at, body),
    }

    assert webhooks.verify([secret], headers, body.encode()) == "msg_1"
    assert signature.verify([secret], Headers(headers), body.encode()) == "msg_1"


def test_during_rotation_both_sides_may_be_ahead() -> None:
    old, new = make_secret(), make_secret()
    headers = webhooks.signed_headers([new, old], "msg_1", now(), BODY)

    for secret in (old, new):
        Webhook(secret).verify(BODY, headers, json_parse=False)
        assert webhooks.verify([secret], headers, BODY) == "msg_1"
        assert signature.verify([secret], Headers(headers), BODY) == "msg_1"
    only_old = webhooks.signed_headers([old], "msg_1", now(), BODY)
    assert webhooks.verify([new, old], only_old, BODY) == "msg_1"


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-signature": "v1," + base64.b64encode(bytes(32)).decode()},
        {"webhook-signature": "v2,AAAA v1a,BBBB"},
        {"webhook-signature": ",,, v1 v1,"},
    ],
)
def test_what_was_tampered_with_is_refused(change: dict[str, str]) -> None:
    secret = make_secret()
    headers = webhooks.signed_headers([secret], "msg_1", now(), BODY) | change

    with pytest.raises(webhooks.WebhookSignatureWrong):
        webhooks.verify([secret], headers, BODY)
    with pytest.raises(Problem):
        signature.verify([secret], Headers(headers), BODY)


def test_a_changed_timestamp_or_body_is_refused() -> None:
    secret = make_secret()
    headers = webhooks.signed_headers([secret], "msg_1", now(), BODY)

    with pytest.raises(webhooks.WebhookSignatureWrong):
        webhooks.verify([secret], headers, BODY + b" ")
    with pytest.raises(webhooks.WebhookSignatureWrong):
        webhooks.verify([secret], headers | {"webhook-timestamp": str(now() - 7)}, BODY)
    with pytest.raises(webhooks.WebhookSignatureWrong):
        webhooks.verify([make_secret()], headers, BODY)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_more_than_five_minutes_from_now_is_refused(seconds: int) -> None:
    secret, at = make_secret(), now()
    headers = webhooks.signed_headers([secret], "msg_1", at, BODY)

    with pytest.raises(webhooks.WebhookTimestampOutsideTolerance):
        webhooks.verify([secret], headers, BODY, now=at - seconds)
    assert webhooks.verify([secret], headers, BODY, now=at - seconds + (1 if seconds > 0 else -1)) == "msg_1"


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", [None, "", "买", "1.5", "a.b", "-1", "9" * 200, "٣"])
def test_a_missing_or_malformed_header_is_a_refusal_and_no_crash(header: str, value: Any) -> None:
    secret = make_secret()
    headers = webhooks.signed_headers([secret], "msg_1", now(), BODY)
    headers = {name: text for name, text in (headers | {header: value}).items() if text is not None}

    with pytest.raises(webhooks.WebhookNotVerified) as refusal:
        webhooks.verify([secret], headers, BODY)
    assert refusal.value.status == 401
    with pytest.raises((Problem, WebhookVerificationError)):
        signature.verify([secret], Headers(headers), BODY)


def test_an_id_with_a_dot_is_never_signed() -> None:
    with pytest.raises(ValueError, match="message id"):
        webhooks.sign([make_secret()], "a.1", now(), BODY)


@pytest.mark.parametrize("secrets", [[], ["whsec_"], ["whsec_???"], [make_secret(23)], [make_secret(65)], ["whsec_密"]])
def test_an_unusable_secret_is_named_without_being_shown(secrets: list[str]) -> None:
    with pytest.raises(webhooks.WebhookSecretUnusable) as error:
        webhooks.sign(secrets, "msg_1", now(), BODY)

    assert "whsec_" not in str(error.value)


def test_a_secret_may_be_written_without_padding() -> None:
    secret = make_secret(25)

    headers = webhooks.signed_headers([secret.rstrip("=")], "msg_1", now(), BODY)

    Webhook(secret).verify(BODY, headers, json_parse=False)
