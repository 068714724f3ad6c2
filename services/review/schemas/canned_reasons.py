"""What the review API takes and gives of canned reasons."""

from marshmallow import Schema, fields, validate

from services.review.schemas.requests import LONGEST_REASON, MISSING, Text
from shared.catalogue import SECTIONS


class CannedReasonBody(Schema):
    """The sentence, and the section for which it is meant if it is not for any."""

    text = Text(required=True, validate=validate.Length(1, LONGEST_REASON, error="请填写 {min} 到 {max} 个字符"))
    section = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf([*SECTIONS], error="没有这个项目")
    )


class CannedReasonShown(CannedReasonBody):
    """A canned reason and the unit that keeps it."""

    id = fields.UUID()
    unit_id = fields.UUID()
    unit_name = fields.String()


class UnitWithCannedReasons(Schema):
    """A unit that you administer, with all that its reviewers are offered."""

    unit_id = fields.UUID()
    unit_name = fields.String()
    reasons = fields.List(fields.Nested(CannedReasonShown))


class CannedReasonOrder(Schema):
    """All of a unit's own, in the order wished for."""

    ids = fields.List(fields.UUID(error_messages={"invalid_uuid": "标识无效"}), required=True, error_messages=MISSING)
