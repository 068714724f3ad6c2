"""API, form and pages agree about every entry that the catalogue lets, or does not let, people write."""

from html import unescape
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services.profile.db import db
from services.profile.models import Entry
from shared.catalogue import SECTIONS, Field, FieldType, Section, display
from tests.agreement.conftest import Doors, typed, with_files
from tests.catalogue.strategies import entries, people, wrong_values
from tests.profile.builders import bearer
from tests.profile.printed import squeezed, text_of

UNTYPED = {FieldType.BOOL, FieldType.FILES, FieldType.CODES}  # chosen, not typed: a form can't send anything else
often = settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # an example takes a few requests: looking for a smaller one takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

SECTION = pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS.keys())


def stored(person_id: UUID, section: Section) -> list[dict[str, Any]]:
    with db.reading() as session:
        found = select(Entry).where(Entry.record_id == person_id, Entry.section == section.key)
        return [entry.values for entry in session.scalars(found.order_by(Entry.position))]


def by_api(doors: Doors, person_id: UUID, section: Section, entry: dict[str, Any]) -> Any:
    path = f"/record/sections/{section.key}/entries"
    return doors.api.post(path, json={"data": entry}, headers=bearer(person_id))


def by_form(doors: Doors, section: Section, entry: dict[str, Any]) -> Any:
    return doors.pages.post(f"/record/sections/{section.key}", data={**typed(section, entry), "entry": "new"})


@SECTION
@often
@given(st.data())
def test_a_valid_entry_is_stored_alike_and_shown_and_printed_whole(
    doors: Doors, section: Section, data: st.DataObject
) -> None:
    person = data.draw(people())
    first, second = doors.newcomer(person), doors.newcomer(person)
    with db.transaction() as session:
        entry = with_files(session, second, section, data.draw(entries(section, person)))
        own = with_files(session, first, section, entry)

    assert by_api(doors, first, section, own).status_code == 201
    assert by_form(doors, section, entry).status_code == 302

    assert without_files(section, stored(first, section)) == without_files(section, stored(second, section))
    other = "education" if section.key != "education" else "work_experience"
    page = unescape(doors.pages.get("/record", query_string={"open": other}).text)
    said = shown(section, stored(second, section)[0])
    assert [words for words in said if words not in page] == []
    printed = text_of(doors.api.get("/record/print.pdf", headers=bearer(second)).data)
    assert [words for words in said if squeezed(words) not in printed] == []


@SECTION
@often
@given(st.data())
def test_what_is_wrong_is_refused_alike_and_in_the_same_words(
    doors: Doors, section: Section, data: st.DataObject
) -> None:
    person = data.draw(people())
    person_id = doors.newcomer(person)
    field, value = data.draw(st.sampled_from(faults(section)))
    with db.transaction() as session:
        entry = with_files(session, person_id, section, data.draw(entries(section, person))) | {field.key: value}

    refused, page = by_api(doors, person_id, section, entry), by_form(doors, section, entry)

    assert (refused.status_code, page.status_code) == (422, 422)
    assert field.key in refused.json["fields"]
    text = unescape(page.text)
    assert [said for words in refused.json["fields"].values() for said in words if said not in text] == []
    assert value in text  # what was typed is still there
    assert stored(person_id, section) == []


def faults(section: Section) -> list[tuple[Field, str]]:
    """Every wrong value that can be typed into a form of the section."""
    return [
        (field, value)
        for field in section.fields
        if not field.locked and field.type not in UNTYPED
        for value in wrong_values(field)
        if isinstance(value, str) and value.isprintable()
    ]


def without_files(section: Section, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries with the number of their files; each person has files of their own."""
    attached = {field.key for field in section.fields if field.type is FieldType.FILES}
    return [{key: len(value) if key in attached else value for key, value in entry.items()} for entry in entries]


def shown(section: Section, entry: dict[str, Any]) -> list[str]:
    """The words in which the values of an entry are shown."""
    words: list[str] = []
    for key, value in entry.items():
        field = section.by_key[key]
        words += (
            [file["name"] for file in value] if field.type is FieldType.FILES else display(field, value).splitlines()
        )
    return words


def test_every_section_has_something_that_can_be_wrong() -> None:
    assert [key for key, section in SECTIONS.items() if not faults(section)] == []
