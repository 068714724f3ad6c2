"""同意记录: what was agreed to stays readable in the words of then, and on paper."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.profile.models import Partner, RecordStatus
from tests.profile.builders import bearer, make_record
from tests.profile.expert_site import FIELDS, consent, revoke
from tests.profile.printed import scanned, squeezed, text_of


@pytest.fixture
def person_id(partner: Partner) -> UUID:
    return make_record(RecordStatus.APPROVED)


def test_consent_takes_the_box_and_who_has_just_proved_who_they_are(client: FlaskClient, person_id: UUID) -> None:
    path, body = "/sharing/expert-site/consent", {"fields": FIELDS, "text_version": 1}

    unproved = client.post(path, json=body | {"agreed": True}, headers=bearer(person_id, confirmed=False))
    unagreed = client.post(path, json=body | {"agreed": False}, headers=bearer(person_id))

    assert (unproved.status_code, unproved.json["error"]) == (403, "confirmation_needed")
    assert (unagreed.status_code, list(unagreed.json["fields"])) == (422, ["agreed"])


def test_every_consent_is_listed_with_its_text_and_what_became_of_it(client: FlaskClient, person_id: UUID) -> None:
    consent(person_id)
    consent(person_id, ["basic_info.name"])
    revoke(person_id)

    second, first = client.get("/consents", headers=bearer(person_id)).json["items"]

    assert (first["standing"], second["standing"]) == ("superseded", "revoked")
    assert first["kinds"] == [
        {"title": "基本信息", "labels": ["姓名"]},
        {"title": "现工作单位", "labels": ["工作单位"]},
        {"title": "工作经历", "labels": ["单位", "职务"]},
    ]
    assert first["statement"]["name"] == "找专家网"
    assert client.get("/consents", headers=bearer(make_record())).json["items"] == []


def test_a_receipt_says_what_was_agreed_to_and_everybody_can_verify_it(client: FlaskClient, person_id: UUID) -> None:
    consent(person_id)
    (given,) = client.get("/consents", headers=bearer(person_id)).json["items"]
    path = f"/consents/{given['id']}/receipt.pdf"

    answer = client.get(path, headers=bearer(person_id))

    printed = text_of(answer.data)
    said = (
        "个人信息分享同意书",
        "找专家网运营单位",
        "至您撤回分享为止",
        "单独同意",
        "工作经历",
        "单位、职务",
        "第 1 版",
    )
    assert [words for words in said if squeezed(words) not in printed] == []
    code = scanned(answer.data).rpartition("/verify/")[2]
    found = client.get(f"/verifications/{code}").json
    assert (found["kind"], found["item"], found["name"]) == ("consent", "分享至找专家网", "张＊＊")
    assert found["standing"] == "in_force"
    revoke(person_id)
    assert client.get(f"/verifications/{code}").json["standing"] == "revoked"
    assert client.get(path, headers=bearer(make_record())).status_code == 404
