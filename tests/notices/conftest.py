"""A client of the API, people with real tokens, and messages as they would arrive, on the real database."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.notices.consumers import consumers
from services.notices.db import db
from services.notices.models import Category, Notice, NoticeStatus, PersonalMessage
from services.notices.operations.publishing import publish_notice
from services.notices.operations.writing import SYSTEM, Issuer, NoticeText, draft_notice
from shared.auth import Actor, Role, actor_claims, sign
from shared.messaging.envelope import Envelope
from shared.messaging.message import Message
from shared.settings import settings
from tests.apps import service_app
from tests.notices.writers import Writer, make_unit


@pytest.fixture
def client(keys: None, clean: None) -> FlaskClient:
    """A client of the API of an empty notices service."""
    return service_app("notices").test_client()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A files folder of the test's own."""
    monkeypatch.setitem(settings.__dict__, "files_dir", tmp_path)
    return tmp_path


@pytest.fixture
def units(client: FlaskClient) -> dict[str, UUID]:
    """A province, a city in it with two units, and another city."""
    province = make_unit("某省")
    city = make_unit("某市", province)
    return {
        "province": province,
        "city": city,
        "school": make_unit("中学", city),
        "hospital": make_unit("医院", city),
        "other": make_unit("外市", province),
    }


@pytest.fixture
def system(client: FlaskClient, units: dict[str, UUID]) -> Writer:
    """The system administrator."""
    return Writer(client, Role.SYSTEM_ADMIN, units["province"])


@pytest.fixture
def school(client: FlaskClient, units: dict[str, UUID]) -> Writer:
    """The administrator of the school."""
    return Writer(client, Role.UNIT_ADMIN, units["school"])


def bearer(person_id: UUID | None = None, *, first_login: bool = False) -> dict[str, str]:
    """The header of a signed-in person."""
    unit_id = uuid4()
    actor = Actor(person_id or uuid4(), "10000001", "张𬭎", unit_id, ((Role.PROFESSIONAL, unit_id),), first_login)
    token = sign(actor_claims(actor), key="tokens", audience="services", seconds=60)
    return {"Authorization": f"Bearer {token}"}


def make_notice(
    title: str = "关于开展信息采集的通知",
    *,
    publish: bool = True,
    at: datetime | None = None,
    until: datetime | None = None,
    pinned: bool = False,
    unit_id: UUID | None = None,
    **facts: Any,
) -> UUID:
    """A committed notice."""
    text = NoticeText(**({"title": title, "body": "正文", "category": Category.NOTICE} | facts))
    with db.transaction() as session:
        notice = draft_notice(session, text, issuer=Issuer(unit_id, "河北省职称工作办公室"))
        if publish:
            publish_notice(session, notice.id, by=SYSTEM, at=at, until=until, pinned=pinned)
        return notice.id


def in_status(status: NoticeStatus) -> UUID:
    """A committed notice in this status."""
    notice_id = make_notice(publish=status is not NoticeStatus.DRAFT)
    with db.transaction() as session:
        if status is NoticeStatus.WITHDRAWN:
            Notice.locked(session, notice_id).move_to(status, by=None, role="system")
    return notice_id


def envelope(message: Message, receiver: str) -> Envelope:
    """A message on its way to one of our receivers."""
    return Envelope(
        id=uuid4(),
        sender="auth" if message.name.split(".")[0] in {"unit", "person", "staff"} else "profile",
        receiver=f"notices.{receiver}",
        name=message.name,
        schema_version=message.schema_version,
        aggregate_type=message.aggregate,
        aggregate_id=message.aggregate_id,
        aggregate_version=message.version,
        payload=_payload(message),
        headers={},
    )


def receive(message: Message | Envelope, receiver: str) -> str | None:
    """Deliver a message, or the same envelope once more; returns what would be acknowledged."""
    travelling = message if isinstance(message, Envelope) else envelope(message, receiver)
    return consumers.receive(consumers.receivers[f"notices.{receiver}"], travelling)


def told(recipient: UUID) -> list[PersonalMessage]:
    """What a person was told, oldest first."""
    of_person = select(PersonalMessage).where(PersonalMessage.recipient_id == recipient)
    with db.reading() as session:
        return list(session.scalars(of_person.order_by(PersonalMessage.created_at)))


def _payload(message: Message) -> dict[str, Any]:
    return dict(msgspec.to_builtins(message))
