"""Contact data, the mails and text messages that go there, and passwords that were forgotten."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from services.auth.consumers import consumers
from services.auth.db import db
from services.auth.models import Contact, ContactCode, OutgoingText, PasswordReset
from services.auth.operations.letters import BeingSent, Letter
from services.auth.operations.people import set_active
from services.auth.sending import send_mail, transmit
from shared.messaging import outbox
from shared.messaging.own_account import PasswordForgotten, TextQueued
from shared.messaging.relay import envelope_of
from shared.settings import settings
from tests.audit.reading import entries, told
from tests.auth.conftest import Known, bearer, make_person, published, sign_in, token_of
from tests.letterbox import Letterbox

NEW = "Thistle-Glacier-5512"
ADDRESS, NUMBER = "zhang@example.cn", "13812345678"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where text messages are put."""
    monkeypatch.setitem(settings.__dict__, "sms_outbox", str(tmp_path / "sms"))
    return tmp_path / "sms"


def deliver() -> None:
    """What the worker does with what has been queued."""
    for name, contract in (("password.forgotten", PasswordForgotten), ("text.queued", TextQueued)):
        for payload in published(name):
            receiver = consumers.receivers[contract.receivers[0]]
            message = contract(**{key: UUID(value) if key.endswith("_id") else value for key, value in payload.items()})
            given = receiver.prepare(message)
            with db.transaction() as session:
                session.execute(text("DELETE FROM outbox_message WHERE name = :name"), {"name": name})
                receiver.handle(session, given)


def texts(folder: Path) -> list[dict[str, str]]:
    return [
        json.loads(file.read_text()) for file in sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
    ]


def register(client: FlaskClient, person: Known, kind: str, value: str, read: Any) -> Any:
    """Register an address by the code that arrives there."""
    headers = bearer(client, person.account)
    begun = client.post(f"/me/contacts/{kind}", json={"value": value}, headers=headers)
    assert begun.status_code == 204, begun.json
    deliver()
    (code,) = re.findall(r"\b\d{6}\b", read())
    return client.put(f"/me/contacts/{kind}", json={"code": code}, headers=headers)


def link(words: str) -> str:
    (token,) = re.findall(r"/forgotten/([\w-]+)", words)
    return str(token)


def test_an_address_is_the_persons_when_the_code_sent_there_comes_back(
    client: FlaskClient, unit_id: UUID, letterbox: Letterbox
) -> None:
    person = make_person(unit_id)

    assert register(client, person, "email", ADDRESS, letterbox.last).status_code == 204

    assert letterbox.mails[0]["To"] == ADDRESS
    listed = client.get("/me/contacts", headers=bearer(client, person.account)).json
    assert [one["masked"] for one in listed] == ["z***@example.cn", None]
    with db.reading() as session:
        assert session.scalars(select(Contact.value)).one().startswith("v1.data-auth")


def test_after_five_wrong_codes_the_right_one_is_none(client: FlaskClient, unit_id: UUID, folder: Path) -> None:
    headers = bearer(client, make_person(unit_id).account)
    client.post("/me/contacts/mobile", json={"value": NUMBER}, headers=headers)
    deliver()
    (code,) = re.findall(r"\b\d{6}\b", texts(folder)[0]["text"])
    wrong = "000000" if code != "000000" else "111111"

    answers = [
        client.put("/me/contacts/mobile", json={"code": tried}, headers=headers) for tried in [wrong] * 5 + [code]
    ]

    assert {answer.json["error"] for answer in answers} == {"contact_code_wrong"}
    with db.reading() as session:
        assert session.scalars(select(ContactCode.tries)).one() == 5


def test_a_change_is_told_to_the_old_address(client: FlaskClient, unit_id: UUID, folder: Path) -> None:
    person = make_person(unit_id)
    for number in (NUMBER, "13900000000"):
        register(client, person, "mobile", number, lambda: texts(folder)[-1]["text"])

    deliver()

    told = texts(folder)[-1]
    assert told["to"] == NUMBER
    assert "已更换" in told["text"]


@pytest.mark.parametrize("value", ["12345", "zhang@", "138 1234 567", "+8613812345678"])
def test_what_is_no_address_is_refused_in_words(client: FlaskClient, unit_id: UUID, value: str) -> None:
    answer = client.post(
        "/me/contacts/mobile", json={"value": value}, headers=bearer(client, make_person(unit_id).account)
    )

    assert answer.json["error"] == "contact_refused"
    assert answer.json["fields"]["value"]


