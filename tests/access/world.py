"""Two units that know nothing of each other, and in one of them a thing of each kind that a route can name.

Most things come about as in life, by a request; `MADE` says who asks for what.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.auth.db import db as auth_db
from services.auth.models import Grant
from services.auth.operations.sessions import continue_session, start_session
from services.auth.queries import actor_of_session
from services.notices.db import db as notices_db
from services.notices.models import PersonalMessage
from services.profile.db import db as profile_db
from services.profile.models import Consent
from services.profile.operations.submit import submit_record
from services.review.db import db as review_db
from services.review.models import Case
from services.review.operations.decisions import record_decision
from shared.auth import Actor, Role, actor_claims, sign
from tests.agreement.post import carry
from tests.apps import service_app
from tests.auth.conftest import Known, make_person, make_unit, new_code
from tests.auth.importing.sheets import good, sheet
from tests.auth.importing.test_unit_imports import HEADINGS
from tests.auth.importing.test_unit_imports import row as unit_row
from tests.profile.builders import ID_NUMBER, ask, entry_of, fill_record, submissions_of
from tests.profile.correcting import ask as ask_correction
from tests.profile.expert_site import consent
from tests.profile.test_files import upload
from tests.uploads.documents import document

COLUMNS = ("self", "peer", "holder", "colleague", "admin", "superior", "elsewhere")
ROLES: dict[str, tuple[Role, ...]] = {
    "self": (Role.PROFESSIONAL,),
    "peer": (Role.PROFESSIONAL,),
    "holder": (Role.UNIT_REVIEWER,),
    "admin": (Role.UNIT_ADMIN,),
    "superior": (Role.SUPERIOR_ADMIN,),
    "elsewhere": (Role.PROFESSIONAL, Role.UNIT_REVIEWER, Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN),
}
CANARIES = {"self": "欧阳甲甲", "peer": "欧阳乙乙", "holder": "欧阳丙丙", "colleague": "欧阳丁丁", "admin": "欧阳戊戊"}
UNIT_NAME, CITY_NAME = "滹沱河畔欧阳医院", "欧阳市职称办"
NUMBERS = {"self": ID_NUMBER}  # which says the same as what stands in the record
WHY = {"reason": "欧阳事由"}
FACTS = {"name": "欧阳新名医院", "code": new_code(), "nature": "20", "region": "130104"}
PROPOSED = WHY | {"roles": ["unit_reviewer"]}
DISABLING = WHY | {"deed": "disable"}
TEXT = {"title": "欧阳通知", "body": "欧阳正文", "category": "通知"}
WITH_A_FILE = ("/attachments", "-imports")
LONG = 600  # seconds, so that no token ends while everything is asked
Ids = dict[str, str]


@dataclass
class World:
    """Who asks, with which header; and the ids of things, for each service by the names that its routes give them."""

    people: dict[str, Known]
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)  # what was answered to each row of `MADE`, by its path
    ids: dict[str, Ids] = field(default_factory=lambda: {name: {} for name in ("auth", "profile", "review", "notices")})

    def make(self, service: str, name: str) -> None:
        """Ask for a thing of `MADE`, once more if there is one already."""
        ids = self.ids[service]
        for who, path, body in [row[2:] for row in MADE if row[:2] == (service, name)]:
            sent = self.headers[who] | {"If-Match": '"1"'}
            content: dict[str, Any] = {"data" if path.endswith(WITH_A_FILE) else "json": body(ids)}
            answer = service_app(service).test_client().post(path.format(**ids), headers=sent, **content)
            made = self.made[path] = answer.get_json()
            assert answer.status_code in range(200, 300), (path, made)
            made_id = str((made[0] if isinstance(made, list) else made)["id"])
            ids["attachment_id" if path.endswith("/attachments") else name] = made_id


MADE: tuple[tuple[str, str, str, str, Callable[[Ids], dict[str, Any]]], ...] = (
    ("review", "reason_id", "admin", "/units/{unit_id}/canned-reasons", lambda _: {"text": "欧阳常用意见"}),
    ("review", "batch_id", "holder", "/batches", lambda ids: {"deed": "approve", "case_ids": [ids["case_id"]]}),
    ("profile", "export_id", "self", "/record/exports", lambda _: {}),
    ("profile", "job_id", "admin", "/figures/sheets", lambda _: {"dimension": "status", "value": "approved"}),
    ("auth", "batch_id", "admin", "/account-batches", lambda ids: DISABLING | {"person_ids": [ids["person_id"]]}),
    ("auth", "proposal_id", "admin", "/grants/proposals", lambda ids: PROPOSED | _named(ids, "person_id", "unit_id")),
    ("auth", "request_id", "admin", "/units/{unit_id}/requests", lambda _: WHY | FACTS),
    ("notices", "notice_id", "admin", "/written-notices", lambda ids: TEXT | _issued_by(ids["unit_id"])),
    ("notices", "notice_id", "admin", "/written-notices/{notice_id}/attachments", lambda _: attached()),
    ("notices", "notice_id", "admin", "/written-notices/{notice_id}/publication", lambda _: {}),
    ("auth", "import_id", "admin", "/people-imports", lambda _: _file("欧阳名单.xlsx", sheet([good(UNIT_NAME)]))),
    ("auth", "unit_import_id", "superior", "/unit-imports", lambda _: _file("欧阳单位.xlsx", units_sheet())),
)  # fmt: skip


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {"file": (io.BytesIO(content), name)}


def units_sheet() -> bytes:
    return sheet([unit_row("欧阳新院", UNIT_NAME)], HEADINGS)


def attached() -> dict[str, Any]:
    return _file("欧阳附件.pdf", document())


def _named(ids: Ids, *names: str) -> Ids:
    return {name: ids[name] for name in names}


def _issued_by(unit_id: str) -> dict[str, Any]:
    return {"issuer_unit_id": unit_id, "unit_ids": [unit_id]}


def made_world() -> World:
    """Everything, told to all services."""
    city = make_unit(make_unit(name="某省职称办"), CITY_NAME)
    unit_id, elsewhere = make_unit(city, UNIT_NAME), make_unit(make_unit(name="外市职称办"), "外市某单位")
    places = {"superior": city, "elsewhere": elsewhere}
    people = {
        who: make_person(places.get(who, unit_id), *roles, name=CANARIES.get(who, "某人"), id_number=NUMBERS.get(who))
        for who, roles in ROLES.items()
    }
    world = World(people)
    carry()
    _fill(world, unit_id)
    world.people["colleague"] = make_person(unit_id, Role.UNIT_REVIEWER, name=CANARIES["colleague"])
    carry()
    world.headers = {who: _signed_in(world, who) for who in COLUMNS}
    for service, name in dict.fromkeys(row[:2] for row in MADE):
        world.make(service, name)
    return world


def _fill(world: World, unit_id: UUID) -> None:
    """Somebody's record is handed in and approved; then they ask for a change, which a reviewer holds."""
    mine, holder = world.people["self"].id, _actor(world.people["holder"])
    with profile_db.transaction() as session:
        fill_record(session, mine)
    with profile_db.transaction() as session:
        submit_record(session, mine)
    carry()
    with review_db.transaction() as session:
        record_decision(session, holder, session.scalars(select(Case.id)).one(), "approve", ())
    carry()
    request_id, correction_id = ask(mine), ask_correction(mine)
    carry()
    file = upload(service_app("profile").test_client(), mine, "证明.pdf", document())
    consent(mine)
    world.ids["profile"] |= {
        "unit_id": str(unit_id),
        "person_id": str(mine),
        "submission_id": str(submissions_of(mine)[0].id),
        "request_id": str(request_id),
        "correction_id": str(correction_id),
        "entry_id": str(entry_of(mine, "education").id),
        "file_id": str(file.json["id"]),
    }
    _look_up(world, unit_id, request_id)


