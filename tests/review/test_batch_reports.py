"""Asking for batches, and how they are shown: before, under way, as a list and as a report."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from shared.auth import Role
from tests.review.batches import APPROVE, ask, begun, decisions, get, held, work_off
from tests.review.builders import (
    bearer,
    case_of,
    decided,
    opened,
    requested,
    reviewer,
    sent,
    staff,
    unit,
)
from tests.review.situations import assigned, still_queued


@pytest.mark.parametrize("situation", [still_queued, assigned])
def test_the_same_key_is_the_same_batch_and_another_wish_under_it_is_refused(
    client: FlaskClient, situation: Any
) -> None:
    request = requested(unit())
    me = situation(request)
    cases = [case_of(request).id]

    answers = [ask(client, me, cases, key="a-click-2026", **APPROVE) for _ in range(2)]

    assert [status for status, _ in answers] == [202, 202]
    assert len({answer["id"] for _, answer in answers}) == 1
    assert ask(client, me, [uuid4()], key="a-click-2026", **APPROVE)[1]["error"] == "idempotency_key_reused"
    assert ask(client, me, cases, key="x", **APPROVE)[1]["error"] == "idempotency_key_malformed"
    assert len(get(client, me, "/batches")["items"]) == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"deed": "destroy"}, "deed"),
        ({}, "deed"),
        ({"deed": "approve", "reason": "好"}, "reason"),
        ({"deed": "approve", "reviewer_id": str(uuid4())}, "reviewer_id"),
        ({"deed": "reassign"}, "reviewer_id"),
        ({"deed": "reassign", "reviewer_id": str(uuid4()), "reason": "两者"}, "reviewer_id"),
        ({"deed": "reassign", "reviewer_id": "x"}, "reviewer_id"),
        ({"deed": "reassign", "reason": " "}, "reason"),
        ({"deed": "approve", "force": True}, "force"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_by_field(client: FlaskClient, wish: dict[str, Any], field: str) -> None:
    admin = staff((Role.UNIT_ADMIN, unit()))

    status, answer = ask(client, admin, [uuid4()], **wish)

    assert (status, list(answer["fields"])) == (422, [field])


@pytest.mark.parametrize("number", [0, 501])
def test_a_batch_has_between_one_and_five_hundred_cases(client: FlaskClient, number: int) -> None:
    status, answer = ask(client, reviewer(unit()), [uuid4() for _ in range(number)], **APPROVE)

    assert (status, answer["fields"]) == (422, {"case_ids": ["请选择 1 到 500 件审核件"]})


def test_progress_is_asked_for_with_the_tag_of_the_last_answer(client: FlaskClient) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    batch_id = begun(client, me, held(unit_id, 1), **APPROVE)
    path = f"/batches/{batch_id}"
    tag = client.get(path, headers=bearer(me)).headers["ETag"]

    assert client.get(path, headers=bearer(me) | {"If-None-Match": tag}).status_code == 304
    work_off(batch_id)
    assert client.get(path, headers=bearer(me) | {"If-None-Match": tag}).status_code == 200


def test_batches_are_their_askers_own(client: FlaskClient) -> None:
    unit_id = unit()
    me, colleague = reviewer(unit_id), reviewer(unit_id)
    batch_id = begun(client, me, held(unit_id, 1), **APPROVE)

    for path in (f"/batches/{batch_id}", f"/batches/{batch_id}/lines", f"/batches/{batch_id}/report"):
        assert client.get(path, headers=bearer(colleague)).status_code == 404
    assert get(client, colleague, "/batches")["items"] == []


def test_batches_are_listed_newest_first_and_lines_in_the_order_of_choice_page_by_page(client: FlaskClient) -> None:
    unit_id = unit()
    me = reviewer(unit_id)
    cases = held(unit_id, 5)
    batches = [begun(client, me, cases, **APPROVE) for _ in range(3)]

    first = get(client, me, "/batches", limit=2)
    second = get(client, me, "/batches", limit=2, cursor=first["next"])
    assert [each["id"] for each in first["items"] + second["items"]] == batches[::-1]
    assert second["next"] is None

    path = f"/batches/{batches[0]}/lines"
    page = get(client, me, path, limit=3)
    rest = get(client, me, path, limit=3, cursor=page["next"])
    assert [line["case_id"] for line in page["items"] + rest["items"]] == [str(each) for each in cases]
    work_off(batches[0])
    assert get(client, me, path, outcome="failed")["items"] == []


def test_the_report_is_an_excel_file_at_any_time_and_nothing_in_it_is_a_formula(client: FlaskClient) -> None:
    unit_id = unit(name="=第一人民医院")
    me = reviewer(unit_id)
    dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "张三"]
    cases = [opened(requested(unit_id, person_name=name)).id for name in dangerous]
    batch_id = begun(client, me, cases, **APPROVE)

    def sheet() -> list[tuple[Any, ...]]:
        answer = client.get(f"/batches/{batch_id}/report", headers=bearer(me))
        assert answer.status_code == 200
        worksheet = load_workbook(BytesIO(answer.data)).worksheets[0]
        assert {cell.data_type for row in worksheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
        return list(worksheet.iter_rows(values_only=True))

    assert {row[4] for row in sheet()[1:]} == {"等待处理"}
    work_off(batch_id)
    rows = sheet()
    assert rows[0] == ("姓名", "账号", "单位", "动作", "结果", "说明")
    assert [row[0] for row in rows[1:]] == dangerous
    assert rows[1][1:] == ("100001", "=第一人民医院", "批量通过", "已完成", "已通过")


def test_the_outlook_tells_what_a_batch_would_do_and_changes_nothing(client: FlaskClient) -> None:
    unit_id = unit()
    me = reviewer(unit_id, name="王审核")
    fine, warned = held(unit_id, 1), held(unit_id, 1, warnings=2)
    ended = decided(requested(unit_id), me).id
    admin = staff((Role.UNIT_ADMIN, unit_id), name="马主任")
    hidden = held(unit(), 1)
    query = {"case_id": [str(each) for each in [*fine, *warned, ended, *hidden, *fine]]}

    approving = get(client, me, "/batches/outlook", deed="approve", **query)
    reassigning = get(client, admin, "/batches/outlook", deed="reassign", **query)
    reminding = get(client, me, "/batches/outlook", deed="remind", **query)

    assert [case["id"] for case in approving["cases"]] == [str(each) for each in [*fine, *warned, ended]]
    assert [case["hindrance"] and case["hindrance"][:7] for case in approving["cases"]] == [
        None,
        "有 2 处提醒",
        "该审核件已由单",
    ]
    assert [case["hindrance"] is None for case in reassigning["cases"]] == [True, True, False]
    assert {each["name"] for each in reassigning["colleagues"]} == {"王审核", "马主任"}
    assert reminding["cases"][0]["hindrance"].startswith("您不是该单位的管理员")
    assert (decisions(), sent("batch.continued")) == (1, [])
