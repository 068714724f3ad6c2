"""The demo's data without a stack: believable means that the product itself has nothing against it."""

import io
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from PIL import Image

from services.auth.demo.people import PEOPLE, id_number_of
from services.auth.demo.units import UNITS
from services.profile.models import ChangeStatus, RecordStatus
from shared.auth import Role
from shared.catalogue import SECTIONS, CatalogueContext, check_entry, check_record
from shared.uploads.content import examine
from stack.demo.careers import Professional
from stack.demo.cast import CAST, Ending
from stack.demo.changing import wished
from stack.demo.filling import planned, words_of
from stack.demo.pictures import Attachment
from stack.demo.sharing import SHARING
from stack.demo.wishes import WISHES, Wish

TODAY = date(2026, 6, 1)
UNIT_NAMES = {unit.key: unit.name for unit in UNITS}
PROFESSIONALS = {
    person.name: Professional(
        login="1",
        password="",
        name=person.name,
        unit=UNIT_NAMES[person.unit],
        id_type=person.id_type,
        id_number=id_number_of(number, person),
        sex={"男": "1", "女": "2"}[person.sex],
        born=person.born,
        part=part,
    )
    for number, person in enumerate(PEOPLE)
    if (part := CAST.get(person.name))
}
LANDING = {
    Ending.UNTOUCHED: "draft",
    Ending.DRAFT: "draft",
    Ending.WITHDRAWN: "draft",
    Ending.PENDING: "pending",
    Ending.RESUBMITTED: "pending",
    Ending.APPROVED: "approved",
    Ending.RETURNED: "returned",
}


def context(person: Professional) -> CatalogueContext:
    return CatalogueContext(today=TODAY, name=person.name, id_type=person.id_type, id_number=person.id_number)


def stored(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry as the profile service keeps it."""
    return {
        key: [{"id": str(uuid4()), "name": file.name} for file in value] if isinstance(value, list) else value
        for key, value in entry.items()
    }


def attachments(person: Professional) -> list[tuple[str, Attachment]]:
    return [
        (key, file)
        for entries in person.record.values()
        for entry in entries
        for key, value in entry.items()
        if isinstance(value, list)
        for file in value
    ]


def test_every_professional_has_a_part_and_every_part_a_professional() -> None:
    assert {person.name for person in PEOPLE if Role.PROFESSIONAL in person.roles} == set(CAST)


def test_the_account_with_the_first_password_is_left_untouched() -> None:
    untouched = {name for name, part in CAST.items() if part.ending is Ending.UNTOUCHED}

    assert untouched == {person.name for person in PEOPLE if person.first_login}


def test_all_statuses_are_to_be_seen() -> None:
    records = Counter(LANDING[part.ending] for part in CAST.values())
    requests = {wish.ending for wish in WISHES}

    assert set(records) == set(RecordStatus)
    assert min(records.values()) >= 4
    assert requests == set(ChangeStatus) - {ChangeStatus.CONFLICT}
    assert {wish.action for wish in WISHES} == {"modify", "add", "delete"}


@pytest.mark.parametrize("person", PROFESSIONALS.values(), ids=lambda person: person.name)
def test_a_whole_record_has_neither_errors_nor_warnings(person: Professional) -> None:
    record = {section: [stored(entry) for entry in entries] for section, entries in person.record.items()}

    assert check_record(record, context=context(person)) == []


@pytest.mark.parametrize("person", PROFESSIONALS.values(), ids=lambda person: person.name)
def test_what_is_filled_in_at_first_can_be_saved(person: Professional) -> None:
    for section, entries in planned(person).items():
        for entry in entries:
            assert check_entry(section, stored(entry), context=context(person)).errors == []


@pytest.mark.parametrize(
    "person",
    [one for one in PROFESSIONALS.values() if one.part.ending not in {Ending.DRAFT, Ending.UNTOUCHED}],
    ids=lambda person: person.name,
)
def test_what_is_handed_in_is_complete_even_with_its_faults(person: Professional) -> None:
    record = {section: [stored(entry) for entry in entries] for section, entries in planned(person).items()}
    errors = [one for one in check_record(record, context=context(person)) if one.severity == "error"]

    assert errors == []


def test_most_who_hand_in_hold_a_title_of_their_trade_and_some_none_yet() -> None:
    handed_in = [one for one in PROFESSIONALS.values() if LANDING[one.part.ending] != "draft"]
    held = [one.record["title_qualification"] for one in handed_in]
    levels = {title["level"] for titles in held for title in titles if title["is_current"]}

    assert len(handed_in) > sum(map(bool, held)) > len(handed_in) * 2 / 3
    assert len(levels) > 2
    for one in PROFESSIONALS.values():
        assert bool(one.record["title_appointment"]) == bool(one.record["title_qualification"])


def test_a_returned_record_has_the_faults_that_it_is_returned_for() -> None:
    for person in PROFESSIONALS.values():
        sent_back = person.part.ending in {Ending.RETURNED, Ending.RESUBMITTED}
        assert bool(person.part.faults) == sent_back
        for fault in person.part.faults:
            right = person.record[fault.section][fault.place][fault.field]
            assert planned(person)[fault.section][fault.place][fault.field] != right
            assert fault.field in SECTIONS[fault.section].by_key
            assert "{" not in words_of(fault, person)


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: f"{wish.name} {wish.action}")
def test_a_change_that_is_wished_for_changes_something_and_can_be_asked_for(wish: Wish) -> None:
    person = PROFESSIONALS[wish.name]
    old = {} if wish.place is None else stored(person.record[wish.section][wish.place])
    new = stored(wished(wish, person, old)) if wish.place is None else wished(wish, person, old)

    assert person.part.ending is Ending.APPROVED
    if wish.action == "delete":
        assert len(person.record[wish.section]) > 2
        return
    assert any(old.get(key) != value for key, value in new.items())
    assert check_entry(wish.section, new, context=context(person)).errors == []


def test_only_approved_records_are_shared() -> None:
    assert {CAST[name].ending for name in SHARING} == {Ending.APPROVED}


def test_one_person_has_as_much_as_a_page_will_meet() -> None:
    fullest = max(PROFESSIONALS.values(), key=lambda person: person.part.posts)

    assert len(fullest.record["education"]) == 6
    assert len(fullest.record["work_experience"]) == 12
    assert max(len(entry["tech_work"]) for entry in fullest.record["work_experience"]) > 80


def test_a_record_is_the_same_each_time_it_is_made() -> None:
    for person in PROFESSIONALS.values():
        again = replace(person)
        assert again.record == person.record


def test_the_files_are_what_may_be_uploaded() -> None:
    for key, file in attachments(PROFESSIONALS["石守业"]):
        accepted = examine(file.name, file.content, photo=key == "photo")
        if accepted.media_type == "application/pdf":
            with pikepdf.open(io.BytesIO(accepted.content)) as pdf:
                assert len(pdf.pages) == 1
        else:
            with Image.open(io.BytesIO(accepted.content)) as image:
                assert image.size == ((295, 413) if key == "photo" else (856, 540))
