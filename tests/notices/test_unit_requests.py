"""Administrators read what is asked of units and what became of it, once however often the message comes."""

from uuid import UUID

import pytest
from sqlalchemy import select

from services.notices.db import db
from services.notices.models import PersonalMessage
from services.notices.operations.unit_requests import tell_unit_request
from shared.messaging.units import UnitRequestChanged

ANNA, BORIS = UUID(int=1), UUID(int=2)
REQUEST = UUID(int=9)


def changed(status: str, version: int = 1, *, into: str | None = None, answer: str = "") -> UnitRequestChanged:
    return UnitRequestChanged(
        version=version,
        request_id=REQUEST,
        kind="merger" if into else "facts",
        unit_name="第一医院",
        into_name=into,
        status=status,  # type: ignore[arg-type]
        answer=answer,
        recipients=[ANNA, BORIS],
    )


def told(recipient: UUID) -> list[tuple[str, str]]:
    with db.reading() as session:
        found = select(PersonalMessage.text, PersonalMessage.link).where(PersonalMessage.recipient_id == recipient)
        return [(text, link) for text, link in session.execute(found)]


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (changed("pending"), "「第一医院」变更单位信息的申请等待您确认，请及时处理。"),
        (changed("rejected", answer="名称有误。"), "「第一医院」变更单位信息的申请未获同意：名称有误。"),
        (changed("approved", into="第二医院"), "「第一医院」并入「第二医院」的申请已获同意并生效。"),
        (changed("done", into="第二医院"), "「第一医院」已并入「第二医院」，人员、审核件和权限均已转入。"),
    ],
    ids=["pending", "rejected", "approved", "done"],
)
def test_everybody_concerned_reads_it_once(clean: None, message: UnitRequestChanged, text: str) -> None:
    for _ in range(2):
        with db.transaction() as session:
            tell_unit_request(session, message)

    for recipient in (ANNA, BORIS):
        assert told(recipient) == [(text, f"/administration/unit-requests/{REQUEST}")]
