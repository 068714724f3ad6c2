"""What goes in and out about partners (共享平台)."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.profile.operations.partners import PartnerSetting
from services.profile.schemas.windows import MISSING
from shared.typed_text import Words

KEY_FORM = r"\A[a-z][a-z0-9-]{1,39}\Z"


def _words(most: int) -> Words:
    error = "请填写 1 到 {max} 个字"
    return Words(required=True, error_messages=MISSING, validate=validate.Length(1, most, error=error))


class PartnerBody(Schema):
    """A partner as it is to be."""

    url = _words(500)
    name = _words(30)
    receiver = _words(200)
    contact = _words(300)
    purpose = _words(300)
    method = _words(300)
    retention = _words(300)
    text = _words(2000)
    allowed_fields = fields.List(
        fields.String(validate=validate.Length(max=100)), required=True, validate=validate.Length(max=200)
    )
    enabled = fields.Boolean(required=True)


class PartnerChange(PartnerBody):
    """All that can be changed of a partner."""

    @post_load
    def _setting(self, data: dict[str, Any], **_: Any) -> PartnerSetting:
        return PartnerSetting(**data)


class NewPartner(PartnerBody):
    """A partner that is not there yet."""

    key = fields.String(
        required=True,
        error_messages=MISSING,
        validate=validate.Regexp(KEY_FORM, error="请用 2 到 40 个小写字母、数字和连字符，以字母开头"),
    )


class PartnerLine(PartnerBody):
    """A partner as it is set."""

    id = fields.UUID(required=True)
    key = fields.String(required=True)
    paused = fields.Boolean(required=True)
    version = fields.Integer(required=True)
    text_version = fields.Integer(required=True)


class ShareableField(Schema):
    """A field that partners could be allowed."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    label = fields.String(required=True)
    allowed = fields.Boolean(required=True)


class PartnerList(Schema):
    """All partners, and what any could be allowed."""

    items = fields.List(fields.Nested(PartnerLine), required=True)
    shareable = fields.List(fields.Nested(ShareableField), required=True)


class PartnerSecret(Schema):
    """A secret, without its value."""

    id = fields.UUID(required=True)
    created_at = fields.AwareDateTime(required=True)
    retired_at = fields.AwareDateTime(allow_none=True)


class PartnerEdition(Schema):
    """One setting of a partner: what was set, by whom."""

    version = fields.Integer(required=True)
    deed = fields.String(required=True, metadata={"description": "set, changed, secret_added, secret_retired"})
    content = fields.Dict(keys=fields.String(), required=True)
    by_name = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class PartnerInFull(PartnerLine):
    """A partner with its secrets and all its settings."""

    secrets = fields.List(fields.Nested(PartnerSecret), required=True)
    shareable = fields.List(fields.Nested(ShareableField), required=True)
    editions = fields.List(fields.Nested(PartnerEdition), required=True)


class PartnerWithSecret(Schema):
    """A partner, and its newest secret: readable only here and now."""

    partner = fields.Nested(PartnerInFull, required=True)
    secret = fields.String(required=True)
