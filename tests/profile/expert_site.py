"""The partner's stand-in on a port of its own, and the way of our deliveries to it without a broker."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, update
from werkzeug.serving import make_server

from sandbox.expert_site.app import create_app
from services.profile.db import db
from services.profile.exports import exports
from services.profile.models import Share
from services.profile.operations import deliver
from services.profile.operations.first_partner import provide_first_partner
from services.profile.operations.sharing import give_consent, revoke_share
from services.profile.partner import Answer
from shared.keys import partner_secret
from shared.messaging import outbox
from shared.messaging.relay import envelope_of
from shared.messaging.tables import OutboxMessage
from shared.settings import settings

FIELDS = ["basic_info.name", "unit.name", "work_experience.unit_name", "work_experience.duty"]


class Server:
    """The site's process, so to say: it can be started again under the same address, with what it had written down."""

    def __init__(self) -> None:
        self.port = 0
        self.start()

    def start(self) -> None:
        """Begin to answer."""
        self._server = make_server("127.0.0.1", self.port, create_app(), threaded=True)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Site:
    """The expert site as tests see it."""

    def __init__(self, address: str, server: Server) -> None:
        self.http = httpx.Client(base_url=address, timeout=10)
        self.server = server

    def order(self, **orders: object) -> None:
        """Set the site's failure switches."""
        self.http.post("/_control", json=orders).raise_for_status()

    def received(self) -> list[dict[str, Any]]:
        """Every delivery that ever arrived, oldest first."""
        deliveries: list[dict[str, Any]] = self.http.get("/_control/received").json()["deliveries"]
        return deliveries

    def people(self) -> dict[str, str]:
        """Everybody known there, and how they stand."""
        return {person["person"]: person["status"] for person in self.http.get("/_control").json()["people"]}


@contextmanager
def running_site(tmp_path: Path, patch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site that shares our secret; deliveries go to it."""
    secret_file = tmp_path / "expert-site.secret"
    secret_file.write_text(partner_secret())
    patch.setenv("SANDBOX_DIR", str(tmp_path / "site"))
    patch.setenv("EXPERT_SITE_SECRET_FILE", str(secret_file))
    server = Server()
    address = f"http://127.0.0.1:{server.port}"
    patch.setitem(vars(settings), "expert_site_url", address)
    try:
        site = Site(address, server)
        yield site
        site.http.close()
    finally:
        server.stop()


def deliver_due() -> int:
    """Carry what is due to the export worker's receiver as the relay and the broker would; returns how many."""
    with db.transaction() as session:
        messages = outbox.claim_due(session, {"export": 0})
    for message in messages:
        envelope = envelope_of("profile", message)
        outcome = exports.receive(exports.receivers[envelope.receiver], envelope)
        if outcome is not None:
            with db.transaction() as session:
                outbox.finish(session, {message.id: outcome}, ["export"])
    return len(messages)


def let_time_pass() -> None:
    """Make everything that waits for its time due now, and every lease run out."""
    with db.transaction() as session:
        session.execute(update(OutboxMessage).values(available_at=func.now()))
        session.execute(update(Share).values(next_at=func.now(), leased_until=None))


def share_of(person_id: UUID) -> Share:
    """The person's share as committed."""
    with db.reading() as session:
        return session.scalars(select(Share).where(Share.person_id == person_id)).one()


def consent(person_id: UUID, fields: Sequence[str] = FIELDS) -> None:
    """Give consent in a transaction of its own."""
    with db.transaction() as session:
        partner = provide_first_partner(session)
        give_consent(session, person_id, partner, fields, partner.text_version)


def revoke(person_id: UUID) -> None:
    """Take the sharing back in a transaction of its own."""
    with db.transaction() as session:
        revoke_share(session, person_id, provide_first_partner(session))


def record(delivery: deliver.Delivery, answer: Answer) -> None:
    """Record what came of a delivery in a transaction of its own."""
    with db.transaction() as session:
        deliver.record(session, delivery, answer)


def data_of(delivery: dict[str, Any]) -> dict[str, Any]:
    """What a delivery said."""
    document: dict[str, Any] = json.loads(delivery["body"])
    return document
