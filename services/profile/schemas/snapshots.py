"""What goes in and out about the snapshots of a record over time."""

from marshmallow import Schema, fields


class SnapshotLine(Schema):
    """A snapshot in one line, with what was decided about it."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    origin = fields.String(required=True, metadata={"description": "submission 提交审核，change 变更生效"})
    created_at = fields.AwareDateTime(required=True)
    sha256 = fields.String(required=True)
    outcome = fields.String(allow_none=True, metadata={"description": "审核结果；没有表示尚无结果"})


class SnapshotPage(Schema):
    """A page of snapshots, newest first."""

    items = fields.List(fields.Nested(SnapshotLine), required=True)
    next = fields.String(allow_none=True)


class Pair(Schema):
    """Two snapshots by their ids."""

    earlier = fields.UUID(required=True, data_key="from")
    later = fields.UUID(required=True, data_key="to")


class ComparedField(Schema):
    """A field on both sides, in the words people read; sensitive values masked."""

    key = fields.String(required=True)
    label = fields.String(required=True)
    old_text = fields.String(required=True)
    new_text = fields.String(required=True)
    changed = fields.Boolean(required=True)


class ComparedEntry(Schema):
    """An entry on both sides."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "added、removed、changed 或 same"})
    fields_ = fields.List(fields.Nested(ComparedField), required=True, data_key="fields", attribute="fields")


class ComparedSection(Schema):
    """A section on both sides."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    changed = fields.Boolean(required=True)
    reordered = fields.Boolean(required=True, metadata={"description": "两边都有的条目，顺序不同"})
    entries = fields.List(fields.Nested(ComparedEntry), required=True)


class Comparison(Schema):
    """Two snapshots of one record beside each other."""

    earlier = fields.Nested(SnapshotLine, required=True, data_key="from", attribute="from")
    later = fields.Nested(SnapshotLine, required=True, data_key="to", attribute="to")
    person = fields.List(fields.Nested(ComparedField), required=True)
    sections = fields.List(fields.Nested(ComparedSection), required=True)
