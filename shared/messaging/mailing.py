"""The messages by which people get mail: notices knows what happened, auth alone knows the address."""

from uuid import UUID

from msgspec import Struct

from shared.messaging.message import Message


class News(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happened, without particulars, how often, and the gateway's page that tells more."""

    headline: str
    link: str
    times: int


class EmailVerified(Message, frozen=True, kw_only=True):
    """A person has shown that an e-mail address is theirs. Which one stays in auth."""

    name = "email.verified"
    aggregate, key = "verified_email", "person_id"
    receivers = ("notices.note_email",)

    person_id: UUID


class MailDue(Message, frozen=True, kw_only=True):
    """What has gathered for somebody is to go out in one mail. Published to arrive then; `version` counts the mails."""

    name = "mail.due"
    aggregate, key = "mailbox", "person_id"
    receivers = ("notices.collect_mail",)

    person_id: UUID


class MailWanted(Message, frozen=True, kw_only=True):
    """Somebody is to have a mail, if they still have a verified address."""

    name = "mail.wanted"
    aggregate, key = "mail", "mail_id"
    receivers = ("auth.queue_mail",)

    mail_id: UUID
    person_id: UUID
    news: list[News]


MAILING: tuple[type[Message], ...] = (EmailVerified, MailDue, MailWanted)
