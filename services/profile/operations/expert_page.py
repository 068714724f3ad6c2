"""What may go to the expert site, and in which form: schema.org Person as docs/partner/person.schema.json has it.

A field goes only if it has a place here, the catalogue lets it be shared, and the person has consented to it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from services.profile.models import Submission
from shared.catalogue import SECTIONS, FieldType, Sharing, display

NAME = "basic_info.name"
UNIT = "unit.name"
# The field without which an entry of the section has nothing to hang on.
ANCHORS = {"education": "school", "work_experience": "unit_name"}
PLACES = {
    "basic_info": ("name",),
    "education": ("school", "education_level", "degree", "major", "start_month", "end_month"),
    "work_experience": ("unit_name", "duty", "tech_work", "start_month", "end_month"),
}
NO_DEGREE = "0"

Texts = dict[str, str]
Document = dict[str, Any]


@dataclass(frozen=True)
class Offer:
    """A field that the person may let go, with what would go."""

    key: str
    section: str
    title: str
    label: str
    default: bool
    values: list[str]


def offers(submission: Submission | None) -> list[Offer]:
    """Every field that may be shared, with its content in the approved snapshot."""
    content: Document = submission.content if submission else {"person": {}, "sections": {}}
    name = content["person"].get("unit_name")
    unit = Offer(UNIT, "unit", "现工作单位", "工作单位", default=True, values=[name] if name else [])
    first, *others = (_offers_of(section, content["sections"].get(section, ())) for section in PLACES)
    return [*first, unit, *(offer for found in others for offer in found)]


def person_document(identifier: str, submission: Submission, fields: Collection[str]) -> Document:
    """The person as JSON-LD: of the approved snapshot only what is offered and consented to."""
    allowed = {offer.key for offer in offers(submission)} & set(fields)
    person: Document = {
        "@context": "https://schema.org",
        "@type": "Person",
        "identifier": identifier,
        "name": _entries(submission, "basic_info", allowed | {NAME})[0]["name"],
    }
    unit = submission.content["person"]["unit_name"]
    if UNIT in allowed and unit:
        person["worksFor"] = {"@type": "Organization", "name": unit}
    lists = {
        "alumniOf": _roles(submission, "education", allowed, _education),
        "affiliation": _roles(submission, "work_experience", allowed, _employment),
    }
    return person | {key: roles for key, roles in lists.items() if roles}


def _offers_of(section_key: str, entries: Iterable[Document]) -> Iterator[Offer]:
    """What of a section may be shared: its places, as far as the catalogue lets them."""
    section = SECTIONS[section_key]
    for field in (section.by_key[key] for key in PLACES[section_key]):
        if field.shareable:
            values = [display(field, entry["data"][field.key]) for entry in entries if entry["data"].get(field.key)]
            default = field.sharing is Sharing.DEFAULT
            yield Offer(f"{section_key}.{field.key}", section_key, section.title, field.label, default, values)


def _roles(
    submission: Submission, section: str, allowed: set[str], form: Callable[[Texts], Document]
) -> list[Document]:
    """The entries of a section that have what they hang on, without empty properties."""
    anchored = (texts for texts in _entries(submission, section, allowed) if texts.get(ANCHORS[section]))
    return [{key: value for key, value in form(texts).items() if value} for texts in anchored]


def _education(texts: Texts) -> Document:
    return {
        "@type": "OrganizationRole",
        "alumniOf": {"@type": "EducationalOrganization", "name": texts["school"]},
        "roleName": "、".join(texts[key] for key in ("education_level", "degree") if texts.get(key)),
        "description": texts.get("major"),
        "startDate": texts.get("start_month"),
        "endDate": texts.get("end_month"),
    }


def _employment(texts: Texts) -> Document:
    return {
        "@type": "OrganizationRole",
        "affiliation": {"@type": "Organization", "name": texts["unit_name"]},
        "roleName": texts.get("duty"),
        "description": texts.get("tech_work"),
        "startDate": texts.get("start_month"),
        "endDate": texts.get("end_month"),
    }


def _entries(submission: Submission, section_key: str, allowed: set[str]) -> list[Texts]:
    """The allowed values of a section's entries: words for codes, months as they are written."""
    section = SECTIONS[section_key]
    keys = [key for key in PLACES[section_key] if f"{section_key}.{key}" in allowed]
    return [
        {
            key: data[key] if section.by_key[key].type is FieldType.MONTH else display(section.by_key[key], data[key])
            for key in keys
            if data.get(key) and not (key == "degree" and data[key] == NO_DEGREE)
        }
        for data in (entry["data"] for entry in submission.content["sections"].get(section_key, ()))
    ]
