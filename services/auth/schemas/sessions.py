"""Signing in and out."""

from marshmallow import Schema, fields

from services.auth.schemas.fields import RequestSchema, text
from services.auth.schemas.people import PersonSchema


class CredentialsSchema(RequestSchema):
    """The login is the account number or the ID number."""

    login = text("请输入账号。", metadata={"description": "账号，或者证件号码"})
    password = text("请输入密码。", load_only=True)


class StartedSessionSchema(Schema):
    """A new session; `expires_at` is when it ends at the latest."""

    session = fields.String(required=True)
    first_login = fields.Boolean(required=True)
    expires_at = fields.AwareDateTime(required=True)


class SessionIdSchema(RequestSchema):
    """The id that was given at the start of the session."""

    session = text("缺少会话编号。")


class TokenSchema(Schema):
    """A token for the services, and whose it is."""

    token = fields.String(required=True)
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})
    person = fields.Nested(PersonSchema, required=True)


class ConfirmationSchema(RequestSchema):
    """What somebody who is signed in proves again."""

    password = text("请输入密码。", load_only=True)


class PasswordChangeSchema(RequestSchema):
    """The change of one's own password."""

    old_password = text("请输入原密码。", load_only=True)
    new_password = text("请输入新密码。", load_only=True)
