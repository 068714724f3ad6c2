"""Units within an administrator's reach: the tree, one in full, and the deeds on it."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import Response, jsonify
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.auth import unit_queries
from services.auth.db import db
from services.auth.operations import unit_tree, units
from services.auth.schemas.units import (
    ContactBody,
    FactsBody,
    MoveBody,
    NewUnitBody,
    PageQuery,
    UnitHistory,
    UnitLine,
    UnitPage,
    UnitQuery,
    UnitShown,
    WhyBody,
)
from shared.api import IF_MATCH, expected_version
from shared.auth import ADMINISTERING, Role, current_actor, roles
from shared.idempotency import REPEATABLE, given_key
from shared.limits import searching

blueprint = Blueprint("units", __name__, url_prefix="/units", description="单位")

ADMINISTRATORS = (*ADMINISTERING, Role.SYSTEM_ADMIN)
SUPERIORS = (Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)

Shown = dict[str, Any]


@blueprint.get("")
@blueprint.arguments(UnitQuery, location="query", unknown=RAISE)
@blueprint.response(200, UnitLine(many=True))
@roles(*ADMINISTRATORS, Role.SECURITY_ADMIN)
@searching
def found(query: dict[str, str]) -> list[Shown]:
    """Units within reach by a piece of name, code or pinyin; at most 20, the shortest names first."""
    with db.reading() as session:
        return unit_queries.find_units(session, current_actor(), query["q"])


@blueprint.get("/tops")
@blueprint.response(200, UnitLine(many=True))
@roles(*ADMINISTRATORS, Role.SECURITY_ADMIN)
def tops() -> list[Shown]:
    """Where the tree begins for you."""
    with db.reading() as session:
        return unit_queries.tops(session, current_actor())


@blueprint.get("/<uuid:unit_id>")
@blueprint.response(200, UnitShown)
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(*ADMINISTRATORS, Role.SECURITY_ADMIN)
def show(unit_id: UUID) -> Response:
    """One unit in full."""
    with db.reading() as session:
        view = unit_queries.unit_view(session, current_actor(), unit_id)
    response = jsonify(UnitShown().dump(view))
    response.set_etag(str(view["version"]))
    return response


@blueprint.get("/<uuid:unit_id>/below")
@blueprint.arguments(PageQuery, location="query", unknown=RAISE)
@blueprint.response(200, UnitPage)
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(*ADMINISTRATORS, Role.SECURITY_ADMIN)
def below(page: dict[str, Any], unit_id: UUID) -> Shown:
    """The open units directly below, by name."""
    with db.reading() as session:
        return unit_queries.units_below(session, current_actor(), unit_id, **page)


@blueprint.get("/<uuid:unit_id>/history")
@blueprint.arguments(PageQuery, location="query", unknown=RAISE)
@blueprint.response(200, UnitHistory)
@blueprint.alt_response(404, description="No such unit within your reach")
@roles(*ADMINISTRATORS)
def history(page: dict[str, Any], unit_id: UUID) -> Shown:
    """What was done to a unit, the newest first."""
    with db.reading() as session:
        return unit_queries.history(session, current_actor(), unit_id, **page)


@blueprint.post("")
@blueprint.arguments(NewUnitBody)
@blueprint.response(201, UnitShown)
@blueprint.alt_response(409, description="same_name_elsewhere")
@blueprint.alt_response(422, description="unit_refused")
@blueprint.doc(parameters=[REPEATABLE])
@roles(*SUPERIORS)
def add(body: dict[str, Any]) -> Shown:
    """Enter a unit below one within reach; the same `Idempotency-Key` again is the same unit (新增单位)."""
    actor, key = current_actor(), given_key()
    unit_id = uuid5(actor.id, key) if key else uuid4()
    with db.transaction() as session:
        unit = units.add_unit(session, actor, unit_id=unit_id, **body)
        return unit_queries.unit_view(session, actor, unit.id)


@blueprint.put("/<uuid:unit_id>")
@blueprint.arguments(FactsBody)
@blueprint.response(200, UnitShown)
@blueprint.alt_response(404, description="No such unit within your reach")
@blueprint.alt_response(409, description="unit_closed, same_name_elsewhere")
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.alt_response(422, description="unit_refused")
@blueprint.doc(parameters=[IF_MATCH])
@roles(*SUPERIORS)
def change(body: dict[str, Any], unit_id: UUID) -> Shown:
    """Change the facts of a unit below yours (修改单位信息)."""
    expected = expected_version()
    with db.transaction() as session:
        units.change_unit(session, current_actor(), unit_id, expected, **body)
        return unit_queries.unit_view(session, current_actor(), unit_id)


@blueprint.put("/<uuid:unit_id>/contact")
@blueprint.arguments(ContactBody)
@blueprint.response(200, UnitShown)
@blueprint.alt_response(404, description="No such unit within your reach")
@blueprint.alt_response(409, description="unit_closed")
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.alt_response(422, description="unit_refused")
@blueprint.doc(parameters=[IF_MATCH])
@roles(*ADMINISTRATORS)
def contact(body: dict[str, str], unit_id: UUID) -> Shown:
    """Change phone and address, which nobody has to confirm (修改联系方式)."""
    expected = expected_version()
    with db.transaction() as session:
        units.change_contact(session, current_actor(), unit_id, expected, body)
        return unit_queries.unit_view(session, current_actor(), unit_id)


@blueprint.post("/<uuid:unit_id>/move")
@blueprint.arguments(MoveBody)
@blueprint.response(201, UnitShown)
@blueprint.alt_response(404, description="No such unit within your reach")
@blueprint.alt_response(409, description="unit_closed, unit_circle")
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.alt_response(422, description="unit_refused")
@blueprint.doc(parameters=[IF_MATCH])
@blueprint.alt_response(403, description="confirmation_needed")
@roles(*SUPERIORS, recently_confirmed=True)
def move(body: dict[str, Any], unit_id: UUID) -> Shown:
    """Put a unit, with all below it, under another superior (单位划转)."""
    expected = expected_version()
    with db.transaction() as session:
        unit_tree.move_unit(session, current_actor(), unit_id, expected, **body)
        return unit_queries.unit_view(session, current_actor(), unit_id)


@blueprint.post("/<uuid:unit_id>/closing")
@blueprint.arguments(WhyBody)
@blueprint.response(201, UnitShown)
@blueprint.alt_response(404, description="No such unit within your reach")
@blueprint.alt_response(409, description="unit_closed, unit_not_empty")
@blueprint.alt_response(412, description="changed_meanwhile")
@blueprint.doc(parameters=[IF_MATCH])
@blueprint.alt_response(403, description="confirmation_needed")
@roles(*SUPERIORS, recently_confirmed=True)
def close(body: dict[str, str], unit_id: UUID) -> Shown:
    """Close a unit in which nothing is left (撤销单位)."""
    expected = expected_version()
    with db.transaction() as session:
        unit_tree.close_unit(session, current_actor(), unit_id, expected, **body)
        return unit_queries.unit_view(session, current_actor(), unit_id)
