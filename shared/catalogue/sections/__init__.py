"""The sections of the record in their order. A new section is a file of data and one more line here."""

from shared.catalogue.model import Field, Section
from shared.catalogue.sections.annual_assessment import ANNUAL_ASSESSMENT
from shared.catalogue.sections.award import AWARD
from shared.catalogue.sections.basic_info import BASIC_INFO
from shared.catalogue.sections.book import BOOK
from shared.catalogue.sections.certificate import CERTIFICATE
from shared.catalogue.sections.continuing_education import CONTINUING_EDUCATION
from shared.catalogue.sections.current_post import CURRENT_POST
from shared.catalogue.sections.education import EDUCATION
from shared.catalogue.sections.paper import PAPER
from shared.catalogue.sections.patent import PATENT
from shared.catalogue.sections.research_project import RESEARCH_PROJECT
from shared.catalogue.sections.social_position import SOCIAL_POSITION
from shared.catalogue.sections.standard_report import STANDARD_REPORT
from shared.catalogue.sections.supporting_material import SUPPORTING_MATERIAL
from shared.catalogue.sections.title_appointment import TITLE_APPOINTMENT
from shared.catalogue.sections.title_qualification import TITLE_QUALIFICATION
from shared.catalogue.sections.work_experience import WORK_EXPERIENCE

SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        BASIC_INFO,
        CURRENT_POST,
        EDUCATION,
        WORK_EXPERIENCE,
        TITLE_QUALIFICATION,
        TITLE_APPOINTMENT,
        ANNUAL_ASSESSMENT,
        CONTINUING_EDUCATION,
        CERTIFICATE,
        PAPER,
        BOOK,
        RESEARCH_PROJECT,
        AWARD,
        PATENT,
        STANDARD_REPORT,
        SOCIAL_POSITION,
        SUPPORTING_MATERIAL,
    )
}


class UnknownSection(KeyError):
    """There is no section of this key."""

    def __str__(self) -> str:
        return f"没有「{self.args[0]}」这个项目。"


def section(key: str) -> Section:
    """The section of this key. Raises UnknownSection."""
    try:
        return SECTIONS[key]
    except KeyError:
        raise UnknownSection(key) from None


def free_fields(section_key: str) -> list[Field]:
    """The fields that the person may change any time: they lie outside the snapshot."""
    return [field for field in section(section_key).fields if field.free]


def snapshot_fields(section_key: str) -> list[Field]:
    """The fields that a submission freezes."""
    return [field for field in section(section_key).fields if not field.free]


def sensitive_fields(section_key: str) -> list[Field]:
    """The fields whose values are stored encrypted and shown masked."""
    return [field for field in section(section_key).fields if field.sensitive]


def shareable_fields(section_key: str) -> list[Field]:
    """The fields that the person may let go to the expert site."""
    return [field for field in section(section_key).fields if field.shareable]
