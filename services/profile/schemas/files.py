"""What goes in and out about files and submissions."""

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from services.profile.operations.files import purposes


class FileForm(Schema):
    """The words of an upload beside the file."""

    purpose = fields.String(required=True, validate=validate.OneOf(purposes(), error="没有这种用途。"))


class FileUpload(Schema):
    """The file of an upload: JPG, PNG or PDF of at most 5 MB."""

    file = Upload(required=True, error_messages={"required": "请选择要上传的文件。"})


class File(Schema):
    """A file that is kept."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)


class FilePages(Schema):
    """What a preview has to know of a file."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    pages = fields.Integer(required=True)


class FrozenEntry(Schema):
    """An entry as it was frozen."""

    id = fields.UUID(required=True)
    data = fields.Dict(keys=fields.String(), required=True)


class FrozenPerson(Schema):
    """Account and unit as they were."""

    account = fields.String(required=True)
    unit_id = fields.UUID(required=True)
    unit_name = fields.String(required=True)
    unit_code = fields.String(required=True)


class Snapshot(Schema):
    """A numbered snapshot of a record; the ID number masked."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    origin = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    sha256 = fields.String(required=True)
    person = fields.Nested(FrozenPerson, required=True)
    sections = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(FrozenEntry)), required=True)


class Submission(Snapshot):
    """A snapshot, and the approved one before it."""

    previous = fields.Nested(Snapshot, allow_none=True)
