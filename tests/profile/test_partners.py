"""共享平台: who sets them, how their secrets replace each other, and what a change means for those who share."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from standardwebhooks import Webhook

from services.profile.db import db
from services.profile.models import Partner, PartnerEdition, PartnerSecret, RecordStatus, ShareStatus
from services.profile.operations.first_partner import provide_first_partner
from services.profile.operations.partners import partner_of_key
from shared.auth import Role
from tests.profile.builders import ask as ask_for_change
from tests.profile.builders import at_once, bearer, decide_change, make_record
from tests.profile.expert_site import FIELDS, Site, consent, data_of, deliver_due, share_of

ADMIN = uuid4()
SETTING = {
    "url": "https://partner.example.org/webhooks",
    "name": "英才网",
    "receiver": "英才网运营单位",
    "contact": "privacy@partner.example.org",
    "purpose": "供用人单位查找专业技术人才",
    "method": "加密、签名的网络接口",
    "retention": "至撤回分享为止",
    "text": "我同意将所选内容提供给英才网。",
    "allowed_fields": ["basic_info.name", "unit.name"],
    "enabled": True,
}


def ask(client: FlaskClient, method: str, path: str, json: Any = None, **more: Any) -> tuple[int, Any]:
    version, role = more.get("version"), more.get("role", Role.SYSTEM_ADMIN)
    headers = bearer(ADMIN, role, confirmed=more.get("confirmed", True))
    headers |= {"If-Match": f'"{version}"'} if version else {}
    answer = client.open(f"/partners{path}", method=method, json=json, headers=headers)
    return answer.status_code, answer.get_json()


def added(client: FlaskClient, **facts: Any) -> dict[str, Any]:
    status, answer = ask(client, "POST", "", SETTING | {"key": "talents"} | facts)
    assert status == 201, answer
    return dict(answer)


def settings_of(partner: Partner, **facts: Any) -> dict[str, Any]:
    return {name: getattr(partner, name) for name in SETTING} | facts


def change_first(client: FlaskClient, **facts: Any) -> tuple[int, Any]:
    """Set 找专家网 anew."""
    with db.reading() as session:
        partner = partner_of_key(session, "expert-site")
    return ask(client, "PUT", f"/{partner.id}", settings_of(partner, **facts), version=partner.version)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_only_a_system_administrator_sees_and_sets_partners(client: FlaskClient, role: Role) -> None:
    assert ask(client, "GET", "", role=role)[0] == 403
    assert ask(client, "POST", "", SETTING | {"key": "talents"}, role=role)[0] == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", ""), ("PUT", "/{id}"), ("POST", "/{id}/secrets"), ("POST", "/{id}/secrets/{id}/retirement")],
)
def test_a_partner_is_set_by_who_has_just_proved_who_they_are(client: FlaskClient, method: str, path: str) -> None:
    body = SETTING | ({"key": "talents"} if path == "" else {})
    json = None if "secrets" in path else body
    status, answer = ask(client, method, path.format(id=uuid4()), json, version=1, confirmed=False)

    assert (status, answer["error"]) == (403, "confirmation_needed")


def test_every_setting_stays_with_who_made_it_and_without_a_secret(client: FlaskClient) -> None:
    made = added(client)
    partner = made["partner"]
    status, changed = ask(client, "PUT", f"/{partner['id']}", SETTING | {"enabled": False}, version=1)
    assert (status, changed["enabled"], changed["text_version"]) == (200, False, 1)
    ask(client, "POST", f"/{partner['id']}/secrets", version=2)

    _, shown = ask(client, "GET", f"/{partner['id']}")

    assert [edition["deed"] for edition in shown["editions"]] == ["secret_added", "changed", "set"]
    assert made["secret"].startswith("whsec_")
    assert made["secret"] not in json.dumps(shown)
    with db.reading() as session:
        (first, _) = session.scalars(select(PartnerSecret).order_by(PartnerSecret.created_at))
        assert (first.value, made["secret"] in first.encrypted) == (made["secret"], False)
    assert ask(client, "PUT", f"/{partner['id']}", SETTING, version=1)[0] == 412
    assert ask(client, "POST", "", SETTING | {"key": "talents"})[1]["error"] == "partner_key_taken"


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"url": "http://partner.example.org/webhooks"}, "url"),
        ({"url": "https://127.0.0.1/webhooks"}, "url"),
        ({"url": "https://10.0.0.7/webhooks"}, "url"),
        ({"url": "https://[::1]/webhooks"}, "url"),
        ({"url": "https://169.254.169.254/latest"}, "url"),
        ({"url": "https://0x7f.1/webhooks"}, "url"),
        ({"url": "https://localhost/webhooks"}, "url"),
        ({"url": "https://user@partner.example.org/"}, "url"),
        ({"url": "https://[bad/"}, "url"),
        ({"url": "https://partner.example.org/a b"}, "url"),
        ({"url": "ftp://partner.example.org/"}, "url"),
        ({"receiver": " "}, "receiver"),
        ({"text": ""}, "text"),
        ({"key": "Über"}, "key"),
        ({"allowed_fields": ["basic_info.name", "basic_info.mobile"]}, "allowed_fields"),
        ({"allowed_fields": ["basic_info.name", "basic_info.id_number"]}, "allowed_fields"),
        ({"allowed_fields": ["unit.name"]}, "allowed_fields"),
    ],
    ids=str,
)
def test_what_a_partner_cannot_be_is_refused_by_name(client: FlaskClient, facts: dict[str, Any], fault: str) -> None:
    status, answer = ask(client, "POST", "", SETTING | {"key": "talents"} | facts)

    assert (status, list(answer["fields"])) == (422, [fault])


def test_while_one_secret_replaces_the_other_deliveries_are_signed_with_both(
    client: FlaskClient, site: Site, partner: Partner
) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    old = partner_secrets()[0]
    path = f"/{partner.id}/secrets"
    _, rotated = ask(client, "POST", path, version=1)
    assert ask(client, "POST", path, version=2)[1]["error"] == "secret_still_replaced"
    consent(person_id)
    deliver_due()
    (delivery,) = site.received()
    for secret in (rotated["secret"], old):
        assert Webhook(secret).verify(delivery["body"], delivery["headers"])

    valid = [secret["id"] for secret in rotated["partner"]["secrets"]]
    assert ask(client, "POST", f"{path}/{valid[1]}/retirement", version=2)[0] == 201
    assert partner_secrets() == [rotated["secret"]]
    assert ask(client, "POST", f"{path}/{valid[0]}/retirement", version=3)[1]["error"] == "last_secret"
    assert ask(client, "POST", f"{path}/{valid[1]}/retirement", version=3)[0] == 404


def test_of_two_who_rotate_at_once_one_makes_a_secret(client: FlaskClient, partner: Partner) -> None:
    def rotate() -> int:
        return ask(client, "POST", f"/{partner.id}/secrets", version=1)[0]

    answers = at_once(rotate, rotate)

    assert sorted(answers) == [201, 412]
    assert len(partner_secrets()) == 2


def partner_secrets() -> list[str]:
    with db.reading() as session:
        return partner_of_key(session, "expert-site").valid_secrets


def test_a_person_shares_with_each_partner_on_its_own(client: FlaskClient, site: Site) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    added(client)
    for key, fields in (("expert-site", FIELDS), ("talents", ["basic_info.name"])):
        body = {"fields": fields, "text_version": 1, "agreed": True}
        assert client.post(f"/sharing/{key}/consent", json=body, headers=bearer(person_id)).status_code == 201
    client.post("/sharing/talents/revocation", headers=bearer(person_id))

    listed = client.get("/sharing", headers=bearer(person_id)).json["partners"]

    assert [(one["key"], one["status"]) for one in listed] == [("expert-site", "queued"), ("talents", "revoking")]
    beyond = {"fields": FIELDS, "text_version": 1, "agreed": True}
    refused = client.post("/sharing/talents/consent", json=beyond, headers=bearer(person_id))
    assert list(refused.json["fields"]) == ["work_experience.duty", "work_experience.unit_name"]


def test_who_is_switched_off_gets_no_consent_and_can_still_be_left(client: FlaskClient, site: Site) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    consent(person_id)
    change_first(client, enabled=False)

    shown = client.get("/sharing/expert-site", headers=bearer(person_id)).json
    body = {"fields": FIELDS, "text_version": 1, "agreed": True}
    refused = client.post("/sharing/expert-site/consent", json=body, headers=bearer(person_id))

    assert shown["actions"] == ["revoke"]
    assert refused.json["error"] == "partner_closed"
    assert client.post("/sharing/expert-site/revocation", headers=bearer(person_id)).status_code == 201
    assert client.get("/sharing", headers=bearer(make_record())).json["partners"] == []


def test_a_new_text_asks_again_and_nothing_goes_until_then(client: FlaskClient, site: Site) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    consent(person_id)
    deliver_due()
    _, changed = change_first(client, receiver="另一家运营单位")
    assert changed["text_version"] == 2

    decide_change(ask_for_change(person_id))
    deliver_due()
    shown = client.get("/sharing/expert-site", headers=bearer(person_id)).json
    assert (len(site.received()), shown["outdated"], shown["partner"]["receiver"]) == (1, True, "另一家运营单位")

    body = {"fields": FIELDS, "text_version": 2, "agreed": True}
    client.post("/sharing/expert-site/consent", json=body, headers=bearer(person_id))
    deliver_due()
    assert "副主任医师" in site.received()[1]["body"]
    assert client.get("/sharing/expert-site", headers=bearer(person_id)).json["outdated"] is False


@pytest.mark.parametrize(
    ("facts", "why"),
    [({"receiver": "另一家运营单位"}, "重新同意"), ({"enabled": False}, "已停用")],
    ids=["text", "off"],
)
def test_what_changes_before_the_sending_keeps_it_from_going(
    client: FlaskClient, site: Site, facts: dict[str, Any], why: str
) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    consent(person_id)
    change_first(client, **facts)

    deliver_due()

    share = share_of(person_id)
    assert (site.received(), share.status) == ([], ShareStatus.FAILED)
    assert why in share.last_error
    assert client.post("/sharing/expert-site/revocation", headers=bearer(person_id)).status_code == 201
    deliver_due()
    assert [data_of(delivery)["type"] for delivery in site.received()] == ["person.revoked"]


def test_what_a_partner_may_no_longer_have_does_not_go(client: FlaskClient, site: Site) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    consent(person_id)
    change_first(client, allowed_fields=["basic_info.name"])

    deliver_due()

    assert set(data_of(site.received()[0])["data"]) == {"@context", "@type", "identifier", "name"}


def test_the_first_partner_follows_the_environment_until_somebody_sets_it(
    client: FlaskClient, partner: Partner
) -> None:
    change_first(client, url="https://partner.example.org/webhooks")

    with db.transaction() as session:
        again = provide_first_partner(session)
        assert (again.id, again.url) == (partner.id, "https://partner.example.org/webhooks")
        assert len(again.secrets) == 1
        assert len(session.scalars(select(PartnerEdition)).all()) == 2


def test_the_person_sees_what_would_go_and_downloads_what_goes(client: FlaskClient, partner: Partner) -> None:
    person_id = make_record(RecordStatus.APPROVED)
    headers = bearer(person_id)
    query = {"fields": [*FIELDS, "basic_info.mobile"]}
    shown = client.get("/sharing/expert-site/preview", query_string=query, headers=headers).json["document"]
    assert client.get("/sharing/expert-site/person.jsonld", headers=headers).status_code == 409
    consent(person_id)

    answer = client.get("/sharing/expert-site/person.jsonld", headers=headers)

    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("application/ld+json", "nosniff")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    share: UUID = share_of(person_id).id
    assert json.loads(answer.data) == shown | {"identifier": str(share)}
