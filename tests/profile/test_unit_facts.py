"""现工作单位及岗位 shows what the registry knows of the unit; a submission freezes it as it was."""

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from services.profile.db import db
from services.profile.models import RecordStatus
from services.profile.operations.mirrors import mirror_unit
from services.profile.operations.snapshots import approved_snapshot
from tests.profile.builders import UNIT, bearer, entry_of, make_record, post, unit_changed

SUPERIOR = UUID("00000000-0000-4000-8000-0000000000f1")


def shown(client: FlaskClient, person_id: UUID) -> Any:
    record = client.get("/record", headers=bearer(person_id)).json
    return record["sections"]["current_post"][0]["data"]


def test_the_units_facts_stand_beside_what_the_person_filled_in(client: FlaskClient) -> None:
    person_id = make_record()
    with db.transaction() as session:
        mirror_unit(session, unit_changed(unit_id=SUPERIOR, unit_name="石家庄市卫生健康委员会"))
        mirror_unit(session, unit_changed(version=2, superior_id=SUPERIOR))

    data = shown(client, person_id)

    assert {key: data[key] for key in ("unit_name", "unit_uscc", "unit_nature", "unit_region", "supervising_dept")} == {
        "unit_name": "石家庄市第一医院",
        "unit_uscc": "12130100401700000X",
        "unit_nature": "20",
        "unit_region": "130100",
        "supervising_dept": "石家庄市卫生健康委员会",
    }
    assert data["specialty_years"] >= 22
    assert data["current_specialty"] == post()["current_specialty"]
    assert entry_of(person_id, "current_post").values == post()


def test_an_empty_section_shows_them_too(client: FlaskClient) -> None:
    person = client.get("/record", headers=bearer(make_record())).json["person"]

    assert person["facts"]["unit_name"] == "石家庄市第一医院"


def test_a_snapshot_keeps_the_units_facts_as_they_were() -> None:
    person_id = make_record(RecordStatus.APPROVED)
    with db.transaction() as session:
        mirror_unit(session, unit_changed(version=2, unit_name="石家庄市第一人民医院", unit_id=UNIT))

    with db.reading() as session:
        snapshot = approved_snapshot(session, person_id)
        assert snapshot is not None
        (entry,) = snapshot.content["sections"]["current_post"]
    assert entry["data"]["unit_name"] == "石家庄市第一医院"
    assert entry["data"]["specialty_years"] >= 22


def test_a_units_name_is_not_taken_for_another_sections() -> None:
    person_id = make_record(RecordStatus.APPROVED)

    with db.reading() as session:
        snapshot = approved_snapshot(session, person_id)
        assert snapshot is not None
        (entry,) = snapshot.content["sections"]["work_experience"]
    assert "id_type" not in entry["data"]
    assert set(entry["data"]) == set(entry_of(person_id, "work_experience").values)
