"""Forms made from the catalogue: every field can be filled in, and what was typed stays."""

import io
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask, get_template_attribute
from lxml import html
from msgspec import structs

from shared.catalogue import CODE_LISTS, SECTIONS, Field, FieldType, Section
from web.forms import EntryForm, read_entry
from web.professional.record_page import entry_form

TYPED = {
    FieldType.BOOL: False,
    FieldType.DATE: "1980-03-05",
    FieldType.MONTH: "2003-07",
    FieldType.FILES: [{"id": "7", "name": "扫描件.pdf"}],
}
SHOWN = {FieldType.BOOL: "false", FieldType.FILES: "7:扫描件.pdf"}
WRONG = "<不存在的>"
each_section = pytest.mark.parametrize("part", SECTIONS.values(), ids=SECTIONS)


def rendered(app: Flask, form: EntryForm, *fields: Field) -> html.HtmlElement:
    with app.test_request_context():
        macro = get_template_attribute("macros/field.html", "field")
        return html.fromstring(f"<div>{''.join(macro(form, field) for field in fields)}</div>")


@each_section
def test_every_field_has_a_label_that_belongs_to_it(app: Flask, part: Section) -> None:
    page = rendered(app, EntryForm(part, part.fields, {}), *part.fields)
    for field in part.fields:
        target = page.get_element_by_id(f"{part.key}-{field.key}")
        if target.tag == "fieldset":
            assert field.label in target.find("legend").text_content()
        else:
            (label,) = page.xpath(f"//label[@for='{part.key}-{field.key}']")
            assert field.label in label.text_content()
            assert target.get("name") == field.key


@each_section
def test_a_fault_stands_beside_its_field_and_is_read_out_with_it(app: Flask, part: Section) -> None:
    faults = {field.key: f"{field.label}有误。" for field in part.fields}
    page = rendered(app, EntryForm(part, part.fields, {}, faults=faults), *part.fields)
    described = " ".join(page.xpath("//@aria-describedby")).split()

    for key, fault in faults.items():
        assert f"{part.key}-{key}-fault" in described
        assert page.get_element_by_id(f"{part.key}-{key}-fault").text_content() == fault


@each_section
def test_the_summary_names_faults_in_the_order_of_their_fields(part: Section) -> None:
    faults = {field.key: field.label for field in reversed(part.fields)} | {"": "整条有误。"}
    told = EntryForm(part, part.fields, {}, faults=faults).problems()

    assert [one["text"] for one in told] == ["整条有误。", *(field.label for field in part.fields)]


@each_section
def test_what_was_typed_is_shown_again_even_if_it_is_wrong(app: Flask, part: Section) -> None:
    typed = {field.key: TYPED.get(field.type, WRONG) for field in part.fields}
    page = rendered(app, EntryForm(part, part.fields, typed), *part.fields)
    for field, place in zip(part.fields, page, strict=True):
        kept = place.xpath(
            ".//input/@value | .//textarea/text() | .//option[@selected]/@value | .//input[@checked]/@value"
        )
        assert SHOWN.get(field.type, typed[field.key]) in kept, field.key


def test_a_retired_code_stays_chosen_and_says_so(app: Flask) -> None:
    part = SECTIONS["work_experience"]
    field = part.by_key["region"]
    page = rendered(app, EntryForm(part, (field,), {"region": "130221"}), field)

    (place,) = page.xpath("//input")
    assert (place.get("value"), place.get("data-code")) == ("河北省唐山市丰润县", "130221")
    assert place.get("data-kept") == "河北省唐山市丰润县（已停用）"


def test_a_retired_code_is_the_last_of_its_list_and_only_where_it_stood(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = CODE_LISTS["obtain_way"]
    gone = structs.replace(codes.entries[0], valid_to=date(2025, 12, 31))
    monkeypatch.setitem(CODE_LISTS._now, "obtain_way", replace(codes, entries=(gone, *codes.entries[1:])))
    part = SECTIONS["title_qualification"]
    field = part.by_key["obtain_way"]

    page = rendered(app, EntryForm(part, (field,), {"obtain_way": "1"}), field)
    assert page.xpath("//option[@selected]/text()") == ["评审（已停用）"]
    assert page.xpath("//option[@selected]/parent::optgroup/@label") == ["已停用"]
    fresh = rendered(app, EntryForm(part, (field,), {}), field)
    assert fresh.xpath("//option[@value='1']") == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("河北省石家庄市长安区", "130102"),
        ("130102", "130102"),
        ("雄安新区", "133100"),
        ("石家庄市 桥西区", "130104"),
        ("桥西区", "桥西区"),  # there are three
        ("河北省唐山市丰润县", "130221"),  # retired, as it may stand in an old entry
        ("没有这个地方", "没有这个地方"),
    ],
)
def test_a_place_typed_by_name_is_read_as_its_code(app: Flask, typed: str, read: str) -> None:
    field = SECTIONS["work_experience"].by_key["region"]
    with app.test_request_context(method="POST", data={"region": typed}):
        assert read_entry([field]) == ({"region": read}, {})


def test_a_retired_code_reads_as_one_in_a_saved_entry(app: Flask) -> None:
    part = SECTIONS["work_experience"]
    with app.test_request_context():
        facts = get_template_attribute("macros/entry.html", "facts")
        page = html.fromstring(f"<div>{facts(part, {'region': '130221'})}</div>")

    assert page.get_element_by_id("fact-work_experience-region").find("dd").text_content().split() == [
        "河北省唐山市丰润县",
        "已停用",
    ]


def test_an_entry_is_read_as_it_was_typed(app: Flask) -> None:
    fields = [SECTIONS["education"].by_key[key] for key in ("school", "is_first", "schooling_years", "department")]
    sent = {"school": "  河北工业大学 ", "is_first": "false", "schooling_years": "四", "department": ""}
    with app.test_request_context(method="POST", data=sent):
        data, faults = read_entry(fields)

    assert data == {"school": "河北工业大学", "is_first": False, "schooling_years": "四"}
    assert faults == {}


def test_files_that_were_kept_stay_and_those_unticked_go(app: Flask) -> None:
    proof = SECTIONS["education"].by_key["proof"]
    with app.test_request_context(method="POST", data={"proof.keep": ["1:一.pdf", "3:三：副本.pdf"]}):
        data, _ = read_entry([proof])

    assert data == {"proof": [{"id": "1", "name": "一.pdf"}, {"id": "3", "name": "三：副本.pdf"}]}


def test_an_empty_file_field_uploads_nothing(app: Flask) -> None:
    proof = SECTIONS["education"].by_key["proof"]
    with app.test_request_context(method="POST", data={"proof": (io.BytesIO(b""), "")}):
        assert read_entry([proof]) == ({}, {})


def test_the_form_of_a_passports_holder_asks_for_the_passport_and_the_nationality(app: Flask) -> None:
    record = {
        "actions": ["edit"],
        "sections": {},
        "status": "draft",
        "drafts": [],
        "person": {"id_type": "02", "facts": {}},
    }
    with app.test_request_context():
        form = entry_form(record, "basic_info", None)

    assert form is not None
    labels = {one.label: one.required for one in form.fields}
    assert labels["护照资料页"]
    assert labels["国籍"]
    assert not labels["民族"]
    assert "身份证正反面" not in labels
