"""Import of units: every kind of fault on its row, superiors first wherever they stand, nobody's unit twice."""

import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update

from services.auth.db import db
from services.auth.importing.lines import found_in
from services.auth.importing.unit_columns import COLUMNS
from services.auth.importing.unit_faults import FAULTS
from services.auth.models import Grant, Unit
from services.auth.operations.imports import Choice, Wish
from services.auth.operations.unit_imports import UNITS
from shared.auth import Role
from tests.auth.conftest import bearer, make_person, make_unit, published
from tests.auth.importing.conftest import Office, check, kinds_found, lines, run, stored, work_off
from tests.auth.importing.sheets import foreign_code, sheet

HEADINGS = [column.heading for column in COLUMNS]
REGION = "河北省石家庄市长安区"

Row = list[Any]


def row(name: str, superior: str = "", code: str = "", **given: Any) -> Row:
    """A row; the superior by its code, or by its name where that is no code."""
    by_code = superior if superior[:1].isdigit() else ""
    usual = {"name": name, "code": code or foreign_code(), "nature": "国有企业", "region": REGION}
    usual |= {"superior_code": by_code, "superior_name": "" if by_code else superior, "phone": "", "address": ""}
    return list((usual | given).values())


def checked(office: Office, rows: Sequence[Row]) -> UUID:
    return check(office, sheet(rows, HEADINGS), imported=UNITS)


def entered(office: Office, check_id: UUID, wish: Wish | None = None) -> list[str | None]:
    """What the import says of each of its rows, in the order in which it entered them."""
    return [line.text for line in lines(run(office, check_id, wish or Wish(Choice.ALL), UNITS).id)]


def superiors() -> dict[str, str | None]:
    """Under which unit each unit stands, by their names."""
    with db.reading() as session:
        found = session.scalars(select(Unit)).all()
    names = {unit.id: unit.name for unit in found}
    return {unit.name: names.get(unit.superior_id) if unit.superior_id else None for unit in found}


def of_their_facts(office: Office) -> list[tuple[str, Row]]:
    """A row for each kind of fault of a unit by itself, behind what it needs to have that fault; "" is none."""
    here, gone, beyond = office.places.unit, office.places.closed, office.places.beyond
    twice, two, twin = (foreign_code() for _ in range(3))
    deep = make_unit(make_unit(office.unit_id), "深处")
    with db.reading() as session:
        elsewhere = session.get_one(Unit, deep).code
    make_unit(office.unit_id, "已有单位")
    return [
        ("name", row("长" * 101, here)),
        ("code", row("校验码不对", here, code="12130104401735825A")),
        ("region", row("地区不对", here, region="石门市")),
        ("phone", row("电话不对", here, phone="请打手机")),
        ("too_long", row("地址过长", here, address="长" * 200 + "长")),
        ("", row("甲厂", here, code=twice)),
        ("twice", row("甲 厂", here, code=twice)),
        ("two_units", row("乙厂", here, code=two)),
        ("two_units", row("丙厂", here, code=two)),
        ("", row("丁厂", here, code=twin)),
        ("namesake_in_file", row("丁　厂", here)),
        ("code_taken", row("另一名称", here, code=beyond)),
        ("closed", row("已停用", here, code=gone)),
        ("elsewhere", row("深处", here, code=elsewhere)),
        ("name_taken", row("已有单 位", here)),
    ]


def of_their_place(office: Office) -> list[tuple[str, Row]]:
    """A row for each kind of fault of what is said of the superior; and of cells."""
    here, gone, beyond = office.places.unit, office.places.closed, office.places.beyond
    bad, round_one, round_two = (foreign_code() for _ in range(3))
    return [
        ("top", row("没有上级")),
        ("superior_unknown", row("上级不明", foreign_code())),
        ("superior_unnamed", row("上级无名", "没有这个单位")),
        ("superior_beyond", row("上级太远", beyond)),
        ("superior_closed", row("上级已撤", gone)),
        ("superior_two", row("两个上级", here, superior_name="别的单位")),
        ("code", row("坏上级", here, code=bad[:-1] + ("0" if bad[-1] != "0" else "1"))),
        ("superior_faulty", row("坏上级的下级", "坏上级")),
        ("circle", row("循环一", round_two, code=round_one)),
        ("circle", row("循环二", round_one, code=round_two)),
        ("missing", row("", here)),
        ("scientific", row("科学计数", here, code="1.3E+17")),
        ("not_a_choice", row("性质不对", here, nature="不知道")),
    ]


def test_every_kind_of_fault_is_found_on_its_row_and_nothing_else(office: Office) -> None:
    rows = [*of_their_facts(office), *of_their_place(office)]

    check_id = checked(office, [one for _, one in rows])

    wanted = {number: [kind] if kind else [] for number, (kind, _) in enumerate(rows, 2)}
    assert kinds_found(check_id) == wanted
    tried = {kind for kind, _ in rows}
    assert set(FAULTS) - tried == {"nature", "superior_ambiguous", "superior_waiting", "levels"}  # below, or by hand