def test_a_person_and_an_address_get_ten_a_day(client: FlaskClient, unit_id: UUID) -> None:
    headers = bearer(client, make_person(unit_id).account)

    answers = [client.post("/me/contacts/mobile", json={"value": NUMBER}, headers=headers) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [204] * 10 + [429]
    other = bearer(client, make_person(unit_id).account)
    assert client.post("/me/contacts/mobile", json={"value": NUMBER}, headers=other).status_code == 429


def test_a_forgotten_password_is_replaced_by_the_link_once(
    client: FlaskClient, unit_id: UUID, letterbox: Letterbox
) -> None:
    person = make_person(unit_id)
    register(client, person, "email", ADDRESS, letterbox.last)
    session_id = sign_in(client, person.account).json["session"]
    for _ in range(5):
        sign_in(client, person.account, "wrong")

    client.post("/forgotten-password", json={"login": person.account})
    deliver()
    body = {"token": link(letterbox.last().replace("\n", "")), "new_password": NEW}
    refused = client.put("/forgotten-password", json=body | {"new_password": "short"})

    assert refused.json["error"] == "password_not_changed"
    assert client.put("/forgotten-password", json=body).status_code == 204
    assert client.put("/forgotten-password", json=body).json["error"] == "reset_link_ended"
    assert token_of(client, session_id).status_code == 401
    assert sign_in(client, person.account, NEW).status_code == 201


def test_the_log_says_in_words_that_a_link_was_sent(client: FlaskClient, unit_id: UUID, folder: Path) -> None:
    person = make_person(unit_id)
    register(client, person, "mobile", NUMBER, lambda: texts(folder)[-1]["text"])
    client.post("/forgotten-password", json={"login": person.account})
    with db.transaction() as session:
        envelopes = [envelope_of("auth", message) for message in outbox.claim_due(session, {"auth": 0})]
    for envelope in envelopes:
        consumers.receive(consumers.receivers[envelope.receiver], envelope)

    (row,) = entries("auth", "auth.answer_forgotten")
    assert told(row, "word", "object_id") == ("发送重新设置密码的链接", str(person.id))


def test_whoever_asks_is_answered_alike_and_nothing_is_sent_to_nobody(
    client: FlaskClient, unit_id: UUID, folder: Path
) -> None:
    disabled, without = make_person(unit_id), make_person(unit_id)
    register(client, disabled, "mobile", NUMBER, lambda: texts(folder)[-1]["text"])
    with db.transaction() as session:
        set_active(session, disabled.id, active=False)

    answers = [
        client.post("/forgotten-password", json={"login": login})
        for login in ("99999999", without.account, disabled.account)
    ]
    deliver()

    assert {(answer.status_code, answer.get_data()) for answer in answers} == {(204, b"")}
    assert len(texts(folder)) == 1  # the code of the registration
    with db.reading() as session:
        assert session.scalars(select(PasswordReset)).all() == []


def test_a_link_is_over_after_twenty_minutes(client: FlaskClient, unit_id: UUID, folder: Path) -> None:
    person = make_person(unit_id)
    register(client, person, "mobile", NUMBER, lambda: texts(folder)[-1]["text"])
    client.post("/forgotten-password", json={"login": person.id_number})
    deliver()
    with db.transaction() as session:
        session.execute(text("UPDATE password_reset SET expires_at = expires_at - interval '20 minutes'"))

    answer = client.put("/forgotten-password", json={"token": link(texts(folder)[-1]["text"]), "new_password": NEW})

    assert answer.json["error"] == "reset_link_ended"


def test_what_is_sent_leaves_no_words_behind_and_travels_in_no_message(
    client: FlaskClient, unit_id: UUID, folder: Path
) -> None:
    client.post("/me/contacts/mobile", json={"value": NUMBER}, headers=bearer(client, make_person(unit_id).account))
    assert [sorted(payload) for payload in published("text.queued")] == [["text_id", "version"]]
    with db.reading() as session:
        before = session.scalars(select(OutgoingText.content)).one()

    deliver()

    with db.reading() as session:
        sent = session.scalars(select(OutgoingText)).one()
    assert sent.sent_at
    assert len(sent.content) < len(before)


def test_one_delivery_at_a_time_and_a_mail_server_that_is_away_is_asked_again(
    client: FlaskClient, unit_id: UUID, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/me/contacts/email", json={"value": ADDRESS}, headers=bearer(client, make_person(unit_id).account))
    message = TextQueued(version=1, text_id=UUID(published("text.queued")[0]["text_id"]))
    with monkeypatch.context() as away:
        away.setitem(settings.__dict__, "smtp_port", 9)
        with pytest.raises(OSError, match="refused"):
            transmit(message)

    transmit(message)

    with pytest.raises(BeingSent):
        transmit(message)
    assert len(letterbox.mails) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("place", ["address", "subject"])
def test_no_text_adds_a_header_or_a_receiver_to_a_mail(place: str, end: str) -> None:
    letter = replace(Letter("email", ADDRESS, "验证码", "您好"), **{place: f"{ADDRESS}{end}Bcc: other@example.cn"})

    with pytest.raises(ValueError, match="may not contain"):
        send_mail(UUID(int=1), letter)
