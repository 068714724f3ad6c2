"""What may go to a partner, and where it stands in the document: one table. What is not in it can't leave.

A field goes only if it has a place here, the catalogue lets it be shared, the partner is allowed to have it, and the
person has consented to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.profile.models import Submission
from shared.catalogue import SECTIONS, Field, FieldType, Section, Sharing

Entry = Mapping[str, Any]

# Facts that lie elsewhere than in a section of their own, in the form of one.
UNIT = Section(key="unit", title="现工作单位", fields=(Field("name", "工作单位", length=100, sharing=Sharing.DEFAULT),))
TITLE = Section(
    key="title",
    title="现任职称",
    fields=(Field("current", "现任专业技术资格", FieldType.CODE, codes="title", sharing=Sharing.DEFAULT),),
)
BIRTH = Section(
    key="birth",
    title="出生年份",
    fields=(Field("year", "出生年份", FieldType.YEAR, sharing=Sharing.CHOICE, help="只提供年份，不提供月日"),),
)
SHARED_SECTIONS = {
    "basic_info": SECTIONS["basic_info"],
    **{part.key: part for part in (UNIT, TITLE)},
    "current_post": SECTIONS["current_post"],
    BIRTH.key: BIRTH,
    **{
        key: SECTIONS[key]
        for key in ("education", "work_experience", "title_qualification", "certificate", "award", "social_position")
    },
}

NAME = "basic_info.name"
PLACES = {
    NAME: "name",
    "basic_info.sex": "gender",
    "unit.name": "worksFor.name",
    "title.current": "jobTitle",
    "current_post.current_specialty": "knowsAbout[]",
    "birth.year": "birthDate",
    "education.school": "alumniOf[].alumniOf.name",
    "education.education_level": "alumniOf[].roleName",
    "education.degree": "alumniOf[].roleName",
    "education.major": "alumniOf[].description",
    "education.start_month": "alumniOf[].startDate",
    "education.end_month": "alumniOf[].endDate",
    "work_experience.unit_name": "affiliation[].affiliation.name",
    "work_experience.duty": "affiliation[].roleName",
    "work_experience.tech_work": "affiliation[].description",
    "work_experience.start_month": "affiliation[].startDate",
    "work_experience.end_month": "affiliation[].endDate",
    "title_qualification.title_code": "hasCredential[].name",
    "title_qualification.level": "hasCredential[].educationalLevel",
    "title_qualification.specialty": "hasCredential[].about",
    "title_qualification.obtained_date": "hasCredential[].dateCreated",
    "title_qualification.approver": "hasCredential[].recognizedBy.name",
    "certificate.name": "hasCredential[].name",
    "certificate.kind": "hasCredential[].credentialCategory",
    "certificate.issue_date": "hasCredential[].dateCreated",
    "certificate.issuer": "hasCredential[].recognizedBy.name",
    "award.name": "award[]",
    "award.level": "award[]",
    "award.grade": "award[]",
    "award.award_date": "award[]",
    "social_position.organization": "memberOf[].memberOf.name",
    "social_position.position": "memberOf[].roleName",
    "social_position.start_month": "memberOf[].startDate",
    "social_position.end_month": "memberOf[].endDate",
}
TYPES = {
    "worksFor": "Organization",
    "alumniOf[]": "OrganizationRole",
    "alumniOf[].alumniOf": "EducationalOrganization",
    "affiliation[]": "OrganizationRole",
    "affiliation[].affiliation": "Organization",
    "hasCredential[]": "EducationalOccupationalCredential",
    "hasCredential[].recognizedBy": "Organization",
    "memberOf[]": "OrganizationRole",
    "memberOf[].memberOf": "Organization",
}
# The field without which an entry has nothing to hang on.
ANCHORS = {
    "education": "school",
    "work_experience": "unit_name",
    "title_qualification": "title_code",
    "certificate": "name",
    "award": "name",
    "social_position": "organization",
}
# How much of a day a place takes: a month, a year.
DAYS = {"startDate": 7, "endDate": 7, "dateCreated": 7, "birthDate": 4}
NO_DEGREE = "0"


@dataclass(frozen=True)
class SharedField:
    """A field with a place, which the catalogue lets be shared."""

    key: str
    section: Section
    field: Field
    place: str


def shared_fields() -> list[SharedField]:
    """All that may be shared, in the order of the consent page."""
    return [
        SharedField(key, SHARED_SECTIONS[part], field, place)
        for key, place in PLACES.items()
        for part, _, name in [key.partition(".")]
        for field in [SHARED_SECTIONS[part].by_key[name]]
        if field.shareable
    ]


def entries_of(submission: Submission, section: str) -> list[Entry]:
    """What a snapshot says in a section of the table."""
    sections = submission.content["sections"]
    held = {key: [entry["data"] for entry in sections.get(key, ())] for key in SECTIONS}
    match section:
        case "unit":
            return [{"name": submission.content["person"].get("unit_name")}]
        case "title":
            return [
                {"current": data.get("title_code")} for data in held["title_qualification"] if data.get("is_current")
            ]
        case "birth":
            return [{"year": data.get("birth_date", "")[:4]} for data in held["basic_info"]]
        case "education":
            return [{**data, "degree": None} if data.get("degree") == NO_DEGREE else data for data in held[section]]
        case _:
            return held[section]
