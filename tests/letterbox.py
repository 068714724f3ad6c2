"""A real mail server that keeps what it gets."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from shared.settings import settings
from stack.ports import free_base


class Letterbox(Message):
    """What the mail server has taken."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []

    def handle_message(self, message: Any) -> None:
        self.mails.append(message_from_bytes(message.as_bytes(), policy=policy.default))

    def last(self) -> str:
        """The words of the newest."""
        words: str = self.mails[-1].get_content()
        return words


@pytest.fixture
def letterbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Letterbox]:
    """A real mail server, which auth is told of."""
    box = Letterbox()
    server = Controller(box, hostname="127.0.0.1", port=free_base())
    server.start()
    told = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none", "mail_from": "us@example.cn"}
    for name, value in told.items():
        monkeypatch.setitem(settings.__dict__, name, value)
    yield box
    server.stop()
