"""Setting up codes of a phone."""

from marshmallow import Schema, fields

from services.auth.schemas.fields import RequestSchema, text


class SecondFactorSchema(Schema):
    """How it stands with one's own second factor; `since` is null where none is set up."""

    since = fields.AwareDateTime(required=True, allow_none=True)
    recovery_codes_left = fields.Integer(required=True)
    offered = fields.Boolean(required=True)
    required = fields.Boolean(required=True)


class SetupSchema(Schema):
    """What the phone is to know, as `otpauth://`."""

    uri = fields.String(required=True)


class PhoneCodeSchema(RequestSchema):
    """A code as the phone shows it."""

    code = text("请输入手机上显示的 6 位验证码。", load_only=True)


class RecoveryCodesSchema(Schema):
    """Codes for when the phone is lost, shown this once."""

    recovery_codes = fields.List(fields.String(), required=True)


class FinishedSetupSchema(RecoveryCodesSchema):
    """And the session under its new id."""

    session = fields.String(required=True)