def test_two_of_a_name_and_too_many_levels_are_told(office: Office) -> None:
    for above in ("甲局", "乙局"):
        make_unit(make_unit(office.unit_id, above), "同名科")
    chain = [foreign_code() for _ in range(22)]
    deep = [row(f"第{n}层", chain[n - 1] if n else office.places.unit, code=code) for n, code in enumerate(chain)]

    found = kinds_found(checked(office, [row("哪一个", "同名科"), *deep]))

    assert found[2] == ["superior_ambiguous"]
    assert found[3] == []
    assert found[24] == ["levels"]


def test_superiors_are_entered_first_wherever_they_stand(office: Office) -> None:
    top = foreign_code()
    rows = [row("三级", "二级"), row("又一个三级", "二级"), row("二级", top), row("一级", office.places.unit, code=top)]
    check_id = checked(office, rows)
    assert [line.facts["row"] for line in lines(check_id)] == [2, 3, 4, 5]

    assert entered(office, check_id) == ["已导入"] * 4

    found = superiors()
    assert [found[one] for one in ("三级", "又一个三级", "二级", "一级")] == ["二级", "二级", "一级", "滹沱河人民医院"]
    told = [one["unit_name"] for one in published("unit.changed")]
    assert told.index("一级") < told.index("二级") < told.index("三级")
    with db.reading() as session:
        assert session.scalars(select(Unit.region).where(Unit.name == "三级")).one() == "130102"
    ended = published("account_work.ended")[-1]
    assert (ended["kind"], ended["done"], ended["failed"], ended["person_id"]) == ("units", 4, 0, str(office.admin.id))


def test_the_same_file_again_enters_nothing_and_a_stray_space_makes_no_second_unit(office: Office) -> None:
    rows = [row("城关 医院", "卫生局"), row("卫生局", office.places.unit)]
    entered(office, checked(office, rows))
    before = superiors()
    rows[0][0], rows[1][0] = " 城关医院", "卫 生局"

    check_id = checked(office, rows)

    assert [[one.kind for one in found_in(line, "notices")] for line in lines(check_id)] == [["exists"]] * 2
    assert entered(office, check_id) == ["已存在，已跳过"] * 2
    assert superiors() == before


def test_what_stands_below_a_row_that_was_not_chosen_says_so(office: Office) -> None:
    check_id = checked(office, [row("下级", "上级"), row("上级", office.places.unit)])

    (said,) = entered(office, check_id, Wish(Choice.ROWS, [(2, 2)]))

    assert said is not None
    assert "上级单位在第 3 行，没有导入" in said
    assert "下级" not in superiors()


def test_rights_that_were_lost_between_check_and_import_count_no_more(office: Office) -> None:
    check_id = checked(office, [row("甲局", office.places.unit)])
    with db.transaction() as session:
        elsewhere = session.scalars(select(Unit.id).where(Unit.code == office.places.beyond)).one()
        session.execute(update(Grant).where(Grant.person_id == office.admin.id).values(unit_id=elsewhere))

    (said,) = entered(office, check_id)

    assert said == FAULTS["superior_beyond"].sentence


def test_a_sheet_in_gbk_goes_from_upload_to_report(client: FlaskClient, office: Office) -> None:
    admin = bearer(client, office.admin.account)
    rows = [row("甲局", office.places.unit), row("乙局", "没有")]
    content = "\n".join(",".join(each) for each in (HEADINGS, *rows)).encode("gbk")

    sent = {"file": (io.BytesIO(content), "单位.csv")}
    number = client.post("/unit-imports", data=sent, headers=admin).json["id"]
    work_off()
    assert client.post(f"/unit-imports/{number}/run", json={"choice": "all"}, headers=admin).status_code == 202
    work_off()

    shown = client.get(f"/unit-imports/{number}", headers=admin).json
    assert [(one["title"], one["rows"]) for one in shown["kinds"]] == [("没有这个名称的上级单位", 1)]
    assert (shown["done"], shown["failed"], shown["run"]["done"]) == (1, 1, 1)
    (line,) = client.get(f"/unit-imports/{number}/lines?outcome=done", headers=admin).json["items"]
    assert (line["name"], line["number"], line["run_text"]) == ("甲局", rows[0][1], "已导入")
    page = load_workbook(io.BytesIO(client.get(f"/unit-imports/{number}/report", headers=admin).data)).worksheets[0]
    assert [cell.value for cell in page[1]] == [*HEADINGS, "检查结果", "导入结果"]
    assert (page["J2"].value, page["J3"].value) == ("已导入", None)
    other = bearer(client, make_person(office.unit_id, Role.SUPERIOR_ADMIN).account)
    assert client.get(f"/unit-imports/{number}", headers=other).status_code == 404


def test_a_top_unit_is_the_system_administrators_to_import(client: FlaskClient, unit_id: UUID) -> None:
    admin = Office(make_person(unit_id, Role.SYSTEM_ADMIN), unit_id, None)  # type: ignore[arg-type]
    check_id = checked(admin, [row("某省直单位")])

    assert stored(check_id).failed == 0
    assert entered(admin, check_id) == ["已导入"]
    assert superiors()["某省直单位"] is None


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_every_column_is_explained(column: Any) -> None:
    assert column.help
    assert column.example
