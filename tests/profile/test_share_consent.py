"""分享至找专家网: nothing before consent, nothing without it, and the forbidden never."""

import json
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from services.profile.db import db
from services.profile.models import Entry, Partner, RecordStatus, Submission
from services.profile.operations.expert_page import SCHEMA as CHECKED
from services.profile.operations.expert_page import DocumentInvalid, offers, person_document
from services.profile.operations.places import ANCHORS, SharedField, shared_fields
from shared.catalogue import SECTIONS, FieldType
from tests.profile.builders import ask, bearer, decide_change, make_record, messages, submissions_of
from tests.profile.expert_site import (
    FIELDS,
    Site,
    consent,
    data_of,
    deliver_due,
)

SCHEMA = Path(__file__).parents[2] / "docs" / "partner" / "person.schema.json"
# domain/workflow: never shared. Birth date, ethnicity, political status, home address, mobile, ID number, attachments.
FORBIDDEN = {
    "id_type",
    "id_number",
    "birth_date",
    "ethnicity",
    "political_status",
    "party_join_date",
    "native_place",
    "birth_place",
    "address",
    "postcode",
    "mobile",
    "photo",
    "id_scan",
    "proof",
    "witness",
}


@pytest.fixture
def person_id(partner: Partner) -> UUID:
    return make_record(RecordStatus.APPROVED)


def test_nothing_is_shared_before_consent(site: Site, person_id: UUID, client: FlaskClient) -> None:
    client.get("/sharing/expert-site", headers=bearer(person_id))
    decide_change(ask(person_id))

    assert deliver_due() == 0
    assert site.received() == []


@pytest.mark.parametrize("status", sorted(set(RecordStatus) - {RecordStatus.APPROVED}))
def test_only_an_approved_record_is_shared(client: FlaskClient, partner: Partner, status: RecordStatus) -> None:
    unapproved = make_record(status)

    body = {"fields": FIELDS, "text_version": 1, "agreed": True}
    answer = client.post("/sharing/expert-site/consent", json=body, headers=bearer(unapproved))

    assert (answer.status_code, answer.json["error"]) == (409, "record_not_approved")


def test_the_person_is_told_receiver_purpose_and_every_field_switched_off_but_the_usual(
    client: FlaskClient, person_id: UUID
) -> None:
    shown = client.get("/sharing/expert-site", headers=bearer(person_id)).json

    assert {"name", "receiver", "contact", "purpose", "method", "text"} <= shown["partner"].keys()
    fields = [field for section in shown["sections"] for field in section["fields"]]
    on = [field["key"] for field in fields if field["default"]]
    assert on == ["basic_info.name", "unit.name", "title.current", "current_post.current_specialty"]
    assert [field["values"] for field in fields if field["key"] == "work_experience.duty"] == [["主治医师"]]
    assert shown["actions"] == ["consent"]


def test_what_was_consented_to_is_delivered_and_the_person_gets_the_link(
    site: Site, person_id: UUID, client: FlaskClient
) -> None:
    body = {"fields": FIELDS, "text_version": 1, "agreed": True}
    answer = client.post("/sharing/expert-site/consent", json=body, headers=bearer(person_id))
    deliver_due()

    shown = client.get("/sharing/expert-site", headers=bearer(person_id)).json
    assert (answer.status_code, answer.json["share"]["status"]) == (201, "queued")
    assert (shown["share"]["status"], shown["actions"]) == ("shared", ["consent", "revoke"])
    assert "张晓梅" in httpx.get(shown["share"]["link"]).text
    assert shown["consent"]["submission_number"] == 1
    (told,) = messages("share.changed")
    assert (told["status"], told["link"]) == ("shared", shown["share"]["link"])


def test_a_consent_sent_twice_is_one_consent_and_one_delivery(site: Site, person_id: UUID, client: FlaskClient) -> None:
    body = {"fields": FIELDS, "text_version": 1, "agreed": True}
    for _ in range(2):
        answer = client.post("/sharing/expert-site/consent", json=body, headers=bearer(person_id))
        assert answer.status_code == 201
        deliver_due()

    assert len(client.get("/consents", headers=bearer(person_id)).json["items"]) == 1
    assert len(site.received()) == 1


def test_only_what_was_consented_to_is_sent(site: Site, person_id: UUID) -> None:
    consent(person_id)
    deliver_due()

    document = data_of(site.received()[0])["data"]
    del document["identifier"]
    assert document == {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": "张晓梅",
        "worksFor": {"@type": "Organization", "name": "石家庄市第一医院"},
        "affiliation": [
            {
                "@type": "OrganizationRole",
                "affiliation": {"@type": "Organization", "name": "石家庄市第一医院"},
                "roleName": "主治医师",
            }
        ],
    }


FIELD_KEYS = [f"{section.key}.{field.key}" for section in SECTIONS.values() for field in section.fields]
# A value for every field of the catalogue that occurs nowhere else: a year, which is what is left of any day.
CANARIES = {key: f"{1000 + number}" for number, key in enumerate(FIELD_KEYS)}
# Facts that lie elsewhere, and what they are taken from; of a birth date there is the year.
TAKEN_FROM = {"title.current": "title_qualification.title_code", "birth.year": "basic_info.birth_date"}


