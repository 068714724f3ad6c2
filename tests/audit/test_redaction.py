"""Nothing that nobody should read gets into a log, whoever writes the line."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from shared.logging import configure_logging
from shared.redaction import redacted, redacted_text
from shared.settings import settings

ID_NUMBER = "11010519491231002X"
PHONE = "13812345678"
TOKEN = "eyJhbGciOiJFZDI1NTE5In0.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
PASSWORD = "Willow-Harbor-3921"
SECRETS = (ID_NUMBER, PHONE, TOKEN, PASSWORD)


@pytest.fixture(params=["json", "text"])
def log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What a process writes, in each of the two forms."""
    root, written = logging.getLogger(), StringIO()
    before = root.handlers[:]
    monkeypatch.setattr(settings, "log_format", request.param, raising=False)
    configure_logging("test")
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers[:] = before


def test_no_line_holds_a_number_a_token_or_a_password(log: StringIO) -> None:
    structlog.get_logger().info(
        "request", person=ID_NUMBER, phones=[PHONE, f"+86 {PHONE}"], password=PASSWORD, cookie=f"sid={TOKEN}"
    )
    logging.getLogger("library").warning("Authorization: Bearer %s for %s, password=%s", TOKEN, ID_NUMBER, PASSWORD)

    said = log.getvalue()
    assert said.count("\n") == 2
    assert [secret for secret in SECRETS if secret in said] == []


def test_no_traceback_holds_them_either_and_none_shows_what_variables_held(log: StringIO) -> None:
    secret_of_a_local = "".join(reversed("lacol-a-fo-terces"))
    try:
        int(ID_NUMBER)
    except ValueError:
        structlog.get_logger().exception("failed", length=len(secret_of_a_local))
        logging.getLogger("library").exception("failed")

    said = log.getvalue()
    assert said.count("base 10: '***'") == 2
    assert secret_of_a_local not in said


def test_nobody_can_write_a_line_of_their_own(log: StringIO) -> None:
    forged = 'x\r\n{"event": "signed in"}\x1b[2J\u2028y'
    structlog.get_logger().info("request", route=forged)
    logging.getLogger("library").info("asked for %s", forged)

    said = log.getvalue()
    assert len(said.splitlines()) == 2
    assert "\x1b" not in said
    assert all(line.startswith(("{", "20")) for line in said.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # the wrong checksum: some other number
        "12345678901",  # no phone begins so
        "a13812345678",  # part of a word
        "0199e3c4-8f1a-7c3e-9d2b-138123456789",
    ],
)
def test_other_numbers_stay_readable(text: str) -> None:
    assert redacted_text(text) == text


def test_what_is_named_as_a_secret_goes_as_a_whole_however_deep() -> None:
    facts = {"old_password": "a", "headers": {"Cookie": "b", "Accept": "c"}, "list": [{"access_token": "d"}]}

    assert json.dumps(redacted(facts)) == json.dumps(
        {"old_password": "***", "headers": {"Cookie": "***", "Accept": "c"}, "list": [{"access_token": "***"}]}
    )
