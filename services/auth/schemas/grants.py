"""Roles, as the API takes and gives them."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.auth.policy import GRANTING
from services.auth.schemas.fields import RequestSchema, storable, text
from shared.auth import Role

LONGEST_REASON = 200
ROLE_WRONG: dict[str, Any] = {"unknown": "请选择要授予的角色。", "required": "请选择要授予的角色。"}
ID_WRONG: dict[str, Any] = {"invalid_uuid": "标识无效。", "required": "缺少标识。", "null": "缺少标识。"}


def _granted(role: Role) -> None:
    if role not in GRANTING:
        raise ValidationError("这个角色随账号而有，不需要授予。")


class GrantReasonBody(RequestSchema):
    """A deed that has to be explained."""

    reason = text("请填写原因。", metadata={"description": f"最多 {LONGEST_REASON} 个字符"})


class ProposalBody(RequestSchema):
    """Roles that somebody is to have for a unit, and whose same role ends with it."""

    person_id = fields.UUID(required=True, error_messages=ID_WRONG)
    unit_id = fields.UUID(required=True, error_messages=ID_WRONG)
    roles = fields.List(
        fields.Enum(Role, by_value=True, validate=_granted, error_messages=ROLE_WRONG),
        required=True,
        validate=validate.Length(min=1, max=len(Role), error="请选择要授予的角色。"),
        error_messages={"required": "请选择要授予的角色。", "invalid": "请选择要授予的角色。"},
    )
    reason = text("请填写原因。", metadata={"description": f"最多 {LONGEST_REASON} 个字符"})
    hands_over_from = fields.UUID(load_default=None, allow_none=True, error_messages=ID_WRONG)


class ProposalQuery(RequestSchema):
    """Which proposals: those that wait for you, or those you have made."""

    of = fields.String(
        load_default="awaiting", validate=validate.OneOf(["awaiting", "own"], error="请选择 awaiting 或 own。")
    )


class SearchQuery(RequestSchema):
    """A piece of a name, or an account."""

    q = fields.String(load_default="", validate=[storable, validate.Length(max=50, error="最多 {max} 个字符。")])


class PersonQuery(RequestSchema):
    """For which unit a role could be proposed; the person's own unless named."""

    unit = fields.UUID(load_default=None, error_messages=ID_WRONG)


class ProposalShown(Schema):
    """A proposal, what became of it, and what you can do with it."""

    id = fields.UUID()
    person_id = fields.UUID()
    person_name = fields.String()
    role = fields.Enum(Role, by_value=True)
    unit_name = fields.String()
    reason = fields.String()
    status = fields.String()
    at_once = fields.Boolean()
    proposed_by_name = fields.String()
    proposed_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()
    decided_by_name = fields.String(allow_none=True)
    hands_over_from_name = fields.String(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    ended_because = fields.String(allow_none=True)
    possible = fields.List(fields.String())


class GrantShown(Schema):
    """A role that somebody has for a unit, and what you can do with it."""

    id = fields.UUID()
    person_id = fields.UUID()
    person_name = fields.String()
    active = fields.Boolean()
    on_leave = fields.Boolean()
    role = fields.Enum(Role, by_value=True)
    unit_id = fields.UUID()
    unit_name = fields.String()
    granted_at = fields.AwareDateTime()
    possible = fields.List(fields.String())


class EndedGrantShown(Schema):
    """A role that somebody had."""

    person_name = fields.String()
    role = fields.Enum(Role, by_value=True)
    unit_name = fields.String()
    granted_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime()
    ended_by_name = fields.String(allow_none=True)
    reason = fields.String()


class HolderFound(Schema):
    """Somebody who has roles or could get some."""

    id = fields.UUID()
    account = fields.String()
    name = fields.String()
    unit_name = fields.String()
    active = fields.Boolean()
    on_leave = fields.Boolean()


class UnitNamed(Schema):
    """A unit."""

    id = fields.UUID()
    name = fields.String()


class PersonWithRoles(HolderFound):
    """A person's roles, past, present and proposed, and which you could propose for `unit`."""

    grants = fields.List(fields.Nested(GrantShown))
    ended = fields.List(fields.Nested(EndedGrantShown))
    proposals = fields.List(fields.Nested(ProposalShown))
    unit = fields.Nested(UnitNamed)
    proposable = fields.List(fields.Enum(Role, by_value=True))


class UnitWithRoles(UnitNamed):
    """Who has and had which role for a unit."""

    grants = fields.List(fields.Nested(GrantShown))
    ended = fields.List(fields.Nested(EndedGrantShown))


class UnitWithinReach(UnitNamed):
    """A unit and the one above it."""

    superior_name = fields.String(allow_none=True)
    closed = fields.Boolean()