def canaries() -> Submission:
    """A snapshot with its own value in every field of the catalogue, files and what lies under them included."""
    sections = {
        section.key: [
            {
                "id": "CANARY",
                "data": {
                    field.key: [{"id": f"CANARY-{field.key}", "name": "CANARY.pdf"}]
                    if field.type is FieldType.FILES
                    else f"{CANARIES[f'{section.key}.{field.key}']}-11-30"
                    for field in section.fields
                },
            }
        ]
        for section in SECTIONS.values()
    }
    person = {"account": "CANARY", "unit_id": "CANARY", "unit_name": "某单位", "unit_code": "CANARY"}
    return Submission(kept={"person": person, "sections": sections})


def test_a_field_without_a_place_and_permission_cannot_leave_whatever_was_consented_to() -> None:
    everything = [*FIELD_KEYS, *(offer.key for offer in offers(None))]

    document = json.dumps(person_document("x", canaries(), everything), ensure_ascii=False)

    left = {key for key, canary in CANARIES.items() if canary in document}
    allowed = {TAKEN_FROM.get(offer.key, offer.key) for offer in offers(None)} - {"unit.name"}
    assert left == allowed
    assert {key for key in left if not shareable(key)} == {"basic_info.birth_date"}
    assert f"{CANARIES['basic_info.birth_date']}-11" not in document
    assert "CANARY" not in document


def shareable(key: str) -> bool:
    """Whether the catalogue lets a field be shared."""
    section, _, name = key.partition(".")
    return SECTIONS[section].by_key[name].shareable


@pytest.mark.parametrize("one", shared_fields(), ids=lambda one: one.key)
def test_a_field_goes_only_if_it_was_chosen(one: SharedField) -> None:
    anchor = f"{one.section.key}.{ANCHORS.get(one.section.key, one.field.key)}"
    document = json.dumps(person_document("x", canaries(), {anchor, one.key}), ensure_ascii=False)

    left = {key for key, canary in CANARIES.items() if canary in document}
    assert left == {"basic_info.name", *(TAKEN_FROM.get(key, key) for key in (anchor, one.key))} - {"unit.name"}
    assert ("某单位" in document) == (one.key == "unit.name")


def test_no_forbidden_field_is_ever_offered() -> None:
    offered = {offer.key.partition(".")[2] for offer in offers(None)}
    catalogue = {field.key for section in SECTIONS.values() for field in section.fields if field.shareable}

    assert not offered & FORBIDDEN
    assert not catalogue & FORBIDDEN


def test_what_is_not_as_published_never_goes() -> None:
    too_long = canaries()
    too_long.content["person"]["unit_name"] = "长" * 301

    with pytest.raises(DocumentInvalid, match="worksFor/name"):
        person_document("x", too_long, ["unit.name"])


@pytest.mark.parametrize("text", ["@id", "@context", "<script>alert(1)</script>", '","@id":"x', "https://example.org/"])
def test_a_value_is_text_whatever_it_looks_like(text: str) -> None:
    snapshot = canaries()
    snapshot.content["sections"]["current_post"][0]["data"]["current_specialty"] = text

    document = json.loads(json.dumps(person_document("x", snapshot, ["current_post.current_specialty"])))

    assert document["knowsAbout"] == [text]
    assert set(document) == {"@context", "@type", "identifier", "name", "knowsAbout"}


def test_the_form_that_is_checked_is_the_published_one() -> None:
    assert CHECKED.read_text() == SCHEMA.read_text()


def test_the_document_is_what_was_published(person_id: UUID) -> None:
    everything = [offer.key for offer in offers(None)]

    document = person_document("x", submissions_of(person_id)[0], everything)

    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(document)
    assert document["alumniOf"][0]["roleName"] == "大学本科毕业、医学学士学位"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ([*FIELDS, "basic_info.mobile"], "basic_info.mobile"),
        ([*FIELDS, "basic_info.ethnicity"], "basic_info.ethnicity"),
        (["unit.name"], "basic_info.name"),
        (["basic_info.name", "education.major"], "education.school"),
    ],
)
def test_what_cannot_be_shared_is_refused_by_name(
    client: FlaskClient, person_id: UUID, fields: list[str], fault: str
) -> None:
    body = {"fields": fields, "text_version": 1, "agreed": True}
    answer = client.post("/sharing/expert-site/consent", json=body, headers=bearer(person_id))

    assert (answer.status_code, list(answer.json["fields"])) == (422, [fault])


def test_consent_to_an_older_text_is_no_consent(client: FlaskClient, person_id: UUID) -> None:
    body = {"fields": FIELDS, "text_version": 7, "agreed": True}
    answer = client.post("/sharing/expert-site/consent", json=body, headers=bearer(person_id))

    assert (answer.status_code, answer.json["error"]) == (409, "consent_text_changed")


def test_contact_data_and_entries_are_read_from_the_snapshot_only(site: Site, person_id: UUID) -> None:
    with db.transaction() as session:  # what an administrator reopens and changes is not approved
        for entry in session.query(Entry).filter_by(record_id=person_id, section="work_experience"):
            entry.values = entry.values | {"duty": "未经审核"}
    consent(person_id)
    deliver_due()

    assert "未经审核" not in site.received()[0]["body"]
