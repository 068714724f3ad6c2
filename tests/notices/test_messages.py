"""我的消息: what people are told, once, whatever the order in which it is heard."""

from datetime import UTC, datetime
from itertools import permutations
from typing import get_args
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.notices.db import db
from services.notices.models import PersonalMessage, RecordStatus
from shared.messaging.contracts import (
    CaseAssigned,
    Outcome,
    Reason,
    ReviewRequested,
    ReviewSettled,
    ReviewWithdrawn,
    ShareChanged,
    SubjectKind,
)
from shared.messaging.long_work import AccountWorkEnded, DataExportReady, PeopleSheetReady
from shared.messaging.message import Message
from shared.messaging.reopening import RecordReopened
from tests.notices.conftest import bearer, envelope, receive, told

ANNA = UUID(int=1)


def requested(version: int = 2, kind: str = "record", **facts: object) -> ReviewRequested:
    fields = {
        "kind": kind,
        "subject_id": ANNA if kind == "record" else UUID(int=2),
        "person_id": ANNA,
        "unit_id": uuid4(),
        "submission_id": uuid4(),
        "number": 1,
        "submitted_at": datetime.now(UTC),
        "account": "10000001",
        "person_name": "张𬭎",
        "section": None if kind == "record" else "education",
        "title_series": None,
        "title_level": None,
        "warnings": 0,
    }
    return ReviewRequested(version=version, **(fields | facts))


def withdrawn(version: int = 3, kind: str = "record") -> ReviewWithdrawn:
    subject_id = ANNA if kind == "record" else UUID(int=2)
    section = None if kind == "record" else "education"
    return ReviewWithdrawn(version=version, kind=kind, subject_id=subject_id, person_id=ANNA, section=section)


def settled(
    outcome: Outcome, version: int = 3, kind: str = "record", reasons: list[Reason] | None = None
) -> ReviewSettled:
    return ReviewSettled(
        version=version,
        kind=kind,
        subject_id=ANNA if kind == "record" else UUID(int=2),
        person_id=ANNA,
        case_id=UUID(int=3),
        outcome=outcome,
        section=None if kind == "record" else "education",
        reasons=reasons or [],
    )


def assigned(version: int = 2) -> CaseAssigned:
    return CaseAssigned(
        version=version,
        case_id=UUID(int=3),
        kind="record",
        subject_id=ANNA,
        person_name="张𬭎",
        reviewer_id=UUID(int=4),
        reviewer_role="unit_reviewer",
        unit_name="滹沱河人民医院",
    )


def shared(status: str, version: int = 2, reason: str | None = None) -> ShareChanged:
    return ShareChanged(version=version, share_id=UUID(int=5), person_id=ANNA, status=status, link=None, reason=reason)


def record_status() -> tuple[str, int] | None:
    with db.reading() as session:
        found = session.get(RecordStatus, ANNA)
        return (found.status, found.version) if found else None


