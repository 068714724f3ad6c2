"""What a delivery may say. Properties that nobody agreed on are refused (marshmallow's default)."""

import json
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from sandbox.expert_site.problems import Problem

MONTH = validate.Regexp(r"\A[0-9]{4}(-(0[1-9]|1[0-2]))?\Z")
ENTRIES = validate.Length(max=100)


@dataclass(frozen=True)
class Message:
    """One state of one person's sharing; `data` is empty when it was revoked."""

    person: str
    sequence: int
    data: dict[str, Any] | None


def _type(name: str) -> fields.String:
    return fields.String(required=True, data_key="@type", validate=validate.Equal(name))


def _text(limit: int = 300, *, required: bool = False) -> fields.String:
    return fields.String(required=required, validate=validate.Length(min=1, max=limit))


class Organization(Schema):
    """A unit, or an office that grants titles."""

    kind = _type("Organization")
    name = _text(required=True)


class School(Schema):
    """Where somebody studied."""

    kind = _type("EducationalOrganization")
    name = _text(required=True)


class Period(Schema):
    """A role somebody had from one month to another; without an end it lasts."""

    kind = _type("OrganizationRole")
    role_name = fields.String(data_key="roleName", validate=validate.Length(min=1, max=300))
    description = _text(1000)
    start = fields.String(data_key="startDate", validate=MONTH)
    end = fields.String(data_key="endDate", validate=MONTH)


class Education(Period):
    """What somebody studied where."""

    school = fields.Nested(School, required=True, data_key="alumniOf")


class Employment(Period):
    """What somebody worked as, and where."""

    unit = fields.Nested(Organization, required=True, data_key="affiliation")


class Membership(Period):
    """What somebody is in a society, a committee, a journal."""

    organization = fields.Nested(Organization, required=True, data_key="memberOf")


class Credential(Schema):
    """A title or another qualification."""

    kind = _type("EducationalOccupationalCredential")
    category = fields.String(data_key="credentialCategory", validate=validate.Length(min=1, max=100))
    name = _text(required=True)
    level = fields.String(data_key="educationalLevel", validate=validate.Length(min=1, max=100))
    about = _text()
    obtained = fields.String(data_key="dateCreated", validate=MONTH)
    recognized_by = fields.Nested(Organization, data_key="recognizedBy")


class Person(Schema):
    """All that may be told about a person."""

    context = fields.String(required=True, data_key="@context", validate=validate.Equal("https://schema.org"))
    kind = _type("Person")
    identifier = _text(100, required=True)
    name = _text(100, required=True)
    gender = _text(20)
    birth_year = fields.String(data_key="birthDate", validate=validate.Regexp(r"\A[0-9]{4}\Z"))
    job_title = fields.String(data_key="jobTitle", validate=validate.Length(min=1, max=200))
    works_for = fields.Nested(Organization, data_key="worksFor")
    knows_about = fields.List(_text(100), data_key="knowsAbout", validate=ENTRIES)
    alumni_of = fields.List(fields.Nested(Education), data_key="alumniOf", validate=ENTRIES)
    affiliation = fields.List(fields.Nested(Employment), validate=ENTRIES)
    credentials = fields.List(fields.Nested(Credential), data_key="hasCredential", validate=ENTRIES)
    awards = fields.List(_text(500), data_key="award", validate=ENTRIES)
    memberships = fields.List(fields.Nested(Membership), data_key="memberOf", validate=ENTRIES)


class Envelope(Schema):
    """What is posted: whom it is about, the number of the state, and the state."""

    type = fields.String(required=True, validate=validate.OneOf(("person.shared", "person.revoked")))
    sequence = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=2**53))
    person = _text(100, required=True)
    data = fields.Nested(Person, required=True, allow_none=True)

    @validates_schema(skip_on_field_errors=True)
    def data_fits_type(self, message: dict[str, Any], **_: object) -> None:
        """Data comes with sharing, and only with it, and is about the person named outside."""
        if (message["data"] is not None) != (message["type"] == "person.shared"):
            raise ValidationError("person.shared 须附数据，person.revoked 须为 null。", "data")
        if message["data"] and message["data"]["identifier"] != message["person"]:
            raise ValidationError("identifier 与 person 不一致。", "data")


def parse(body: bytes) -> Message:
    """Read a delivery; raises a 422 Problem that names the faulty places."""
    try:
        document = json.loads(body)
        # A lone surrogate is valid JSON and no text: it could be stored and never be shown.
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Problem(422, "not_json", "请求体不是有效的 JSON(UTF-8)。") from error
    try:
        Envelope().load(document)
    except ValidationError as error:
        raise Problem(422, "message_invalid", "消息内容不符合约定的格式。", fields=error.messages_dict) from error
    return Message(document["person"], document["sequence"], document["data"])
