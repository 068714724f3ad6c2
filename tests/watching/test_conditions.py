"""What operators are to notice can be seen at /metrics: each condition is brought about on real parts and read."""

import base64
import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from services.profile.db import db as profile_db
from services.profile.models import RecordStatus
from services.profile.operations import operating
from services.profile.operations.first_partner import provide_first_partner
from shared.keys import secret
from shared.messaging import outbox
from shared.messaging.contracts import CaseOpened
from shared.messaging.inbox import MOST_UNFINISHED_DELIVERIES, note_delivery
from shared.messaging.relay import envelope_of
from shared.messaging.tables import OutboxMessage
from shared.settings import settings
from tests.apps import service_app
from tests.conftest import database
from tests.messaging.worker import consumers
from tests.profile.builders import make_record
from tests.profile.expert_site import consent, deliver_due
from tests.watching.scraping import Scrape, scrape
from web.app import create_app as web_app

NOBODY = "127.0.0.1:9"
OUTBOX = "zhicheng_outbox_"
INBOX = "zhicheng_inbox_recent_messages"
review = database("review")


@pytest.fixture
def review_client(clean: None, keys: None) -> FlaskClient:
    return service_app("review").test_client()


def write_message() -> OutboxMessage:
    """A message of review to itself and others that nobody relays."""
    with review.transaction() as session:
        outbox.publish(session, CaseOpened(version=1, case_id=uuid4()))
    with review.reading() as session:
        return session.query(OutboxMessage).filter_by(queue="review").one()


def arrive(message: OutboxMessage) -> None:
    """One delivery, which has killed five workers before, and is acknowledged as what it is: refused."""
    envelope = envelope_of("review", message)
    with review.at_once() as connection:
        for _ in range(MOST_UNFINISHED_DELIVERIES):
            note_delivery(connection, envelope)
    outcome = consumers.receive(consumers.receivers["review.assign_case"], envelope)
    with review.transaction() as session:
        outbox.finish(session, {message.id: outcome or ""}, ["review"])


def test_messages_that_nobody_relays_wait_and_grow_old(review_client: FlaskClient) -> None:
    before = scrape(review_client)
    write_message()
    with review.transaction() as session:
        session.execute(text("UPDATE outbox_message SET created_at = now() - interval '10 minutes'"))
    now = scrape(review_client)

    assert (
        before.value(f"{OUTBOX}waiting_messages", queue="review"),
        before.value(f"{OUTBOX}oldest_seconds", queue="review"),
    ) == (0, 0)
    assert now.value(f"{OUTBOX}waiting_messages", queue="review") == 1
    assert now.value(f"{OUTBOX}oldest_seconds", queue="review") >= 600
    assert now.value(f"{OUTBOX}oldest_seconds", queue="auth") == 0


def test_a_delivery_without_end_a_refusal_and_a_dead_message_are_told(review_client: FlaskClient) -> None:
    message = write_message()
    with review.at_once() as connection:
        note_delivery(connection, envelope_of("review", message))
        connection.execute(text("UPDATE inbox_message SET first_at = now() - interval '10 minutes'"))
    coming = scrape(review_client)
    arrive(message)
    dead = scrape(review_client)

    assert (coming.value(INBOX, outcome="unfinished"), coming.value(INBOX, outcome="refused")) == (1, 0)
    assert coming.value("zhicheng_inbox_unfinished_seconds") >= 600
    assert (dead.value(INBOX, outcome="unfinished"), dead.value(INBOX, outcome="refused")) == (0, 1)
    assert dead.value("zhicheng_inbox_unfinished_seconds") == 0
    assert dead.value(f"{OUTBOX}dead_messages", queue="review") == 1


