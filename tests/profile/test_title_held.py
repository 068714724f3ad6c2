"""What is handed in says which title the person holds, for the reviewers' list."""

from typing import Any
from uuid import UUID

import pytest

from services.profile.db import db
from services.profile.models import Person, Record, RecordStatus
from services.profile.operations.entries import new_entry
from services.profile.operations.records import find_section
from services.profile.operations.submit import submit_record
from services.profile.operations.values import checked_values
from tests.profile.builders import ask, make_file, make_record, messages


def title(person_id: UUID, code: str, series: str, level: str, *, current: bool) -> None:
    with db.transaction() as session:
        section, person = find_section("title_qualification"), session.get_one(Person, person_id)
        values: dict[str, Any] = {
            "series": series,
            "title_code": code,
            "level": level,
            "specialty": f"给排水{level}",
            "obtained_date": "2019-12-20",
            "obtain_way": "2",
            "committee": "河北省工程系列评审委员会",
            "approver": "河北省人力资源和社会保障厅",
            "cert_no": f"冀{code}",
            "is_current": current,
            "proof": [make_file(session, person_id)],
        }
        checked = checked_values(session, person, section, values, {}, complete=True)
        new_entry(session, session.get_one(Record, person_id), section, checked.data)


def told() -> tuple[str | None, str | None]:
    last = messages("review.requested")[-1]
    return last["title_series"], last["title_level"]


@pytest.mark.parametrize("hold", [True, False])
def test_a_submission_tells_the_title_held_now_or_none(hold: bool) -> None:
    person_id = make_record(RecordStatus.DRAFT)
    if hold:
        title(person_id, "083", "05", "3", current=False)
        title(person_id, "082", "05", "2", current=True)
    with db.transaction() as session:
        submit_record(session, person_id)

    assert told() == (("05", "2") if hold else (None, None))


def test_a_change_request_tells_the_title_in_the_record_as_it_is() -> None:
    person_id = make_record(RecordStatus.APPROVED)
    title(person_id, "082", "05", "2", current=True)

    ask(person_id)

    assert told() == ("05", "2")
