"""The catalogue grows in one place: a field or a section added there works everywhere."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.catalogue import (
    SECTIONS,
    CatalogueContext,
    Field,
    FieldType,
    Section,
    check_entry,
    check_record,
    compare,
    display,
    snapshot_fields,
)
from shared.catalogue.rules import Distinct
from tests.catalogue.conftest import education, found, named
from tests.catalogue.strategies import TODAY, entries, wrong_values

NOBODY = CatalogueContext(today=TODAY)
HOURS = Field("hours", "学时", FieldType.DECIMAL, required=True, minimum=Decimal(1), maximum=Decimal(400), unit="学时")
TRAINING = Section(
    key="training",
    title="培训",
    many=True,
    max_entries=2,
    summary=("year", "name"),
    fields=(
        Field("year", "年度", FieldType.YEAR, required=True),
        Field("name", "培训名称", required=True),
        Field("kinds", "类别", FieldType.CODES, codes="study_form"),
        Field("days", "天数", FieldType.INT, minimum=Decimal(1), maximum=Decimal(365)),
        Field("remark", "备注", FieldType.LONGTEXT),
        HOURS,
    ),
    rules=(Distinct(("year", "name")),),
)


def test_a_field_added_in_one_place_is_checked_shown_and_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    grown = replace(SECTIONS["education"], fields=(*SECTIONS["education"].fields, HOURS))
    monkeypatch.setitem(SECTIONS, "education", grown)

    assert found("education", education(), NOBODY, complete=True) == {"error hours missing"}
    assert found("education", education(hours="401"), NOBODY) == {"error hours out_of_range"}
    assert check_entry("education", {"hours": "72.0"}, context=NOBODY).data == {"hours": "72"}
    assert [change.new_text for change in compare("education", None, {"hours": "72"})] == ["72 学时"]
    assert snapshot_fields("education")[-1] is HOURS


def test_a_section_added_in_one_place_is_part_of_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SECTIONS, "training", TRAINING)
    entry = {"year": 2025, "name": "公需科目", "hours": "30", "kinds": ["01", "02"], "remark": "第一行\r\n 第二行 "}

    checked = check_entry("training", entry, context=NOBODY, complete=True)
    assert checked.errors == []
    assert checked.data["remark"] == "第一行\n第二行"
    assert display(TRAINING.by_key["kinds"], checked.data["kinds"]) == "全日制、成人教育"
    problems = [
        problem for problem in check_record({"training": [entry] * 3}, context=NOBODY) if problem.section == "training"
    ]
    assert named(problems) == {"error too_many_entries", "warning 1 year duplicate", "warning 2 year duplicate"}


def test_an_optional_section_may_be_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SECTIONS, "training", TRAINING)

    assert not [problem for problem in check_record({}, context=NOBODY) if problem.section == "training"]


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_valid_entries_of_a_new_section_come_from_its_definition(data: st.DataObject) -> None:
    entry = data.draw(entries(TRAINING, CatalogueContext(today=TODAY, id_number="130102198003050024")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SECTIONS, "training", TRAINING)
        assert check_entry("training", entry, context=NOBODY, complete=True).errors == []


@pytest.mark.parametrize("field", TRAINING.fields, ids=lambda field: field.key)
def test_wrong_values_of_a_new_section_are_refused_by_its_definition(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SECTIONS, "training", TRAINING)

    for value in wrong_values(field):
        assert check_entry("training", {field.key: value}, context=NOBODY).errors, value
