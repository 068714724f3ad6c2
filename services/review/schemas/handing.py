"""What the review API takes for handing cases on."""

from marshmallow import Schema, fields, validate

from services.review.schemas.requests import LONGEST_REASON, MISSING, Text

LONGEST_NOTE = 1000
WORDS = "请填写 {min} 到 {max} 个字符"
UUID_ERRORS = MISSING | {"invalid_uuid": "标识无效"}


class WhyBody(Schema):
    """A deed that needs a reason."""

    reason = Text(required=True, validate=validate.Length(1, LONGEST_REASON, error=WORDS))


class ReassignmentBody(Schema):
    """To whom a case goes."""

    reviewer_id = fields.UUID(required=True, error_messages=UUID_ERRORS)


class SubstituteBody(Schema):
    """Who stands in."""

    substitute_id = fields.UUID(required=True, error_messages=UUID_ERRORS)


class NoteBody(Schema):
    """A note for colleagues."""

    text = Text(required=True, validate=validate.Length(1, LONGEST_NOTE, error=WORDS))
