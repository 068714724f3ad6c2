"""Mail of what people were told: gathered for a while, so that a burst is one mail, and without particulars.

The row of a mailbox is locked by whoever adds to it and by whoever empties it: nothing is left behind in between.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notices.models import Mailbox, PersonalMessage
from services.notices.texts.templates import TEMPLATES, Group
from services.notices.texts.text import MESSAGES
from shared.errors import ChangedMeanwhile
from shared.messaging.mailing import EmailVerified, MailDue, MailWanted, News
from shared.messaging.outbox import publish

GATHERING = timedelta(minutes=10)
BETWEEN = timedelta(hours=1)


def note_email(session: Session, message: EmailVerified) -> None:
    """Somebody can be reached by mail."""
    reachable = {"reachable": True}
    first = insert(Mailbox).values(person_id=message.person_id, muted=[], edition=0, waiting=False, turn=0, **reachable)
    session.execute(first.on_conflict_do_update(index_elements=["person_id"], set_=reachable))


def wanting(session: Session, people: Collection[UUID], kind: str) -> Sequence[Mailbox]:
    """The mailboxes, locked, of those among these people who want this kind by mail and can be reached."""
    group = TEMPLATES[kind].group
    wanted = select(Mailbox).where(Mailbox.person_id.in_(people), Mailbox.reachable)
    if group is not Group.SECURITY:
        wanted = wanted.where(~Mailbox.muted.contains([group]))
    return session.scalars(wanted.order_by(Mailbox.person_id).with_for_update(key_share=True)).all()


def ask_for_mail(session: Session, mailboxes: Sequence[Mailbox], kind: str) -> None:
    """Have a mail go out: at once about the safety of an account, else after a while and once an hour at most."""
    now, urgent = datetime.now(UTC), TEMPLATES[kind].group is Group.SECURITY
    for mailbox in mailboxes:
        if mailbox.waiting and not urgent:
            continue
        mailbox.waiting, mailbox.turn = True, mailbox.turn + 1
        then = max(now + GATHERING, mailbox.mailed_at + BETWEEN) if mailbox.mailed_at else now + GATHERING
        due = MailDue(version=mailbox.turn, person_id=mailbox.person_id)
        publish(session, due, not_before=None if urgent else then)


def collect_mail(session: Session, message: MailDue) -> None:
    """Put into one mail what has gathered and was not read meanwhile; nothing if that is nothing."""
    mailbox = session.get_one(Mailbox, message.person_id, with_for_update={"key_share": True})
    whose = PersonalMessage.recipient_id == message.person_id, PersonalMessage.to_mail
    columns = PersonalMessage.kind, PersonalMessage.link, PersonalMessage.read_at
    gathered = session.execute(update(PersonalMessage).where(*whose).values(to_mail=False).returning(*columns)).all()
    unread = [(kind, link) for kind, link, read_at in gathered if read_at is None]
    mailbox.waiting = False
    if unread:
        mailbox.mailed_at = datetime.now(UTC)
        publish(session, MailWanted(version=1, mail_id=uuid4(), person_id=message.person_id, news=_news(unread)))


def choose_mail(session: Session, person_id: UUID, groups: Collection[str], *, expected: int) -> Mailbox:
    """Have mail of these groups only; that of the account's safety always comes. Raises ChangedMeanwhile."""
    empty = insert(Mailbox).values(person_id=person_id, reachable=False, muted=[], edition=0, waiting=False, turn=0)
    session.execute(empty.on_conflict_do_nothing())
    mailbox = session.get_one(Mailbox, person_id, with_for_update={"key_share": True})
    if mailbox.edition != expected:
        raise ChangedMeanwhile
    mailbox.muted = [group for group in Group if group not in groups and group is not Group.SECURITY]
    mailbox.edition += 1
    return mailbox


def _news(unread: Sequence[tuple[str, str]]) -> list[News]:
    links = dict(unread)
    return [
        News(headline=TEMPLATES[kind].headline, link=links[kind] if times == 1 else MESSAGES, times=times)
        for kind, times in Counter(kind for kind, _ in unread).items()
    ]
