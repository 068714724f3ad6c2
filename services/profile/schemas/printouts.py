"""What is confirmed about what was printed."""

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from services.profile.models import ChangeStatus
from services.profile.verification_queries import Standing
from shared.words import CONSENT_WORDS


class Verification(Schema):
    """A printed form, or a receipt of a change request, that is genuine."""

    kind = fields.String(required=True, validate=OneOf(["record", "change", "consent"]))
    item = fields.String(
        required=True, allow_none=True, metadata={"description": "变更申请的更改项目，或分享至哪个平台"}
    )
    name = fields.String(required=True, metadata={"description": "只有首字"})
    unit_name = fields.String(required=True)
    number = fields.Integer(required=True, metadata={"description": "第几版，或第几号申请；同意书则为说明的版本"})
    submitted_at = fields.AwareDateTime(required=True)
    standing = fields.String(required=True, validate=OneOf(sorted({*Standing, *ChangeStatus, *CONSENT_WORDS})))
