"""The published form and what the site takes are the same form."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from sandbox.expert_site.message import parse
from sandbox.expert_site.problems import Problem

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/partner/person.schema.json").read_text())
FORM = jsonschema.Draft202012Validator(SCHEMA)


def envelope(person: object, /, **changes: object) -> bytes:
    about = person["identifier"] if isinstance(person, dict) and "identifier" in person else "p"
    return json.dumps({"type": "person.shared", "sequence": 1, "person": about, "data": person} | changes).encode()


def changed(person: dict[str, Any], path: list[str | int], value: object) -> dict[str, Any]:
    """A copy of the person with one place changed; None removes it."""
    copied = copy.deepcopy(person)
    place: Any = copied
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return copied


def test_the_published_form_is_a_valid_schema_with_nothing_open() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    objects = [SCHEMA, *(part for part in SCHEMA["$defs"].values() if part["type"] == "object")]

    assert all(part["additionalProperties"] is False for part in objects)


@pytest.mark.parametrize(
    "removed",
    [
        "jobTitle",
        "worksFor",
        "knowsAbout",
        "alumniOf",
        "affiliation",
        "hasCredential",
        "gender",
        "birthDate",
        "award",
        "memberOf",
    ],
)
def test_every_part_but_the_name_may_be_missing(person: dict[str, Any], removed: str) -> None:
    less = changed(person, [removed], None)

    FORM.validate(less)
    assert parse(envelope(less)).data == less


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["@context"], "https://example.org"),
        (["@type"], "Organization"),
        (["name"], None),
        (["name"], ""),
        (["name"], 7),
        (["name"], "长" * 101),
        (["identifier"], None),
        (["telephone"], "13800000000"),
        (["birthDate"], "1980-01-01"),
        (["worksFor"], "单位"),
        (["worksFor", "address"], "某路"),
        (["worksFor", "name"], None),
        (["knowsAbout"], "结构工程"),
        (["knowsAbout"], ["专业"] * 101),
        (["knowsAbout", 0], ["结构工程"]),
        (["alumniOf", 0, "startDate"], "1999-13"),
        (["alumniOf", 0, "alumniOf", "@type"], "Organization"),
        (["affiliation", 0, "affiliation"], None),
        (["affiliation", 0, "witness"], "某人"),
        (["hasCredential", 0, "identifier"], "证书编号"),
        (["hasCredential", 0, "dateCreated"], 2014),
        (["gender"], ""),
        (["award", 0], ""),
        (["memberOf", 0, "memberOf", "@type"], "EducationalOrganization"),
    ],
)
def test_what_the_form_forbids_the_site_refuses(person: dict[str, Any], path: list[str | int], value: object) -> None:
    FORM.validate(person)
    parse(envelope(person))
    wrong = changed(person, path, value)

    assert not FORM.is_valid(wrong)
    with pytest.raises(Problem) as refusal:
        parse(envelope(wrong))
    assert refusal.value.status == 422
    assert refusal.value.fields


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "person.deleted"},
        {"type": "person.revoked"},
        {"data": None},
        {"sequence": 0},
        {"sequence": "1"},
        {"sequence": True},
        {"sequence": 1.5},
        {"sequence": 2**63},
        {"person": "another"},
        {"person": ""},
        {"person": 5},
        {"extra": 1},
    ],
)
def test_a_message_that_contradicts_itself_is_refused(person: dict[str, Any], changes: dict[str, Any]) -> None:
    with pytest.raises(Problem) as refusal:
        parse(envelope(person, **changes))

    assert (refusal.value.status, refusal.value.error) == (422, "message_invalid")
    assert refusal.value.fields


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b'{"type": "\\ud800"}', b"[" * 100_000, b'{"sequence": ' + b"9" * 5000 + b"}"],
    ids=["empty", "cut off", "no UTF-8", "lone surrogate", "too deep", "too many digits"],
)
def test_what_is_no_json_text_is_refused(body: bytes) -> None:
    with pytest.raises(Problem) as refusal:
        parse(body)

    assert refusal.value.status == 422


@pytest.mark.parametrize("body", [b"null", b"[]", b'"text"', b"1"])
def test_json_that_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(Problem) as refusal:
        parse(body)

    assert refusal.value.error == "message_invalid"
