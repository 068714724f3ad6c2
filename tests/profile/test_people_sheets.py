"""后台导出: the Excel file of many people, written in parts, for its asker alone, for one day."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, insert, select, update

from services.profile import people_sheet
from services.profile.db import db
from services.profile.exports import make_people_sheet
from services.profile.models import Counted, Figure, Job, JobStatus, Person, Record, Unit
from services.profile.operations.people_sheets import folder_of
from services.profile.people_sheet import PART, make_sheet
from shared.auth import Actor, Role, actor_claims, sign
from shared.messaging.long_work import PeopleSheetRequested
from shared.settings import settings
from tests.profile.builders import messages
from tests.profile.counting import CITY, CLINIC, PROVINCE, build_units
from tests.profile.expert_site import deliver_due, let_time_pass

PEOPLE = 3_000
DRAFTS = {"dimension": "status", "value": "draft"}

Headers = dict[str, str]


class Killed(BaseException):
    """The worker's process is gone."""


def numbered(number: int) -> UUID:
    return UUID(int=(2 << 64) + number)


@pytest.fixture
def province(clean: None) -> None:
    """3,000 people of a clinic in a city, with the marks and sums that counting would give; one's name is a formula."""
    build_units()
    people = [
        {"id": numbered(number), "account": f"{number:08}", "name": f"人员{number}" if number else "=1+1"}
        for number in range(PEOPLE)
    ]
    usual = {"id_type": "01", "encrypted_id_number": "", "is_professional": True, "active": True, "version": 1}
    marks = {"unit_id": CLINIC, "dimension": "status", "value": "draft", "series": "", "detail": ""}
    sums = [
        marks | {"unit_id": unit_id, "below": below, "count": PEOPLE}
        for unit_id, below in ((PROVINCE, True), (CITY, True), (CLINIC, True), (CLINIC, False))
    ]
    with db.transaction() as session:
        session.execute(insert(Person).values(**usual, unit_id=CLINIC), people)
        session.execute(insert(Record).values(status="draft"), [{"id": person["id"]} for person in people])
        session.execute(insert(Counted).values(**marks), [{"subject_id": person["id"]} for person in people])
        session.execute(insert(Figure), sums)


def bearer(*grants: tuple[Role, UUID], actor_id: UUID | None = None) -> Headers:
    actor = Actor(actor_id or uuid4(), "00000001", "管理员", CITY, grants, first_login=False)
    token = sign(actor_claims(actor), key="tokens", audience="services", seconds=60)
    return {"Authorization": f"Bearer {token}"}


def asked(client: FlaskClient, headers: Headers, **wanted: Any) -> UUID:
    answer = client.post("/figures/sheets", json=DRAFTS | wanted, headers=headers)
    assert answer.status_code == 202, answer.get_json()
    assert answer.get_json()["state"] == "queued"
    return UUID(answer.get_json()["id"])


