"""变更申请回执: what was asked for and what came of it, on paper, for its owner alone."""

from uuid import uuid4

from flask.testing import FlaskClient

from services.profile.models import RecordStatus
from tests.profile.builders import ask, bearer, case_pass, decide_change, make_record
from tests.profile.printed import scanned, squeezed, text_of


def test_a_receipt_says_what_was_asked_for_and_what_came_of_it(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    request_id = ask(person_id, reason="职务变动，见附件")
    decide_change(request_id, "return")

    answer = client.get(f"/change-requests/{request_id}/receipt.pdf", headers=bearer(person_id))

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    printed = text_of(answer.data)
    said = ("信息变更申请回执", "第 1 号", "修改工作经历", "主治医师", "副主任医师", "职务变动，见附件", "审核不通过",
            "学历证书不清晰", "单位审核员")  # fmt: skip
    assert [words for words in said if squeezed(words) not in printed] == []


def test_nobody_else_gets_the_receipt(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    request_id = ask(person_id)
    path = f"/change-requests/{request_id}/receipt.pdf"

    assert client.get(path, headers=bearer(make_record())).status_code == 404
    assert client.get(path, headers=case_pass(uuid4(), person_id, request_id)).status_code == 403


def test_whoever_holds_a_receipt_learns_what_has_become_of_the_request(client: FlaskClient) -> None:
    person_id = make_record(RecordStatus.APPROVED, name="𠮷田晓梅")
    request_id = ask(person_id)
    code = scanned(client.get(f"/change-requests/{request_id}/receipt.pdf", headers=bearer(person_id)).data)
    address = f"/verifications/{code.rpartition('/verify/')[2]}"

    before = client.get(address).get_json()
    decide_change(request_id)

    assert {name: before[name] for name in ("kind", "item", "name", "number", "standing")} == {
        "kind": "change",
        "item": "修改工作经历",
        "name": "𠮷＊＊",
        "number": 1,
        "standing": "pending",
    }
    assert client.get(address).get_json()["standing"] == "approved"
