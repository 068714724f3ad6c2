"""The good rows are entered once, by whoever may do so then; no number lies readable or stays longer than needed."""

import pytest
from sqlalchemy import select, text

from services.auth.db import db
from services.auth.importing.lines import sent_in
from services.auth.models import Grant, Person
from services.auth.operations import imports
from services.auth.operations.imports import (
    CheckExpired,
    Choice,
    ImportBegunBefore,
    NothingToImport,
    Wish,
    start_import,
)
from services.auth.operations.people_imports import PEOPLE
from services.auth.queries import actor as actor_of_person
from shared.auth import Role
from shared.errors import NotFound
from shared.jobs import JobStatus, LineOutcome
from tests.auth.conftest import make_person, published
from tests.auth.importing.conftest import ALL, Office, check, in_the_database, lines, people, run, stored, work_off
from tests.auth.importing.sheets import FAULTY, NAMESAKE, card_number, good, sheet


def test_the_good_rows_are_imported_and_the_faulty_ones_are_not(office: Office) -> None:
    rows = [good(office.places.unit, number) for number in range(5)] + [list(FAULTY["id_date"](office.places)[0])]
    rows[3][4] = "否"
    before = people()
    check_id = check(office, sheet(rows))
    assert (stored(check_id).done, stored(check_id).failed) == (5, 1)

    job = run(office, check_id)

    assert (job.status, job.total, job.done, job.failed) == (JobStatus.DONE, 5, 5, 0)
    assert people() == before + 5
    with db.reading() as session:
        entered = [session.get_one(Person, line.subject_id) for line in lines(job.id)]
        granted = [session.scalars(select(Grant.role).where(Grant.person_id == one.id)).all() for one in entered]
    assert [(one.name, one.unit_id) for one in entered] == [(row[0], office.unit_id) for row in rows[:5]]
    assert granted == [[Role.PROFESSIONAL], [Role.PROFESSIONAL], [Role.PROFESSIONAL], [], [Role.PROFESSIONAL]]
    assert {one["account"] for one in published("person.changed")} >= {one.account for one in entered}


def test_the_same_file_again_makes_nobody_twice(office: Office) -> None:
    content = sheet([good(office.places.unit, number) for number in range(3)])
    run(office, check(office, content))
    before = people()

    again = check(office, content)

    assert [line.text for line in lines(again)] == ["已存在，将跳过"] * 3
    job = run(office, again)
    assert (people(), job.done, [line.text for line in lines(job.id)]) == (before, 3, ["已存在，已跳过"] * 3)


def test_an_import_is_begun_once_for_each_check(office: Office) -> None:
    check_id = check(office, sheet([good(office.places.unit)]))

    assert run(office, check_id).id == run(office, check_id).id
    with pytest.raises(ImportBegunBefore), db.transaction() as session:
        start_import(session, PEOPLE, office.actor, check_id, Wish(Choice.ROWS, [(2, 2)]))


@pytest.mark.parametrize(
    ("wish", "rows"),
    [
        (Wish(Choice.ALL), [2, 3, 4, 5]),
        (Wish(Choice.UNREMARKED), [2, 3, 5]),
        (Wish(Choice.ROWS, [(2, 2), (4, 9)]), [2, 4, 5]),
    ],
    ids=["all", "unremarked", "rows"],
)
def test_all_good_rows_are_imported_or_the_chosen_ones(office: Office, wish: Wish, rows: list[int]) -> None:
    names = [good(office.places.unit, number) for number in range(4)]
    names[2] = good(office.places.unit, name=NAMESAKE, number=office.places.here[0].id_number)
    check_id = check(office, sheet([*names, ["张"]]))

    job = run(office, check_id, wish)

    assert [line.facts["row"] for line in lines(job.id)] == rows


def test_nothing_is_imported_where_nothing_good_was_chosen(office: Office) -> None:
    check_id = check(office, sheet([good(office.places.unit), ["张"]]))

    with pytest.raises(NothingToImport), db.transaction() as session:
        start_import(session, PEOPLE, office.actor, check_id, Wish(Choice.ROWS, [(3, 3)]))


def test_rights_that_were_lost_between_check_and_import_count_no_more(office: Office) -> None:
    check_id = check(office, sheet([good(office.places.unit)]))
    with db.transaction() as session:
        job = start_import(session, PEOPLE, office.actor, check_id, ALL)
        session.execute(text("DELETE FROM role_grant WHERE person_id = :id"), {"id": office.admin.id})

    work_off()

    (line,) = lines(job.id)
    assert (line.outcome, "不在您的管理范围内" in (line.text or "")) == (LineOutcome.FAILED, True)


def test_somebody_entered_between_check_and_import_is_not_entered_again(office: Office) -> None:
    row = good(office.places.unit)
    check_id = check(office, sheet([row]))
    make_person(office.unit_id, name="别的名字", id_number=row[2])

    job = run(office, check_id)

    assert (job.done, job.failed) == (0, 1)


def test_nobody_elses_check_can_be_imported(office: Office) -> None:
    check_id = check(office, sheet([good(office.places.unit)]))
    other = make_person(office.unit_id, Role.UNIT_ADMIN)
    with db.reading() as session:
        stranger = actor_of_person(session, session.get_one(Person, other.id))

    with pytest.raises(NotFound), db.transaction() as session:
        start_import(session, PEOPLE, stranger, check_id, ALL)


def test_numbers_lie_readable_nowhere_and_go_when_they_are_needed_no_more(office: Office) -> None:
    rows = [good(office.places.unit), good(office.places.unit, name=card_number())]
    check_id = check(office, sheet(rows))
    run(office, check_id)

    assert [in_the_database(number) for number in (rows[0][2], rows[1][0], rows[1][2])] == [0, 0, 0]
    imported, faulty = (sent_in(line) for line in lines(check_id))
    assert imported is not None
    assert faulty is not None
    assert (imported.cells[2][4:-4], faulty.cells[2]) == ("*" * 10, rows[1][2])

    with db.transaction() as session:
        imports.forget_check(session, check_id)
    assert [sent_in(line) for line in lines(check_id)] == [None, None]


def test_an_expired_check_is_imported_no_more(office: Office) -> None:
    check_id = check(office, sheet([good(office.places.unit)]))
    with db.transaction() as session:
        imports.forget_check(session, check_id)

    with pytest.raises(CheckExpired), db.transaction() as session:
        start_import(session, PEOPLE, office.actor, check_id, ALL)
