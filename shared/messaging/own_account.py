"""What auth sets itself to do about people's own accounts, outside the request that asked for it."""

from uuid import UUID

from shared.messaging.message import Message


class TextQueued(Message, frozen=True, kw_only=True):
    """An e-mail or text message waits in auth to be sent. What it says stays there: it may open an account."""

    name = "text.queued"
    aggregate, key = "outgoing_text", "text_id"
    receivers = ("auth.send_text",)

    text_id: UUID


class PasswordForgotten(Message, frozen=True, kw_only=True):
    """Somebody says that they cannot sign in as `login`, which is encrypted and may be nobody's."""

    name = "password.forgotten"
    aggregate, key = "forgotten_password", "request_id"
    receivers = ("auth.answer_forgotten",)

    request_id: UUID
    login: str


OWN_ACCOUNT: tuple[type[Message], ...] = (TextQueued, PasswordForgotten)
