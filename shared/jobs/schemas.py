"""What goes out about long work."""

from marshmallow import Schema, fields


class JobProgress(Schema):
    """How far a job has come, as `progress_of` tells it."""

    id = fields.UUID(required=True)
    status = fields.String(required=True)
    version = fields.Integer(required=True)
    total = fields.Integer(required=True)
    done = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    asked_at = fields.AwareDateTime(required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
