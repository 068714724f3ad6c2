"""People, as they are told who they are."""

from typing import Any
from uuid import UUID

from marshmallow import Schema, fields

from shared.auth import Actor


class RoleSchema(Schema):
    """A role and the unit for which it was granted."""

    role = fields.String(required=True)
    unit_id = fields.UUID(required=True)


class PersonSchema(Schema):
    """The signed-in person."""

    id = fields.UUID(required=True)
    account = fields.String(required=True)
    name = fields.String(required=True)
    unit_id = fields.UUID(required=True)
    unit_name = fields.String(required=True)
    roles = fields.List(fields.Nested(RoleSchema), required=True)
    first_login = fields.Boolean(required=True)
    second_factor = fields.String(required=True, metadata={"description": "none, missing, set"})
    confirmed_at = fields.Integer(required=True, metadata={"description": "最近一次确认身份的时间（Unix 秒）"})


def person_answer(actor: Actor, unit_name: str) -> dict[str, Any]:
    """What PersonSchema dumps."""
    roles: list[dict[str, str | UUID]] = [{"role": role.value, "unit_id": unit_id} for role, unit_id in actor.grants]
    return {
        "id": actor.id,
        "account": actor.account,
        "name": actor.name,
        "unit_id": actor.unit_id,
        "unit_name": unit_name,
        "roles": roles,
        "first_login": actor.first_login,
        "second_factor": actor.second_factor.value,
        "confirmed_at": actor.confirmed_at,
    }
