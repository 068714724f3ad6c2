"""What is confirmed about a printed form."""

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from services.profile.verification_queries import Standing


class Verification(Schema):
    """A printed form that is genuine."""

    name = fields.String(required=True, metadata={"description": "只有首字"})
    unit_name = fields.String(required=True)
    number = fields.Integer(required=True, metadata={"description": "第几版"})
    submitted_at = fields.AwareDateTime(required=True)
    standing = fields.String(required=True, validate=OneOf([*Standing]))