SOON = datetime(2026, 3, 5, tzinfo=UTC)
DATA_READY = DataExportReady(version=2, export_id=UUID(int=8), person_id=ANNA, expires_at=SOON)
SHEET_READY = PeopleSheetReady(version=3, job_id=UUID(int=9), person_id=ANNA, people=3000, expires_at=SOON)
IMPORT_ENDED = AccountWorkEnded(
    version=1,
    job_id=UUID(int=10),
    person_id=ANNA,
    kind="units",
    subject_id=UUID(int=11),
    title="新设单位.xlsx",
    total=5,
    done=4,
    failed=1,
)
EVENTS = [
    (requested(), "tell_requested", ANNA, "等待审核", "/record"),
    (requested(kind="change"), "tell_requested", ANNA, "学历学位", "/changes"),
    (withdrawn(), "tell_withdrawn", ANNA, "未提交", "/record"),
    (withdrawn(kind="change"), "tell_withdrawn", ANNA, "已撤销", "/changes"),
    (settled("approved"), "tell_settled", ANNA, "审核通过", "/record"),
    (settled("returned"), "tell_settled", ANNA, "退回修改", "/record"),
    (
        RecordReopened(version=4, person_id=ANNA, reason="任职时间须核实"),
        "tell_reopened",
        ANNA,
        "任职时间须核实",
        "/record",
    ),
    (settled("approved", kind="change"), "tell_settled", ANNA, "已审核通过", "/changes"),
    (settled("rejected", kind="change"), "tell_settled", ANNA, "审核不通过", "/changes"),
    (settled("conflict", kind="change"), "tell_settled", ANNA, "内容冲突", "/changes"),
    (requested(kind="identity"), "tell_requested", ANNA, "两位管理员", f"/corrections/{UUID(int=2)}"),
    (requested(kind="transfer"), "tell_requested", ANNA, "由调入单位的管理员审核", f"/corrections/{UUID(int=2)}"),
    (withdrawn(kind="identity"), "tell_withdrawn", ANNA, "姓名证件更正申请已撤销", f"/corrections/{UUID(int=2)}"),
    (settled("approved", kind="identity"), "tell_settled", ANNA, "信息已更正", f"/corrections/{UUID(int=2)}"),
    (settled("approved", kind="transfer"), "tell_settled", ANNA, "已转至新单位", f"/corrections/{UUID(int=2)}"),
    (settled("rejected", kind="transfer"), "tell_settled", ANNA, "审核不通过", f"/corrections/{UUID(int=2)}"),
    (settled("conflict", kind="identity"), "tell_settled", ANNA, "未能生效", f"/corrections/{UUID(int=2)}"),
    (assigned(), "tell_assigned", UUID(int=4), "新的审核件", f"/cases/{UUID(int=3)}"),
    (shared("shared"), "tell_share", ANNA, "已分享", "/sharing"),
    (shared("failed", reason="对方暂时无法访问"), "tell_share", ANNA, "对方暂时无法访问", "/sharing"),
    (shared("revoked"), "tell_share", ANNA, "撤回", "/sharing"),
    (DATA_READY, "tell_data_export", ANNA, "副本已准备好", "/record/exports"),
    (SHEET_READY, "tell_people_sheet", ANNA, "人员名单（3000 人）已准备好", "/figures/sheets"),
    (
        IMPORT_ENDED,
        "tell_account_work",
        ANNA,
        "完成 4 项，1 项没有完成",
        f"/administration/unit-imports/{UUID(int=11)}",
    ),
]


@pytest.mark.parametrize(("message", "receiver", "recipient", "words", "link"), EVENTS)
def test_each_event_tells_its_person_once_however_often_it_arrives(
    client: FlaskClient, message: Message, receiver: str, recipient: UUID, words: str, link: str
) -> None:
    travelling = envelope(message, receiver)

    outcomes = [receive(travelling, receiver), receive(travelling, receiver), receive(message, receiver)]

    (told_once,) = told(recipient)
    assert outcomes == ["applied"] * 3  # the last one under a new id: the event itself is known
    assert words in told_once.text
    assert (told_once.link, told_once.kind) == (link, message.name)


@pytest.mark.parametrize("kind", get_args(SubjectKind))
def test_an_outcome_that_changed_nothing_is_not_told(client: FlaskClient, kind: str) -> None:
    assert receive(settled("withdrawn", kind=kind), "tell_settled") == "applied"

    assert told(ANNA) == []
    assert record_status() is None


def test_every_outcome_has_words() -> None:
    tried = {message.outcome for message, *_ in EVENTS if isinstance(message, ReviewSettled)}

    assert tried | {"withdrawn"} == set(get_args(Outcome))


def test_all_reasons_are_told_at_once_each_with_its_section(client: FlaskClient) -> None:
    reasons = [Reason(text="毕业时间与证书不符", section="education"), Reason(text="请补充聘书")]

    receive(settled("returned", reasons=reasons), "tell_settled")

    assert "1. 学历学位：毕业时间与证书不符；2. 请补充聘书" in told(ANNA)[0].text


