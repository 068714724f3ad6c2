"""Records, submissions, change requests, files and shares."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)
NOW = sa.func.now()
STATUS = sa.String(20)
PENDING = sa.text("status = 'pending'")
APPEND_ONLY = ("submission", "settlement", "consent")
TABLES = ("share", "consent", "change_request", "file", "settlement", "entry", "submission", "record", "unit", "person")


def upgrade() -> None:
    _mirrors()
    _record()
    _submission()
    _change_request()
    _file()
    _share()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_constraint("record_submission_id_fkey", "record")
    for table in TABLES:
        op.drop_table(table)


def _mirrors() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("id_type", sa.Text, nullable=False),
        sa.Column("encrypted_id_number", sa.Text, nullable=False),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        sa.Column("is_professional", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("nature", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("superior_id", sa.Uuid),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _record() -> None:
    op.create_table(
        "record",
        sa.Column("id", sa.Uuid, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated_at", TIME),
        sa.Column("submission_id", sa.Uuid),
        sa.Column("holder_role", sa.Text),
        sa.Column("holder_unit", sa.Text),
        sa.Column("last_reasons", JSONB, nullable=False),
        sa.CheckConstraint("status IN ('draft', 'pending', 'approved', 'returned')", name="record_status_known"),
        sa.CheckConstraint("status = 'draft' OR submission_id IS NOT NULL", name="record_submitted_has_submission"),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("record_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("single", sa.Boolean, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("encrypted", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content_version", sa.Integer, nullable=False),
        sa.Column("updated_at", TIME, server_default=NOW, nullable=False),
        sa.UniqueConstraint("record_id", "section", "position", name="entry_position"),
    )
    op.create_index("entry_single", "entry", ["record_id", "section"], unique=True, postgresql_where=sa.text("single"))


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("record_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("encrypted_id_number", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("created_at", TIME, server_default=NOW, nullable=False),
        sa.UniqueConstraint("record_id", "number", name="submission_number"),
        sa.CheckConstraint("origin IN ('submission', 'change')", name="submission_origin_known"),
    )
    op.create_foreign_key(
        "record_submission_id_fkey",
        "record",
        "submission",
        ["submission_id"],
        ["id"],
        deferrable=True,
        initially="DEFERRED",
    )
    op.create_table(
        "settlement",
        sa.Column("submission_id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("decided_by", sa.Uuid, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("decided_at", TIME, nullable=False),
        sa.Column("settled_at", TIME, server_default=NOW, nullable=False),
    )
    op.create_index("settlement_subject", "settlement", ["subject_id"])


def _change_request() -> None:
    op.create_table(
        "change_request",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("record_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("single", sa.Boolean, nullable=False),
        sa.Column("entry_id", sa.Uuid),
        sa.Column("action", STATUS, nullable=False),
        sa.Column("base_version", sa.Integer),
        sa.Column("old", JSONB),
        sa.Column("new", JSONB),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("files", JSONB, nullable=False),
        sa.Column("submitted_at", TIME, server_default=NOW, nullable=False),
        sa.Column("decided_at", TIME),
        sa.Column("decided_role", sa.Text),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("holder_role", sa.Text),
        sa.Column("holder_unit", sa.Text),
        sa.UniqueConstraint("record_id", "number", name="change_request_number"),
        sa.CheckConstraint(
            "status IN ('pending', 'approved', 'rejected', 'withdrawn', 'conflict')", name="change_request_status_known"
        ),
        sa.CheckConstraint("(action = 'add') = (entry_id IS NULL)", name="change_request_entry_unless_added"),
        sa.CheckConstraint("(action = 'delete') = (new IS NULL)", name="change_request_new_unless_deleted"),
        sa.CheckConstraint("(status = 'pending') = (decided_at IS NULL)", name="change_request_final_has_time"),
    )
    op.create_index("change_request_open_entry", "change_request", ["entry_id"], unique=True, postgresql_where=PENDING)
    op.create_index(
        "change_request_open_single",
        "change_request",
        ["record_id", "section"],
        unique=True,
        postgresql_where=sa.text("status = 'pending' AND single"),
    )


def _file() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("stored_as", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", TIME, server_default=NOW, nullable=False),
    )
    op.create_index("file_owner", "file", ["owner_id"])


def _share() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("text_version", sa.Text, nullable=False),
        sa.Column("fields", JSONB, nullable=False),
        sa.Column("submission_number", sa.Integer, nullable=False),
        sa.Column("given_at", TIME, server_default=NOW, nullable=False),
    )
    op.create_index("consent_person", "consent", ["person_id", "given_at"])
    op.create_table(
        "share",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False, unique=True),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("consent_id", sa.Uuid, sa.ForeignKey("consent.id"), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("queued_at", TIME, server_default=NOW, nullable=False),
        sa.Column("next_at", TIME, server_default=NOW, nullable=False),
        sa.Column("leased_until", TIME),
        sa.Column("link", sa.Text),
        sa.Column("last_error", sa.Text),
        sa.CheckConstraint(
            "status IN ('queued', 'sending', 'shared', 'failed', 'revoking', 'revoked')", name="share_status_known"
        ),
        sa.CheckConstraint("status <> 'shared' OR link IS NOT NULL", name="share_shared_has_link"),
    )
