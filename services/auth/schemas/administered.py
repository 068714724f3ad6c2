"""What administrators send and are answered about people."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from services.auth.people_search import PeopleFilter
from services.auth.schemas.fields import RequestSchema, storable
from shared.auth import Role
from shared.paging import LARGEST_PAGE

LONGEST_REASON = 200
PAGE = 30
NOT_AMONG: dict[str, Any] = {"unknown": "请选择下列之一：{choices}"}
NOT_A_DATE: dict[str, Any] = {
    "required": "请填写日期。",
    "null": "请填写日期。",
    "invalid": "日期应写成 2026-03-01 的形式。",
}
TRUE_OR_FALSE: dict[str, Any] = {"invalid": "应为 true 或 false"}
NO_UNIT: dict[str, Any] = {"required": "请选择单位。", "null": "请选择单位。", "invalid_uuid": "请选择单位。"}


class Text(fields.String):
    """Text as people write it, without space around it; refuses what cannot be stored or seen."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        given: str = super()._deserialize(value, attr, data, **kwargs)
        storable(given)
        if not all(character.isprintable() or character.isspace() for character in given):
            raise ValidationError("含有无法显示的字符，请重新输入。")
        return given.strip()


def _needed(missing: str, most: int) -> Text:
    messages: dict[str, Any] = {"required": missing, "null": missing, "invalid": missing}
    checks = [validate.Length(min=1, error=missing), validate.Length(max=most, error="最多 {max} 个字符。")]
    return Text(required=True, validate=checks, error_messages=messages)


class PeopleFilterBody(RequestSchema):
    """What a list of people can be narrowed down to."""

    q = Text(
        validate=validate.Length(max=50, error="最多 {max} 个字符。"),
        metadata={"description": "姓名或账号的开头；姓名的全拼或首字母；完整证件号码"},
    )
    unit = fields.UUID(error_messages={"invalid_uuid": "标识无效"}, metadata={"description": "这一单位及其下级"})
    role = fields.Enum(Role, by_value=True, error_messages=NOT_AMONG)
    active = fields.Boolean(error_messages=TRUE_OR_FALSE)
    first_password = fields.Boolean(error_messages=TRUE_OR_FALSE, metadata={"description": "初始密码尚未修改"})
    locked = fields.Boolean(error_messages=TRUE_OR_FALSE, metadata={"description": "因密码连续输错暂停登录"})

    @post_load
    def _narrowed(self, data: dict[str, Any], **_: Any) -> Any:
        return PeopleFilter(**data)


class Narrowing(PeopleFilterBody):
    """The filters of the list."""

    @post_load
    def _narrowed(self, data: dict[str, Any], **_: Any) -> Any:
        names = PeopleFilter.__dataclass_fields__
        narrowed = PeopleFilter(**{name: data.pop(name) for name in names if name in data})
        return {"narrowed": narrowed, **data}


class PageQuery(Narrowing):
    """One page of the list."""

    cursor = fields.String(validate=validate.Length(max=300), load_default=None)
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, LARGEST_PAGE))


class Account(Schema):
    """An account by its number and name."""

    id = fields.UUID(required=True)
    account = fields.String(required=True)
    name = fields.String(required=True)


class PersonLine(Schema):
    """A person in the list."""

    id = fields.UUID(required=True)
    account = fields.String(required=True)
    name = fields.String(required=True)
    id_type = fields.String(required=True)
    id_number = fields.String(required=True, metadata={"description": "masked"})
    unit_id = fields.UUID(required=True)
    unit_name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    active = fields.Boolean(required=True)
    on_leave = fields.Boolean(required=True)
    merged_into = fields.Nested(Account, required=True, allow_none=True)
    first_password = fields.Boolean(required=True)


class PeoplePage(Schema):
    """A page of people and where the next begins."""

    items = fields.List(fields.Nested(PersonLine), required=True)
    next = fields.String(required=True, allow_none=True)


class PeopleCount(Schema):
    """How many there are; `most` is as far as is counted."""

    count = fields.Integer(required=True)
    most = fields.Integer(required=True)


class RoleHeld(Schema):
    """A role, and the unit that it is for."""

    role = fields.Enum(Role, by_value=True, required=True)
    unit_name = fields.String(required=True)


class DeedShown(Schema):
    """Something that was done to the account."""

    deed = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by_name = fields.String(required=True)
    reason = fields.String(required=True)


class PersonShown(PersonLine):
    """One person with everything about the account; `actions` are what the asker may do."""

    roles = fields.List(fields.Nested(RoleHeld), required=True)
    leave_from = fields.Date(required=True, allow_none=True)
    leave_until = fields.Date(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    last_signed_in_at = fields.AwareDateTime(required=True, allow_none=True)
    first_password_expires_at = fields.AwareDateTime(required=True, allow_none=True)
    locked_until = fields.AwareDateTime(required=True, allow_none=True)
    second_factor = fields.Boolean(required=True)
    sessions = fields.Integer(required=True)
    deeds = fields.List(fields.Nested(DeedShown), required=True)
    actions = fields.List(fields.String(), required=True)


class PersonBody(RequestSchema):
    """Somebody who is to get an account."""

    name = _needed("请填写姓名。", 100)
    unit_id = fields.UUID(required=True, error_messages=NO_UNIT)
    id_type = _needed("请选择证件类型。", 2)
    id_number = _needed("请填写证件号码。", 50)


class ReasonBody(RequestSchema):
    """Why something is done."""

    reason = _needed("请填写原因。", LONGEST_REASON)


class TransferBody(ReasonBody):
    """Where somebody is moved to, and why."""

    unit_id = fields.UUID(required=True, error_messages=NO_UNIT)


class LeaveBody(ReasonBody):
    """From which day to which somebody is away, both included."""

    begins_on = fields.Date(required=True, error_messages=NOT_A_DATE)
    ends_on = fields.Date(required=True, error_messages=NOT_A_DATE)


class FirstPassword(Schema):
    """A first password, which is shown this once: null where the same was asked for before."""

    person = fields.Nested(PersonShown, required=True)
    first_password = fields.String(required=True, allow_none=True)


class WholeNumber(Schema):
    """A whole ID number."""

    id_number = fields.String(required=True)
