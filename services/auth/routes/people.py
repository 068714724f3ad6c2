"""People for administrators: find them, look at one, enter one by hand."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from flask_smorest import Blueprint
from marshmallow import RAISE

from services.auth import people_views
from services.auth.db import db
from services.auth.operations.adding import add_person
from services.auth.operations.grants import GrantOf
from services.auth.operations.people import NewPerson
from services.auth.people_search import MOST_COUNTED, count_of_people, page_of_people
from services.auth.schemas.administered import (
    FirstPassword,
    Narrowing,
    PageQuery,
    PeopleCount,
    PeoplePage,
    PersonBody,
    PersonShown,
)
from shared.auth import ADMINISTERING, Role, current_actor, roles
from shared.idempotency import REPEATABLE, given_key
from shared.limits import searching

blueprint = Blueprint("people", __name__, url_prefix="/people", description="人员")

SEEING = (*ADMINISTERING, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
ADDING = (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)


@blueprint.get("")
@blueprint.arguments(PageQuery, location="query", unknown=RAISE)
@blueprint.response(200, PeoplePage)
@roles(*SEEING)
@searching
def people(query: dict[str, Any]) -> dict[str, Any]:
    """The people within your reach, narrowed down, sorted as their names are spoken (or by what was typed)."""
    with db.reading() as session:
        found, following = page_of_people(session, current_actor(), **query)
        return {"items": people_views.lines(session, found), "next": following}


@blueprint.get("/count")
@blueprint.arguments(Narrowing, location="query", unknown=RAISE)
@blueprint.response(200, PeopleCount)
@roles(*SEEING)
@searching
def count(query: dict[str, Any]) -> dict[str, int]:
    """How many these are."""
    with db.reading() as session:
        return {"count": count_of_people(session, current_actor(), **query), "most": MOST_COUNTED}


@blueprint.get("/<uuid:person_id>")
@blueprint.response(200, PersonShown)
@blueprint.alt_response(404, description="Nobody of that kind within your reach")
@roles(*SEEING)
def person(person_id: UUID) -> dict[str, Any]:
    """One person: who they are, how the account stands, what was done to it, what you can do."""
    with db.reading() as session:
        return people_views.shown(session, current_actor(), person_id)


@blueprint.post("")
@blueprint.arguments(PersonBody)
@blueprint.response(201, FirstPassword)
@blueprint.alt_response(404, description="No such unit within your reach")
@blueprint.alt_response(409, description="The unit is closed")
@blueprint.alt_response(422, description="person_refused")
@blueprint.doc(parameters=[REPEATABLE])
@roles(*ADDING)
def add(body: dict[str, Any]) -> dict[str, Any]:
    """Enter a professional (新增人员).

    The first password is answered this once, and null to the same `Idempotency-Key`.
    """
    actor, key = current_actor(), given_key()
    person_id = uuid5(actor.id, f"person|{key}") if key else uuid4()
    grants = (GrantOf(Role.PROFESSIONAL, body["unit_id"]),)
    with db.transaction() as session:
        added, password = add_person(session, actor, NewPerson(**body, person_id=person_id, grants=grants))
        return {"person": people_views.shown(session, actor, added.id), "first_password": password}