def test_a_database_that_is_away_is_told_and_nothing_else_is_made_up(
    review_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(review.__dict__, "engine", create_engine(f"postgresql+psycopg://{NOBODY}/x"))
        away = scrape(review_client)
    back = scrape(review_client)

    assert (away.value("zhicheng_database_up"), back.value("zhicheng_database_up")) == (0, 1)
    assert away.labels(f"{OUTBOX}oldest_seconds") == []
    assert len(back.labels(f"{OUTBOX}oldest_seconds")) == 5


def test_sign_ins_that_fail_are_counted_and_say_nothing_of_whom(clean: None, keys: None) -> None:
    client = service_app("auth").test_client()
    before = scrape(client)
    for _ in range(3):
        client.post("/sessions", json={"login": "110101199003070011", "password": "Wrong-Harbor-3921"})
    now = scrape(client)

    failed = {"error": "sign_in_failed"}
    assert now.value("zhicheng_http_errors_total", **failed) - before.value("zhicheng_http_errors_total", **failed) == 3
    assert "110101199003070011" not in now.text


def deliveries_of(client: FlaskClient) -> dict[str, float]:
    now = scrape(client)
    return {
        "waiting": now.value("zhicheng_partner_waiting_shares"),
        "left alone": now.value("zhicheng_partner_left_alone"),
        "paused": now.value("zhicheng_partner_paused"),
    }


def test_a_partner_that_does_not_answer_is_told_with_what_waits_for_it(
    clean: None, keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(settings), "expert_site_url", f"http://{NOBODY}")
    client = service_app("profile").test_client()
    with profile_db.transaction() as session:
        partner = provide_first_partner(session)
    well = deliveries_of(client)
    for _ in range(6):
        consent(make_record(RecordStatus.APPROVED))
    deliver_due()
    dead = deliveries_of(client)
    with profile_db.transaction() as session:
        session.execute(text("UPDATE share SET queued_at = now() - interval '2 hours'"))
        operating.pause(session, session.merge(partner), "对方停机维护")

    assert well == {"waiting": 0, "left alone": 0, "paused": 0}
    assert dead == {"waiting": 6, "left alone": 1, "paused": 0}
    assert deliveries_of(client)["paused"] == 1
    assert scrape(client).value("zhicheng_partner_oldest_share_seconds") >= 7200


def test_connections_in_use_are_told_while_they_are_used(review_client: FlaskClient) -> None:
    quiet = scrape(review_client)
    with review.at_once(), review.at_once():
        busy = scrape(review_client)

    in_use = "zhicheng_database_pool_in_use"
    assert busy.value(in_use) - quiet.value(in_use) == 2
    assert scrape(review_client).value("zhicheng_database_pool_limit") == 8


@pytest.fixture
def gateway(keys: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The gateway of an embedded system, one of whose workers was started again."""
    told = tmp_path / "stack.json"
    told.write_text(json.dumps({"processes": {"auth-worker": {"state": "restarting", "restarts": 2}}}))
    monkeypatch.setitem(vars(settings), "stack_state", told)
    return web_app().test_client()


def bearer() -> str:
    return f"Bearer {base64.b64encode(secret('metrics')).decode()}"


def test_processes_that_end_again_and_again_are_told(gateway: FlaskClient) -> None:
    gateway.get("/login")
    now = scrape(gateway, Authorization=bearer())

    assert now.value("zhicheng_process_restarts_total", process="auth-worker") == 2
    assert now.value("zhicheng_process_ready", process="auth-worker") == 0
    assert now.value("zhicheng_http_request_seconds_count", route="/login", method="GET", status="2xx") == 1


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer 密"], ids=range(5))
def test_the_gateway_shows_its_metrics_to_nobody_without_the_key(gateway: FlaskClient, shown: str) -> None:
    refused = gateway.get("/metrics", headers={"Authorization": shown.encode().decode("latin-1")})
    nowhere = gateway.get("/no-such-page")

    assert (refused.status_code, nowhere.status_code) == (404, 404)
    assert "zhicheng_" not in refused.text


def unknown_series(client: FlaskClient) -> set[tuple[str, str]]:
    labels = scrape(client).labels("zhicheng_http_request_seconds_count")
    return {(each["method"], each["status"]) for each in labels if each["route"] == "unknown"}


def test_addresses_and_methods_that_nobody_knows_have_one_series(review_client: FlaskClient) -> None:
    review_client.get("/a")
    review_client.open("/a", method="BREW")
    before = unknown_series(review_client)

    for place in ("/b", f"/cases/{UUID(int=7)}/none"):
        review_client.get(place)
        review_client.open(place, method="STEEP")

    assert {("GET", "4xx"), ("other", "4xx")} <= before
    assert unknown_series(review_client) == before


def test_no_label_holds_more_than_routes_codes_and_names_of_ours(review_client: FlaskClient) -> None:
    told: Scrape = scrape(review_client)
    names = {label for name in told.names() for labels in told.labels(name) for label in labels}

    assert names <= {"route", "method", "status", "error", "queue", "outcome", "le"}