def shown(client: FlaskClient, headers: Headers, sheet_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/figures/sheets/{sheet_id}", headers=headers).get_json()
    return found


def downloaded(client: FlaskClient, headers: Headers, sheet_id: UUID) -> Any:
    return client.get(f"/figures/sheets/{sheet_id}/file", headers=headers, buffered=True)


def files_of(sheet_id: UUID) -> int:
    folder = settings.files_dir / folder_of(sheet_id)
    return len(list(folder.iterdir())) if folder.exists() else 0


def kill_in_the_third_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker begins to write what is due, and is killed."""
    read, parts = people_sheet.rows_of, count(1)

    def killed(*given: Any) -> Any:
        if next(parts) == 3:
            raise Killed
        return read(*given)

    with monkeypatch.context() as patch:
        patch.setattr(people_sheet, "rows_of", killed)
        with pytest.raises(Killed):
            deliver_due()


def let_a_day_pass() -> None:
    with db.transaction() as session:
        session.execute(update(Job).values(finished_at=datetime.now(UTC) - timedelta(days=1, seconds=1)))
    let_time_pass()


def test_a_sheet_killed_in_the_middle_is_written_again_and_holds_everybody_once(
    client: FlaskClient, province: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    superior = bearer((Role.SUPERIOR_ADMIN, CITY), actor_id=uuid4())
    sheet_id = asked(client, superior)
    assert downloaded(client, superior, sheet_id).get_json()["error"] == "sheet_not_ready"
    kill_in_the_third_part(monkeypatch)
    half = shown(client, superior, sheet_id)
    assert (half["state"], half["done"], half["total"]) == ("running", 2 * PART, PEOPLE)

    let_time_pass()
    deliver_due()

    ready = shown(client, superior, sheet_id)
    assert (ready["state"], ready["done"], ready["total"], ready["below"]) == ("ready", PEOPLE, PEOPLE, True)
    answer = downloaded(client, superior, sheet_id)
    assert (answer.status_code, len(answer.data)) == (200, ready["size"])
    disposition = answer.headers["Content-Disposition"]
    assert quote(f"人员-{ready['unit_name']}-") in disposition
    assert disposition.encode("latin-1")  # as a server sends it
    rows = list(load_workbook(BytesIO(answer.data), read_only=True)["人员"].iter_rows(min_row=2))
    assert [row[1].value for row in rows] == [f"{number:08}" for number in range(PEOPLE)]
    assert (rows[0][0].value, rows[0][0].data_type) == ("=1+1", "s")
    (told,) = messages("people_sheet.ready")
    assert (told["job_id"], told["people"]) == (str(sheet_id), PEOPLE)


def test_of_two_workers_at_the_same_sheet_one_file_remains_and_one_person_is_told_once(
    client: FlaskClient, province: None
) -> None:
    unit = bearer((Role.UNIT_ADMIN, CLINIC), actor_id=uuid4())
    sheet_id = asked(client, unit)
    message = PeopleSheetRequested(version=1, job_id=sheet_id)

    both = [make_sheet(message), make_sheet(message)]
    for made in both:
        with db.transaction() as session:
            make_people_sheet(session, made)

    assert make_sheet(message) is None
    assert files_of(sheet_id) == 1
    assert downloaded(client, unit, sheet_id).status_code == 200
    assert len(messages("people_sheet.ready")) == 1


def test_nobody_else_sees_or_downloads_a_sheet_nor_its_asker_without_the_role_by_which_it_was_asked_for(
    client: FlaskClient, province: None
) -> None:
    me = uuid4()
    superior = bearer((Role.SUPERIOR_ADMIN, CITY), actor_id=me)
    sheet_id = asked(client, superior)
    deliver_due()

    for other in (
        bearer((Role.SUPERIOR_ADMIN, CITY)),
        bearer((Role.UNIT_ADMIN, CITY), actor_id=me),
        bearer((Role.SUPERIOR_ADMIN, CLINIC), actor_id=me),
    ):
        assert downloaded(client, other, sheet_id).status_code == 404
    stranger = bearer((Role.SUPERIOR_ADMIN, CITY))
    assert client.get(f"/figures/sheets/{sheet_id}", headers=stranger).status_code == 404
    assert client.get("/figures/sheets", headers=stranger).get_json()["items"] == []
    assert [one["id"] for one in client.get("/figures/sheets", headers=superior).get_json()["items"]] == [str(sheet_id)]
    assert downloaded(client, superior, sheet_id).status_code == 200


def test_a_unit_that_left_the_reach_meanwhile_is_not_written(client: FlaskClient, province: None) -> None:
    superior = bearer((Role.SUPERIOR_ADMIN, CITY), actor_id=uuid4())
    sheet_id = asked(client, superior, unit_id=str(CLINIC))
    with db.transaction() as session:
        session.execute(update(Unit).where(Unit.id == CLINIC).values(superior_id=PROVINCE))
    deliver_due()

    assert shown(client, superior, sheet_id)["state"] == "failed"
    assert files_of(sheet_id) == 0
    assert messages("people_sheet.ready") == []


def test_after_its_day_a_sheet_is_gone_from_the_answer_and_from_the_store(client: FlaskClient, province: None) -> None:
    unit = bearer((Role.UNIT_ADMIN, CLINIC), actor_id=uuid4())
    sheet_id = asked(client, unit)
    deliver_due()
    let_time_pass()
    deliver_due()
    assert downloaded(client, unit, sheet_id).status_code == 200  # not before its day is over

    second = asked(client, unit)
    deliver_due()
    let_a_day_pass()
    assert downloaded(client, unit, second).get_json()["error"] == "sheet_expired"
    deliver_due()

    assert files_of(second) == 0
    assert downloaded(client, unit, second).status_code == 410
    assert shown(client, unit, second)["state"] == "expired"


def test_a_sheet_is_one_for_a_key_and_refused_where_it_would_be_too_long_or_out_of_reach(
    client: FlaskClient, province: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = bearer((Role.UNIT_ADMIN, CLINIC), actor_id=uuid4()) | {"Idempotency-Key": "0123456789abcdef"}
    first = asked(client, unit)
    deliver_due()
    again = client.post("/figures/sheets", json=DRAFTS, headers=unit)
    assert (again.status_code, again.get_json()["id"], again.get_json()["state"]) == (202, str(first), "ready")
    other = client.post("/figures/sheets", json=DRAFTS | {"value": "pending"}, headers=unit)
    assert other.get_json()["error"] == "idempotency_key_reused"

    assert client.post("/figures/sheets", json=DRAFTS | {"unit_id": str(CITY)}, headers=unit).status_code == 404
    assert client.post("/figures/sheets", json=DRAFTS | {"more": 1}, headers=unit).status_code == 422
    monkeypatch.setattr("services.profile.operations.people_sheets.MOST_PEOPLE", PEOPLE - 1)
    refused = client.post("/figures/sheets", json=DRAFTS, headers=unit).get_json()
    assert (refused["error"], refused["count"]) == ("sheet_too_long", PEOPLE)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job).where(Job.status == JobStatus.DONE)) == 1
