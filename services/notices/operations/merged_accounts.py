"""What was told to an account that went into another of the same person, and what still will be."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from services.notices.models import Person, PersonalMessage, Reading
from services.notices.texts.text import MESSAGES
from shared.locks import Lock, wait_for, wait_for_the_one


def follow_merger(session: Session, gone_id: UUID) -> None:
    """Let messages and what was read be those of the account that stays; what it has itself counts more.

    The links of the messages led to pages of the account that went.
    """
    wait_for(session, Lock.MERGING_ACCOUNTS)
    kept_id = next(iter(_standing(session, [gone_id])))
    told = aliased(PersonalMessage)
    known = select(told.id).where(told.recipient_id == kept_id, told.source == PersonalMessage.source)
    following = update(PersonalMessage).where(PersonalMessage.recipient_id == gone_id, ~known.exists())
    session.execute(
        following.values(recipient_id=kept_id, link=MESSAGES, to_mail=False),
        execution_options={"synchronize_session": False},
    )
    told_already = delete(PersonalMessage).where(PersonalMessage.recipient_id == gone_id)
    session.execute(told_already, execution_options={"synchronize_session": False})
    _let_readings_follow(session, gone_id, kept_id)


def _let_readings_follow(session: Session, gone_id: UUID, kept_id: UUID) -> None:
    columns = [column.name for column in Reading.__table__.columns if column.name != "person_id"]
    read = select(*(getattr(Reading, name) for name in columns), literal(kept_id)).where(Reading.person_id == gone_id)
    also = insert(Reading).from_select([*columns, "person_id"], read)
    confirmed = {name: also.excluded[name] for name in ("confirmed_at", "confirmed_edition")}
    session.execute(
        also.on_conflict_do_update(
            index_elements=["notice_id", "person_id"], set_=confirmed, where=Reading.confirmed_at.is_(None)
        )
    )


def reached(session: Session, recipients: Collection[UUID]) -> list[UUID]:
    """Under which accounts these people read what they are told, each once.

    No account goes into another before the transaction has ended.
    """
    wait_for_the_one(session, Lock.MERGING_ACCOUNTS)
    return _standing(session, recipients)


def _standing(session: Session, people: Collection[UUID]) -> list[UUID]:
    """The accounts that are left of these, however many they went through."""
    standing = dict.fromkeys(people)
    while standing:
        moved = Person.id.in_(standing), Person.merged_into.is_not(None)
        found = session.execute(select(Person.id, Person.merged_into).where(*moved))
        into = {one: other for one, other in found}  # noqa: C416 - mypy knows no rows as pairs
        if not into:
            break
        standing = dict.fromkeys(into.get(each) or each for each in standing)
    return list(standing)