def test_a_reason_in_a_section_of_a_newer_release_is_told_without_its_name(client: FlaskClient) -> None:
    receive(settled("returned", reasons=[Reason(text="请核对", section="of_the_future")]), "tell_settled")

    assert "1. 请核对" in told(ANNA)[0].text


def test_an_answer_given_twice_with_a_later_version_is_one_event(client: FlaskClient) -> None:
    receive(settled("approved", version=3), "tell_settled")
    receive(settled("approved", version=9), "tell_settled")

    assert len(told(ANNA)) == 1


LIFE = [
    (requested(2), "tell_requested"),
    (withdrawn(3), "tell_withdrawn"),
    (requested(4), "tell_requested"),
    (settled("returned", 5), "tell_settled"),
]


@pytest.mark.parametrize("order", list(permutations(range(len(LIFE)))))
def test_everything_is_told_and_the_newest_status_stays_in_any_order(client: FlaskClient, order: tuple[int]) -> None:
    for step in order:
        receive(*LIFE[step])

    assert len(told(ANNA)) == len(LIFE)
    assert record_status() == ("returned", 5)


def test_change_requests_and_corrections_leave_the_status_of_the_record_alone(client: FlaskClient) -> None:
    for message, receiver, *_ in EVENTS:
        if getattr(message, "kind", "record") != "record":
            receive(message, receiver)

    assert record_status() is None


def test_a_person_reads_and_marks_only_their_own_messages(client: FlaskClient) -> None:
    receive(requested(), "tell_requested")
    receive(assigned(), "tell_assigned")

    (mine,) = client.get("/messages", headers=bearer(ANNA)).json["items"]

    path = f"/messages/{mine['id']}/reading"
    assert mine["read_at"] is None
    assert client.post(path, headers=bearer(uuid4())).status_code == 404
    assert [client.post(path, headers=bearer(ANNA)).status_code for _ in range(2)] == [204, 204]
    assert client.get("/messages", headers=bearer(ANNA)).json["items"][0]["read_at"] is not None
    assert client.post(f"/messages/{uuid4()}/reading", headers=bearer(ANNA)).status_code == 404


def test_reading_a_second_time_keeps_the_first_time(client: FlaskClient) -> None:
    receive(requested(), "tell_requested")
    path = f"/messages/{told(ANNA)[0].id}/reading"
    client.post(path, headers=bearer(ANNA))
    first = told(ANNA)[0].read_at

    client.post(path, headers=bearer(ANNA))

    assert told(ANNA)[0].read_at == first


def test_the_unread_count_answers_304_until_it_changes(client: FlaskClient) -> None:
    def unread(**headers: str) -> TestResponse:
        return client.get("/messages/unread", headers=bearer(ANNA) | headers)

    receive(requested(), "tell_requested")
    first = unread()
    same = unread(**{"If-None-Match": first.headers["ETag"]})
    client.post(f"/messages/{told(ANNA)[0].id}/reading", headers=bearer(ANNA))
    changed = unread(**{"If-None-Match": first.headers["ETag"]})

    assert first.json == {"unread": 1}
    assert (same.status_code, same.data) == (304, b"")
    assert (changed.status_code, changed.json) == (200, {"unread": 0})


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_paging_shows_every_message_once_the_newest_first(client: FlaskClient, limit: int) -> None:
    now = datetime.now(UTC)
    with db.transaction() as session:
        for number in range(5):
            facts = {"kind": "x", "text": str(number), "link": "/record", "created_at": now}
            session.add(PersonalMessage(recipient_id=ANNA, source=str(number), **facts))
    found, cursor = [], None
    while True:
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = client.get("/messages", query_string=query, headers=bearer(ANNA)).json
        found += [item["text"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert sorted(found) == ["0", "1", "2", "3", "4"]
