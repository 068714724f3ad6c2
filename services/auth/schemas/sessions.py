"""Signing in and out."""

from typing import Any

from marshmallow import Schema, fields

from services.auth.operations.sign_in import SignedIn
from services.auth.schemas.fields import RequestSchema, storable, text
from services.auth.schemas.people import PersonSchema


class CredentialsSchema(RequestSchema):
    """The login is the account number or the ID number."""

    login = text("请输入账号。", metadata={"description": "账号，或者证件号码"})
    password = text("请输入密码。", load_only=True)


class StartedSessionSchema(Schema):
    """A new session; `expires_at` is when it ends at the latest."""

    session = fields.String(required=True)
    first_login = fields.Boolean(required=True)
    code_needed = fields.Boolean(required=True, metadata={"description": "需要动态验证码：见 POST /sessions/code"})
    password_days_left = fields.Integer(
        required=True, allow_none=True, metadata={"description": "密码还有几天到期；不按期更换密码时为空"}
    )
    expires_at = fields.AwareDateTime(required=True)


def started_answer(started: SignedIn) -> dict[str, Any]:
    """What StartedSessionSchema dumps."""
    return {
        "session": started.session.id,
        "first_login": started.first_login,
        "code_needed": started.code_needed,
        "password_days_left": started.password_days_left,
        "expires_at": started.session.expires_at,
    }


class SessionIdSchema(RequestSchema):
    """The id that was given at the start of the session."""

    session = text("缺少会话编号。")


class CodeSchema(SessionIdSchema):
    """A code for a session that awaits one."""

    code = text("请输入验证码。", load_only=True)


class OwnSessionSchema(Schema):
    """A session of one's own; the id names it and opens nothing."""

    id = fields.String(required=True)
    current = fields.Boolean(required=True)
    address = fields.String(required=True)
    agent = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    last_seen_at = fields.AwareDateTime(required=True)


class TokenSchema(Schema):
    """A token for the services, and whose it is."""

    token = fields.String(required=True)
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})
    person = fields.Nested(PersonSchema, required=True)


class ConfirmationSchema(RequestSchema):
    """What somebody who is signed in proves again."""

    password = text("请输入密码。", load_only=True)
    code = fields.String(
        load_default="", load_only=True, validate=storable, metadata={"description": "动态验证码，如果设置了"}
    )


class PasswordChangeSchema(RequestSchema):
    """The change of one's own password."""

    old_password = text("请输入原密码。", load_only=True)
    new_password = text("请输入新密码。", load_only=True)
