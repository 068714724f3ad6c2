"""What goes out about copies of one's own data."""

from marshmallow import Schema, fields


class DataExport(Schema):
    """How a copy stands; the file can be downloaded while the status is `ready`."""

    id = fields.UUID(required=True)
    status = fields.String(required=True, metadata={"description": "queued、ready、failed 或 expired"})
    requested_at = fields.AwareDateTime(required=True)
    ready_at = fields.AwareDateTime(allow_none=True)
    expires_at = fields.AwareDateTime(allow_none=True)
    size = fields.Integer(allow_none=True)
    sha256 = fields.String(allow_none=True)


class DataExportList(Schema):
    """The newest copies, newest first."""

    items = fields.List(fields.Nested(DataExport), required=True)
