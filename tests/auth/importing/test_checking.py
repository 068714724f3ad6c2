"""Every fault of every row of a sheet is found, and said with its column and what to do."""

from services.auth.importing.faults import FAULTS, NOTICES
from services.auth.importing.lines import found_in
from tests.auth.importing.conftest import Office, check, kinds_found, lines
from tests.auth.importing.sheets import FAULTY, MERGED, PASSPORT, card_number, good, mixed, same_birthday, sheet


def test_there_is_a_row_for_every_kind_of_fault() -> None:
    assert FAULTY.keys() == FAULTS.keys()
    assert len(FAULTS) >= 25


def test_every_faulty_row_is_found_to_be_so_and_the_good_ones_between_them_are_not(office: Office) -> None:
    rows, kinds = mixed(office.places)

    check_id = check(office, sheet(rows))

    found = {row: faults for row, faults in kinds_found(check_id).items() if faults}
    assert found == {row: [kind] for row, kind in kinds.items()}
    assert [line.text for line in lines(check_id) if not line.text or "{" in line.text] == []


def test_all_faults_of_a_row_are_said_at_once(office: Office) -> None:
    row = good(office.places.beyond, name="张 三", number=card_number(right=False))

    check_id = check(office, sheet([row]))

    assert kinds_found(check_id) == {2: ["name_spaces", "id_check_digit", "unit_beyond"]}
    (line,) = lines(check_id)
    assert [word in (line.text or "") for word in ("姓名：", "证件号码：", "所在单位统一社会信用代码：")] == [True] * 3


def test_a_number_that_stands_there_twice_names_the_other_row(office: Office) -> None:
    row = good(office.places.unit)

    check_id = check(office, sheet([row, [], [*row], ["另一人", *row[1:]]]))

    assert kinds_found(check_id) == {2: ["two_people"], 4: ["twice"], 5: ["two_people"]}
    assert ["第 5 行" in (lines(check_id)[0].text or ""), "第 2 行" in (lines(check_id)[1].text or "")] == [True, True]


def test_what_hinders_nothing_is_a_notice(office: Office) -> None:
    rows = [
        good(office.places.unit, name="张晓梅", number=office.places.here[0].id_number),
        good(office.places.unit, name="张晓梅", number=same_birthday(office.places.here[0].id_number)),
        good(office.places.unit, name="Müller Anna", type=PASSPORT, number="C01X00T47"),
        good(office.places.unit, name="阿卜杜热合曼·买买提江·图尔荪尼亚孜"),
        good(office.places.unit, name="张𬭎", type=None, **{"is": None}),
    ]
    check_id = check(office, sheet(rows))

    assert {row: kinds for row, kinds in kinds_found(check_id).items() if kinds} == {}
    noticed = [[one.kind for one in found_in(line, "notices")] for line in lines(check_id)]
    assert noticed == [["exists"], ["namesake"], [], [], []]
    assert set(NOTICES) == {"exists", "namesake", "hidden"}


def test_a_merged_cell_is_the_fault_of_the_row_below_only(office: Office) -> None:
    check_id = check(office, sheet([good(office.places.unit), good(office.places.unit, name=MERGED)]))

    assert kinds_found(check_id) == {2: [], 3: ["merged"]}
