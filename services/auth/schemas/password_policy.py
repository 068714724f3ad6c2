"""What is sent and answered about the rules of passwords."""

from marshmallow import Schema, fields, validate

from services.auth.schemas.administered import ReasonBody

KNOWN = ("asvs", "mlps3")
NOT_CHOSEN = "请选择密码规则。"


class PolicyBody(ReasonBody):
    """Which rules, and why."""

    policy = fields.String(
        required=True,
        validate=validate.OneOf(KNOWN, error=NOT_CHOSEN),
        error_messages={"required": NOT_CHOSEN, "null": NOT_CHOSEN, "invalid": NOT_CHOSEN},
    )


class PolicyEdition(Schema):
    """One setting."""

    version = fields.Integer(required=True)
    policy = fields.String(required=True, validate=validate.OneOf(KNOWN))
    reason = fields.String(required=True)
    by_name = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class PolicyShown(Schema):
    """What is in force, the version to name when it is changed, and how many would have to change their password."""

    policy = fields.String(required=True, validate=validate.OneOf(KNOWN))
    version = fields.Integer(required=True)
    too_old = fields.Integer(required=True)
    editions = fields.List(fields.Nested(PolicyEdition), required=True)
