"""Shares from before there were several partners: nothing of them is lost, and they live on as the others do."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import text

from services.profile.db import db
from services.profile.models import Consent, RecordStatus, ShareStatus
from services.profile.operations.first_partner import KEY, provide_first_partner
from services.profile.operations.sharing import renew_shares
from shared.migrate import config, upgrade
from tests.profile.builders import make_record
from tests.profile.expert_site import Site, data_of, deliver_due, let_time_pass, revoke, share_of

BEFORE_PARTNERS = "0018"
FIELDS = ["basic_info.name", "unit.name"]
LINK = "https://expert.example/1"


def backwards() -> None:
    """Undo what made several partners possible."""
    configured = config("profile")
    configured.attributes["db"] = db
    command.downgrade(configured, BEFORE_PARTNERS)
    db.engine.dispose()  # what the connections remember of the tables is of another time


def forwards() -> None:
    upgrade(db)
    db.engine.dispose()


@pytest.fixture
def people(clean: None) -> list[UUID]:
    return [make_record(RecordStatus.APPROVED) for _ in range(3)]


@pytest.fixture
def old_tables(people: list[UUID]) -> Iterator[None]:
    """The database as it was, and afterwards as it is."""
    backwards()
    yield
    forwards()


def shared_then(person_id: UUID, status: str) -> None:
    """A consent and a share as they were kept then."""
    names = {"consent": uuid4(), "share": uuid4(), "person": person_id, "status": status, "link": LINK}
    with db.transaction() as session:
        session.execute(
            text(
                "INSERT INTO consent (id, person_id, text_version, fields, submission_number) "
                "VALUES (:consent, :person, '2026-1', cast(:fields AS jsonb), 1)"
            ),
            names | {"fields": str(FIELDS).replace("'", '"')},
        )
        session.execute(
            text(
                "INSERT INTO share (id, person_id, status, version, consent_id, sequence, attempts, link) "
                "VALUES (:share, :person, :status, 3, :consent, 2, 1, :link)"
            ),
            names,
        )


def test_old_shares_are_the_first_partners_and_go_on(site: Site, people: list[UUID], old_tables: None) -> None:
    sharing, _, gone = people
    for person_id, status in zip(people, ("shared", "queued", "revoked"), strict=True):
        shared_then(person_id, status)
    forwards()
    with db.transaction() as session:
        provide_first_partner(session)
        told = session.get_one(Consent, share_of(sharing).consent_id)
        assert (told.fields, told.text_version, told.person_id) == (FIELDS, 1, sharing)

    kept = [share_of(person_id) for person_id in people]
    with db.reading() as session:
        partners = {session.merge(share, load=False).partner.key for share in kept}
    assert partners == {KEY}
    assert [(share.status, share.sequence, share.link) for share in kept] == [
        (status, 2, LINK) for status in (ShareStatus.SHARED, ShareStatus.QUEUED, ShareStatus.REVOKED)
    ]

    with db.transaction() as session:
        renew_shares(session, sharing)
    let_time_pass()
    deliver_due()
    assert share_of(sharing).status is ShareStatus.SHARED
    assert set(data_of(site.received()[0])["data"]) == {"@context", "@type", "identifier", "name", "worksFor"}
    revoke(sharing)
    deliver_due()
    assert [share_of(person_id).status for person_id in (sharing, gone)] == [ShareStatus.REVOKED] * 2
    backwards()
    with db.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM share")) == len(people)
