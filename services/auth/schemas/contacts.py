"""Addresses for when the password is forgotten."""

from marshmallow import Schema, fields

from services.auth.schemas.fields import RequestSchema, text


class ContactSchema(Schema):
    """A kind of address: what is registered, masked, and whether this system can send to such a one."""

    kind = fields.String(required=True)
    masked = fields.String(required=True, allow_none=True)
    offered = fields.Boolean(required=True)


class AddressSchema(RequestSchema):
    """An address that is to be the person's."""

    value = text("请填写。")


class ContactCodeSchema(RequestSchema):
    """The code that was sent there."""

    code = text("请输入收到的验证码。", load_only=True)


class ForgottenSchema(RequestSchema):
    """As whom somebody cannot sign in."""

    login = text("请输入账号。", metadata={"description": "账号，或者证件号码"})


class ResetSchema(RequestSchema):
    """The link's secret and the new password."""

    token = text("链接不完整。", load_only=True)
    new_password = text("请输入新密码。", load_only=True)
