"""The API of imports: template, upload, report and slips; whoever may not add people finds nothing."""

import io
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from services.auth.importing.columns import COLUMNS
from services.auth.operations.slips import MOST_SLIPS, Slips
from shared.auth import Role
from shared.beijing import at_hour, today
from tests.auth.conftest import bearer, make_person, sign_in
from tests.auth.importing.conftest import Office, in_the_database, work_off
from tests.auth.importing.sheets import HEADINGS, card_number, good, sheet

CHANGE_PAGE_ONLY = "first_password_must_change"


@pytest.fixture
def admin(client: FlaskClient, office: Office) -> dict[str, str]:
    """The administrator, signed in."""
    return bearer(client, office.admin.account)


def upload(client: FlaskClient, headers: dict[str, str], content: bytes, **more: str) -> Any:
    sent = {"file": (io.BytesIO(content), "人员.xlsx")}
    return client.post("/people-imports", data=sent, headers=headers | more)


def imported(client: FlaskClient, office: Office, admin: dict[str, str], *rows: Any) -> str:
    """A sheet whose good rows have been imported."""
    number: str = upload(client, admin, sheet(rows)).json["id"]
    work_off()
    assert client.post(f"/people-imports/{number}/run", json={"choice": "all"}, headers=admin).status_code == 202
    work_off()
    return number


def words_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def slips_of(client: FlaskClient, number: str, admin: dict[str, str], unit_id: object) -> Any:
    return client.post(f"/people-imports/{number}/slips", json={"unit_id": str(unit_id)}, headers=admin)


def passwords_on(answer: Any) -> list[str]:
    """The first passwords that stand on slips."""
    assert answer.status_code == 200, answer.json
    return [word for word in words_of(answer.data).split() if word.count("-") == 3]


def test_the_template_has_our_columns_and_explains_them(client: FlaskClient, admin: dict[str, str]) -> None:
    book = load_workbook(io.BytesIO(client.get("/people-imports/template", headers=admin).data))

    first, second = book.worksheets
    assert [cell.value for cell in first[1]] == HEADINGS
    assert [first.column_dimensions[letter].number_format for letter in "ABCDE"] == ["@"] * 5
    assert len(first.data_validations.dataValidation) == 2
    assert (second.title, [row[0].value for row in second.iter_rows(2, 6)]) == ("填写说明", HEADINGS)


def test_a_sheet_goes_from_upload_to_report(client: FlaskClient, office: Office, admin: dict[str, str]) -> None:
    rows = [good(office.places.unit), [], good(office.places.unit, number=card_number(right=False))]

    number = imported(client, office, admin, *rows)

    shown = client.get(f"/people-imports/{number}", headers=admin).json
    assert [shown[key] for key in ("status", "total", "done", "failed", "file")] == ["done", 2, 1, 1, "人员.xlsx"]
    assert [(one["title"], one["rows"]) for one in shown["kinds"]] == [("号码校验不通过", 1)]
    assert shown["run"]["done"] == 1
    assert client.get("/people-imports", headers=admin).json["items"][0]["id"] == number
    listed = client.get(f"/people-imports/{number}/lines?outcome=failed", headers=admin).json["items"]
    assert [(line["row"], line["number"][4:14], line["run_text"]) for line in listed] == [(4, "*" * 10, None)]

    page = load_workbook(io.BytesIO(client.get(f"/people-imports/{number}/report", headers=admin).data)).worksheets[0]
    assert [cell.value for cell in page[1]] == [*HEADINGS, "检查结果", "导入结果"]
    assert ["*" * 10 in page["C2"].value, page["D2"].value, page["C4"].value] == [True, rows[0][3], rows[2][2]]
    assert ("已导入，账号" in page["G2"].value, "校验不通过" in page["F4"].value) == (True, True)
    assert page["C4"].fill.fill_type == "solid"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"choice": "rows", "rows": "abc"}, "rows"),
        ({"choice": "rows"}, "rows"),
        ({"choice": "x"}, "choice"),
        ({}, "choice"),
    ],
    ids=["no numbers", "nothing", "no choice of ours", "no choice"],
)
def test_a_choice_that_is_none_is_refused_at_its_field(
    client: FlaskClient, office: Office, admin: dict[str, str], body: dict[str, str], field: str
) -> None:
    number = upload(client, admin, sheet([good(office.places.unit)])).json["id"]

    answer = client.post(f"/people-imports/{number}/run", json=body, headers=admin)

    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])