def _look_up(world: World, unit_id: UUID, request_id: UUID) -> None:
    """What the services have made of it."""
    mine, holder = world.people["self"].id, world.people["holder"]
    with review_db.reading() as session:
        world.ids["review"] |= {
            "case_id": str(session.scalars(select(Case.id).where(Case.subject_id == request_id)).one()),
            "unit_id": str(unit_id),
            "person_id": str(world.people["holder"].id),
        }
    with profile_db.reading() as session:
        given = select(Consent.id).where(Consent.person_id == mine)
        world.ids["profile"]["consent_id"] = str(session.scalars(given).one())
    with notices_db.reading() as session:
        to_me = select(PersonalMessage.id).where(PersonalMessage.recipient_id == mine)
        world.ids["notices"] |= {
            "unit_id": str(unit_id),
            "person_id": str(mine),
            "message_id": str(session.scalars(to_me).first()),
        }
    with auth_db.reading() as session:
        held = select(Grant.id).where(Grant.person_id == holder.id, Grant.role == Role.UNIT_REVIEWER)
        world.ids["auth"] |= {
            "unit_id": str(unit_id),
            "person_id": str(mine),
            "grant_id": str(session.scalars(held).one()),
        }


def _actor(known: Known) -> Actor:
    with auth_db.transaction() as session:
        started = start_session(session, known.id)
        return actor_of_session(session, continue_session(session, started.id))


def _signed_in(world: World, who: str) -> dict[str, str]:
    actor = _actor(world.people[who])
    if who == "self":
        world.ids["auth"]["session_id"] = actor.session
    return {"Authorization": f"Bearer {sign(actor_claims(actor), key='tokens', audience='services', seconds=LONG)}"}
