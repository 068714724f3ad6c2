"""What holds for every section and field, whatever the catalogue says: tried on what is made from the catalogue."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.catalogue import (
    SECTIONS,
    CatalogueContext,
    Field,
    Section,
    Severity,
    check_entry,
    check_record,
    check_value,
    compare,
    display,
    summary,
)
from tests.catalogue.strategies import TODAY, records, sections_with_entry, wrong_values

NOBODY = CatalogueContext(today=TODAY)
EVERY_FIELD = [
    pytest.param(section, field, id=f"{section.key}.{field.key}")
    for section in SECTIONS.values()
    for field in section.fields
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, max_examples=60)
@given(sections_with_entry())
def test_a_valid_entry_is_accepted_as_it_is(made: tuple[Section, dict[str, Any], CatalogueContext]) -> None:
    section, entry, person = made

    checked = check_entry(section.key, entry, context=person, complete=True)

    assert checked.errors == []
    assert checked.data == entry


@settings(deadline=None, max_examples=60)
@given(sections_with_entry(), st.data())
def test_saving_allows_any_part_of_a_valid_entry(
    made: tuple[Section, dict[str, Any], CatalogueContext], data: st.DataObject
) -> None:
    section, entry, person = made
    part = {key: value for key, value in entry.items() if data.draw(st.booleans(), label=key)}

    assert check_entry(section.key, part, context=person).errors == []


@settings(deadline=None, max_examples=40)
@given(records())
def test_a_valid_record_may_be_submitted(made: tuple[dict[str, list[dict[str, Any]]], CatalogueContext]) -> None:
    record, person = made

    problems = check_record(record, context=person)

    assert [problem for problem in problems if problem.severity is Severity.ERROR] == []


@settings(deadline=None, max_examples=40)
@given(records(), st.data())
def test_a_record_without_a_required_value_names_its_place(
    made: tuple[dict[str, list[dict[str, Any]]], CatalogueContext], data: st.DataObject
) -> None:
    record, person = made
    section = data.draw(st.sampled_from(list(SECTIONS.values())))
    index = data.draw(st.integers(0, len(record[section.key]) - 1))
    entry = record[section.key][index]
    field = data.draw(
        st.sampled_from([field for field in section.fields if field.is_required(entry) and not field.locked])
    )
    del entry[field.key]

    missing = {(found.section, found.entry, found.field) for found in check_record(record, context=person)}

    assert (section.key, index if section.many else None, field.key) in missing


@pytest.mark.parametrize(("section", "field"), EVERY_FIELD)
def test_a_wrong_value_is_refused_at_its_field_in_chinese(section: Section, field: Field) -> None:
    for value in wrong_values(field):
        checked = check_value(section.key, field.key, value, context=NOBODY)

        assert [problem.field for problem in checked.errors] == [field.key], value
        assert checked.errors[0].message.startswith(field.label)
        assert checked.data == {}


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(list(SECTIONS)), st.data())
def test_whatever_is_sent_is_answered_and_never_fails(key: str, data: st.DataObject) -> None:
    keys = st.sampled_from([*SECTIONS[key].by_key, "unknown"])
    sent = data.draw(st.dictionaries(keys, ANYTHING) | ANYTHING)

    checked = check_entry(key, sent, context=NOBODY)

    json.dumps(checked.data, allow_nan=False).encode()
    assert check_entry(key, checked.data, context=NOBODY).data == checked.data
    for problem in checked.errors + checked.warnings:
        problem.message.encode()


@settings(deadline=None, max_examples=40)
@given(sections_with_entry())
def test_an_entry_beside_itself_shows_no_change(made: tuple[Section, dict[str, Any], CatalogueContext]) -> None:
    section, entry, _ = made

    differences = compare(section.key, entry, dict(entry))

    assert {difference.key for difference in differences} == set(entry)
    assert not any(difference.changed for difference in differences)


@settings(deadline=None, max_examples=40)
@given(sections_with_entry())
def test_every_value_has_words_for_people(made: tuple[Section, dict[str, Any], CatalogueContext]) -> None:
    section, entry, _ = made

    for key, value in entry.items():
        assert display(section.by_key[key], value)
    assert isinstance(summary(section.key, entry), str)


@pytest.mark.parametrize(("section", "field"), EVERY_FIELD)
def test_every_field_knows_what_a_form_needs(section: Section, field: Field) -> None:
    assert field.label
    assert field.widget
    assert bool(field.codes) == (field.widget in {"select", "levels", "checkboxes"})
    assert bool(field.choices(TODAY)) == bool(field.codes)
    for condition in (field.required_when, field.applies_when):
        assert condition is None or condition.field in section.by_key
    assert set(section.summary) <= set(section.by_key)


def test_a_group_of_a_form_is_in_one_piece() -> None:
    for section in SECTIONS.values():
        grouped = [field for _, fields in section.groups() for field in fields]
        assert grouped == list(section.fields)
