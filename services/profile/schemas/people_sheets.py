"""What goes out about Excel files of many people."""

from marshmallow import Schema, fields


class PeopleSheet(Schema):
    """How a file stands; it can be downloaded while the state is `ready`."""

    id = fields.UUID(required=True)
    state = fields.String(required=True, metadata={"description": "queued、running、ready、failed 或 expired"})
    dimension = fields.String(required=True)
    value = fields.String(required=True)
    unit_name = fields.String(required=True)
    below = fields.Boolean(required=True, metadata={"description": "含下级单位"})
    series = fields.String(required=True, allow_none=True)
    total = fields.Integer(required=True)
    done = fields.Integer(required=True)
    asked_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True, allow_none=True)
    size = fields.Integer(required=True, allow_none=True)


class PeopleSheetPage(Schema):
    """A page of one's own files, newest first."""

    items = fields.List(fields.Nested(PeopleSheet), required=True)
    next = fields.String(required=True, allow_none=True)
