"""What goes in and out about sharing."""

from marshmallow import Schema, fields, validate

from services.profile.schemas.record import Move


class ConsentGiven(Schema):
    """The fields that the person agrees to share, under the text they read."""

    fields_ = fields.List(
        fields.String(validate=validate.Length(max=100)),
        required=True,
        data_key="fields",
        attribute="fields",
        validate=validate.Length(max=200),
    )
    text_version = fields.Integer(required=True)
    agreed = fields.Boolean(
        required=True, validate=validate.Equal(comparable=True, error="请先阅读说明，并勾选“我同意”。")
    )


class SharePreviewQuery(Schema):
    """The fields that are switched on."""

    fields_ = fields.List(
        fields.String(validate=validate.Length(max=100)),
        load_default=list,
        data_key="fields",
        attribute="fields",
        validate=validate.Length(max=200),
    )


class SharePreview(Schema):
    """What would go."""

    document = fields.Dict(keys=fields.String(), required=True, metadata={"description": "schema.org Person"})


class SharingPartner(Schema):
    """A partner with whom the person may share, or has."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    purpose = fields.String(required=True)
    status = fields.String(allow_none=True, metadata={"description": "还没有分享过则为 null"})
    actions = fields.List(fields.String(), required=True)


class SharingPartners(Schema):
    """All of them."""

    partners = fields.List(fields.Nested(SharingPartner), required=True)


class Statement(Schema):
    """Who receives what is shared, why and how (PIPL Art. 23)."""

    name = fields.String(required=True)
    receiver = fields.String(required=True)
    contact = fields.String(required=True)
    purpose = fields.String(required=True)
    method = fields.String(required=True)
    retention = fields.String(required=True)
    text = fields.String(required=True)


class Partner(Statement):
    """The partner, and what people are told of it."""

    key = fields.String(required=True)


class SharedField(Schema):
    """A field that may be shared."""

    key = fields.String(required=True)
    label = fields.String(required=True)
    default = fields.Boolean(required=True, metadata={"description": "最初是否勾选"})
    chosen = fields.Boolean(required=True, metadata={"description": "现在的同意是否包括这一项；没有同意过则同 default"})
    values = fields.List(fields.String(), required=True)


class SharedSection(Schema):
    """A section with the fields that may be shared."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    fields_ = fields.List(fields.Nested(SharedField), required=True, data_key="fields", attribute="fields")


class Consent(Schema):
    """What the person agreed to last."""

    text_version = fields.Integer(required=True)
    fields_ = fields.List(fields.String(), required=True, data_key="fields", attribute="fields")
    submission_number = fields.Integer(required=True)
    given_at = fields.AwareDateTime(required=True)


class Share(Schema):
    """How the share stands."""

    id = fields.UUID(required=True)
    status = fields.String(required=True)
    version = fields.Integer(required=True)
    link = fields.String(allow_none=True)
    last_error = fields.String(allow_none=True)
    attempts = fields.Integer(required=True)
    next_at = fields.AwareDateTime(required=True)
    history = fields.List(fields.Nested(Move), required=True)


class Sharing(Schema):
    """Everything about sharing that the person is told before and after consenting."""

    partner = fields.Nested(Partner, required=True)
    text_version = fields.Integer(required=True)
    sections = fields.List(fields.Nested(SharedSection), required=True)
    consent = fields.Nested(Consent, allow_none=True)
    outdated = fields.Boolean(required=True, metadata={"description": "同意之后说明已更新，重新同意之前不再提供"})
    share = fields.Nested(Share, allow_none=True)
    actions = fields.List(fields.String(), required=True)


class Kinds(Schema):
    """What of a section was consented to."""

    title = fields.String(required=True)
    labels = fields.List(fields.String(), required=True)


class ConsentInFull(Schema):
    """A consent with the text that was read."""

    id = fields.UUID(required=True)
    given_at = fields.AwareDateTime(required=True)
    submission_number = fields.Integer(required=True)
    text_version = fields.Integer(required=True)
    statement = fields.Nested(Statement, required=True)
    kinds = fields.List(fields.Nested(Kinds), required=True)
    standing = fields.String(required=True, metadata={"description": "in_force, superseded, revoked"})


class ConsentList(Schema):
    """All consents of a person."""

    items = fields.List(fields.Nested(ConsentInFull), required=True)
