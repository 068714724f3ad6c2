"""What is confirmed about what was printed."""

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from services.profile.models import ChangeStatus
from services.profile.verification_queries import Standing


class Verification(Schema):
    """A printed form, or a receipt of a change request, that is genuine."""

    kind = fields.String(required=True, validate=OneOf(["record", "change"]))
    item = fields.String(required=True, allow_none=True, metadata={"description": "变更申请的更改项目"})
    name = fields.String(required=True, metadata={"description": "只有首字"})
    unit_name = fields.String(required=True)
    number = fields.Integer(required=True, metadata={"description": "第几版，或第几号申请"})
    submitted_at = fields.AwareDateTime(required=True)
    standing = fields.String(required=True, validate=OneOf(sorted({*Standing, *ChangeStatus})))
