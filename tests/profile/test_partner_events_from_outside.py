"""Partners reach the gateway alone: what they signed arrives as it was sent, and so goes back what is answered."""

import json
from time import time

import pytest
from flask.testing import FlaskClient
from urllib3 import HTTPConnectionPool

import web.clients.http as gateway
from services.profile.models import RecordStatus, ShareStatus
from services.profile.operations.first_partner import KEY
from shared.keys import partner_secret
from shared.limits import MINUTE, Count
from shared.settings import SERVICES, settings
from shared.webhooks import signed_headers
from tests.apps import Inside, service_app, web_app
from tests.profile.builders import make_record
from tests.profile.expert_site import Site, consent, deliver_due, revoke, share_of
from web.everyone import partner_events

PLACE = f"/partners/{KEY}/events"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch, keys: None) -> FlaskClient:
    """A program elsewhere, which is nobody's browser; form tokens are asked for as ever."""
    inside = Inside(service_app("profile"))
    for service in SERVICES:
        monkeypatch.setenv(f"{service.upper()}_URL", f"http://{service}")
    monkeypatch.setattr(gateway, "connection", lambda service, **_: {"profile": inside}[service])
    monkeypatch.setitem(settings.__dict__, "secure_cookies", False)
    monkeypatch.setattr(partner_events, "_lately", Count(MINUTE))
    return web_app().test_client()


def signed(body: bytes, event_id: str = "event-1") -> dict[str, str]:
    return JSON | signed_headers([partner_secret()], event_id, int(time()), body)


def test_an_event_from_outside_arrives_byte_for_byte(site: Site, outside: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    consent(person_id)
    deliver_due()
    site.order(fail={"times": 1, "status": 503})
    revoke(person_id)
    deliver_due()
    share = share_of(person_id)
    event = {"type": "deletion.confirmed", "person": str(share.id), "sequence": share.sequence}
    body = json.dumps(event, indent=3).encode() + b"\n  "

    answers = [outside.post(PLACE, data=body, headers=signed(body)) for _ in range(2)]

    assert [(answer.status_code, answer.json) for answer in answers] == [(200, {"effect": "applied"})] * 2
    assert share_of(person_id).status is ShareStatus.REVOKED
    assert "Set-Cookie" not in answers[0].headers


def test_a_refusal_comes_back_as_the_service_gave_it(
    site: Site, outside: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = json.dumps({"type": "page.opened", "person": "0" * 32, "sequence": 1}).encode()
    unsigned = outside.post(PLACE, data=body, headers=JSON)
    changed = outside.post(PLACE, data=body.replace(b"1", b"2"), headers=signed(body))
    unknown = outside.post("/partners/a%2F..%2Fb?c/events", data=body, headers=signed(body))
    nobody = outside.post("/partners/nobody/events", data=body, headers=signed(body))
    large = outside.post(PLACE, data=b" " * (partner_events.LARGEST_BODY + 1), headers=JSON)
    monkeypatch.setattr(partner_events, "MOST_A_MINUTE", 0)
    many = outside.post(PLACE, data=body, headers=signed(body))

    told = [(answer.status_code, answer.mimetype) for answer in (unsigned, changed, nobody, large, many)]
    assert told == [(status, "application/problem+json") for status in (401, 401, 404, 413, 429)]
    assert unsigned.json["error"] == "webhook_headers_malformed"
    assert many.headers["Retry-After"] == "60"
    assert unknown.status_code == 404


def test_no_page_of_another_site_sends_events_and_a_silent_service_asks_for_patience(
    outside: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = outside.post(PLACE, data=b"{}", headers=JSON | {"Origin": "https://elsewhere.example"})
    nobody = HTTPConnectionPool("127.0.0.1", 9)
    monkeypatch.setattr(gateway, "connection", lambda *_, **__: nobody)
    silent = outside.post(PLACE, data=b"{}", headers=signed(b"{}"))

    assert elsewhere.status_code == 403
    assert (silent.status_code, silent.headers["Retry-After"]) == (503, "5")
    assert silent.json["error"] == "unavailable"