def test_an_upload_sent_twice_is_one_check_and_a_wrong_file_is_refused(
    client: FlaskClient, office: Office, admin: dict[str, str]
) -> None:
    content, key = sheet([good(office.places.unit)]), {"Idempotency-Key": "the-same-form"}
    assert upload(client, admin, content, **key).json["id"] == upload(client, admin, content, **key).json["id"]

    refused = upload(client, admin, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert (refused.status_code, refused.json["error"]) == (422, "sheet_refused")
    assert ".xls" in refused.json["fields"]["file"][0]
    assert client.post("/people-imports", data={}, headers=admin).status_code == 422


def test_what_somebody_else_imports_is_not_found(client: FlaskClient, office: Office, admin: dict[str, str]) -> None:
    number = upload(client, admin, sheet([good(office.places.unit)])).json["id"]
    other = bearer(client, make_person(office.unit_id, Role.UNIT_ADMIN).account)

    for path in ("", "/lines", "/report"):
        assert client.get(f"/people-imports/{number}{path}", headers=other).status_code == 404
    assert client.get("/people-imports", headers=other).json["items"] == []


def test_slips_carry_first_passwords_that_open_nothing_but_the_change_page(
    client: FlaskClient, office: Office, admin: dict[str, str]
) -> None:
    rows = [good(office.places.unit, 1), good(office.places.unit, name="张𬭎")]
    number = imported(client, office, admin, *rows)
    (offered,) = client.get(f"/people-imports/{number}", headers=admin).json["slips"]
    assert (offered["people"], offered["part"]) == (2, 1)

    answer = slips_of(client, number, admin, office.unit_id)

    first, second = passwords_on(answer)
    assert all(word in words_of(answer.data) for word in (rows[0][0], "滹沱河人民医院", "有效期", "登录网址"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert [in_the_database(password) for password in (first, second)] == [0, 0]
    opened = sign_in(client, rows[0][2], first).json or sign_in(client, rows[0][2], second).json
    assert opened["first_login"]
    headers = bearer(client, rows[1][2], second)
    assert client.get("/me", headers=headers).json["error"] == CHANGE_PAGE_ONLY


def test_slips_printed_again_void_the_former_ones(client: FlaskClient, office: Office, admin: dict[str, str]) -> None:
    row = good(office.places.unit)
    number = imported(client, office, admin, row)
    (before,) = passwords_on(slips_of(client, number, admin, office.unit_id))

    (after,) = passwords_on(slips_of(client, number, admin, office.unit_id))

    assert sign_in(client, row[2], before).status_code == 401
    assert sign_in(client, row[2], after).status_code == 201


def test_nobody_who_has_chosen_a_password_or_is_elsewhere_gets_a_slip(
    client: FlaskClient, office: Office, admin: dict[str, str]
) -> None:
    settled, elsewhere = make_person(office.unit_id), make_person(office.unit_id, password=None)
    chosen = [str(settled.id), str(uuid4())]

    answer = client.post("/slips", json={"person_ids": chosen}, headers=admin)
    assert (answer.status_code, answer.json["error"]) == (409, "nobody_needs_slips")
    answer = client.post("/slips", json={"person_ids": [*chosen, str(elsewhere.id)]}, headers=admin)
    assert len(passwords_on(answer)) == 1
    too_many = [str(uuid4()) for _ in range(MOST_SLIPS + 1)]
    assert client.post("/slips", json={"person_ids": too_many}, headers=admin).status_code == 422


def test_a_thousand_slips_are_set_in_seconds(client: FlaskClient, office: Office) -> None:
    one = {"name": "阿卜杜热合曼·买买提江·图尔荪尼亚孜", "account": "10000001", "unit": "很长的单位名称" * 6}
    slips = Slips([one | {"password": "7K4M-9QXT-2HNE-W6RB"}] * MOST_SLIPS, at_hour(today(), 12))

    assert len(pypdfium2.PdfDocument(slips.pdf())) == MOST_SLIPS / 10


def test_the_columns_explain_themselves() -> None:
    assert [column.key for column in COLUMNS if not (column.help and column.example)] == []
