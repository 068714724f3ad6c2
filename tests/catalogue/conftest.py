"""A person and what they send, written out once; tests change the part that matters."""

from typing import Any

import pytest

from shared.catalogue import CatalogueContext, Problem, check_entry
from tests.catalogue.strategies import TODAY

FILE = {"id": "5b6e1f0a-6a53-4a87-9d0e-2f4f0f2b7c11", "name": "毕业证书.pdf"}
# The example of GB 11643 itself: a woman born on 31 December 1949.
WOMAN_OF_1949 = "11010519491231002X"


@pytest.fixture
def person() -> CatalogueContext:
    """A woman born on 5 March 1980."""
    return CatalogueContext(today=TODAY, name="张𬭎", id_type="01", id_number="130102198003050024")


REST: dict[str, list[dict[str, Any]]] = {
    "current_post": [
        {
            "personnel_status": "01",
            "identity_type": "02",
            "post_category": "01",
            "join_unit_date": "2010-09",
            "current_specialty": "土木工程",
        }
    ],
    "supporting_material": [{"discipline_record": False, "integrity_commitment": True}],
}
"""Complete single sections that no test here is about."""


def education(**changed: Any) -> dict[str, Any]:
    """A complete education; a value of None leaves the field out."""
    entry = {
        "education_level": "21",
        "school": "河北大学",
        "major": "土木工程",
        "study_form": "06",
        "start_month": "1998-09",
        "end_month": "2002-07",
        "edu_cert_no": "100751200205000001",
        "degree": "408",
        "degree_date": "2002-07",
        "is_first": True,
        "is_highest": True,
        "proof": [FILE],
    } | changed
    return {key: value for key, value in entry.items() if value is not None}


def work(start: str, end: str | None = None, **changed: Any) -> dict[str, Any]:
    """A complete job, until today if it has no end."""
    entry = {
        "start_month": start,
        "end_month": end,
        "unit_name": "石家庄市建筑设计院",
        "tech_work": "结构设计",
        "duty": f"工程师({start})",
    } | changed
    return {key: value for key, value in entry.items() if value is not None}


def basic_info(**changed: Any) -> dict[str, Any]:
    """A complete basic section of the person above."""
    entry = {
        "sex": "2",
        "birth_date": "1980-03-05",
        "ethnicity": "01",
        "political_status": "13",
        "work_start_date": "2002-07",
        "specialty_work_start": "2002-07",
        "mobile": "13812345678",
        "photo": [FILE],
        "id_scan": [FILE],
    } | changed
    return {key: value for key, value in entry.items() if value is not None}


def found(section: str, data: dict[str, Any], context: CatalogueContext, *, complete: bool = False) -> set[str]:
    """The problems of an entry as "severity field code", to compare with what is expected."""
    checked = check_entry(section, data, context=context, complete=complete)
    return named(checked.errors + checked.warnings)


def named(problems: list[Problem]) -> set[str]:
    """Problems as "severity [entry] field code"."""
    return {
        " ".join(
            str(part) for part in (problem.severity, problem.entry, problem.field, problem.code) if part is not None
        )
        for problem in problems
    }
