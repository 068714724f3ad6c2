"""Notices: whom they concern, until when, their editions, and who has read them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TIME = sa.DateTime(timezone=True)
STATUS = sa.String(20)
CATEGORY = "category IN ('通知', '公告', '政策文件', '操作指南')"
NEW_OF_NOTICE = (
    *("must_read", "public", "unit_ids", "roles", "statuses", "attachment_ids"),
    *("issuer_unit_id", "author_id", "author_name", "created_at", "edition", "published_until", "revised_at"),
)


def upgrade() -> None:
    for column in (*_audience(), *_attachments()):
        op.add_column("notice", column)
    _facts_of_notice()
    # Nearly everybody is one; of others auth tells.
    op.add_column("person", sa.Column("is_professional", sa.Boolean, server_default="true", nullable=False))
    _editions()
    _readers()
    _take_over()


def downgrade() -> None:
    for table in ("notice_reading", "notice_audience", "notice_revision", "notice_edition"):
        op.drop_table(table)
    op.drop_column("person", "is_professional")
    op.drop_index("notice_of_unit", "notice")
    op.drop_constraint("notice_ends_after_begin", "notice")
    for column in NEW_OF_NOTICE:
        op.drop_column("notice", column)


def _audience() -> list[sa.Column[Any]]:
    no, none = sa.text("false"), "{}"
    return [
        sa.Column("must_read", sa.Boolean, server_default=no, nullable=False),
        sa.Column("public", sa.Boolean, server_default=no, nullable=False),
        sa.Column("unit_ids", sa.ARRAY(sa.Uuid), server_default=none, nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text), server_default=none, nullable=False),
        sa.Column("statuses", sa.ARRAY(sa.Text), server_default=none, nullable=False),
    ]


def _attachments() -> list[sa.Column[Any]]:
    return [sa.Column("attachment_ids", sa.ARRAY(sa.Uuid), server_default="{}", nullable=False)]


def _facts_of_notice() -> None:
    now = sa.func.clock_timestamp()
    op.add_column("notice", sa.Column("issuer_unit_id", sa.Uuid))
    op.add_column("notice", sa.Column("author_id", sa.Uuid))
    op.add_column("notice", sa.Column("author_name", sa.Text, server_default="", nullable=False))
    op.add_column("notice", sa.Column("created_at", TIME, server_default=now, nullable=False))
    op.add_column("notice", sa.Column("edition", sa.Integer, server_default="0", nullable=False))
    op.add_column("notice", sa.Column("published_until", TIME))
    op.add_column("notice", sa.Column("revised_at", TIME))
    op.create_check_constraint("notice_ends_after_begin", "notice", "published_until > published_at")
    op.create_index("notice_of_unit", "notice", ["issuer_unit_id", "created_at", "id"])


def _content() -> list[sa.Column[Any]]:
    return [
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("category", STATUS, nullable=False),
        *_audience(),
        *_attachments(),
        sa.Column("note", sa.Text, nullable=False),
    ]


def _editions() -> None:
    op.create_table(
        "notice_edition",
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notice.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *_content(),
        sa.Column("by", sa.Uuid),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
    )
    op.execute("CREATE TRIGGER unchanged BEFORE UPDATE ON notice_edition FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.create_table(
        "notice_revision",
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notice.id"), primary_key=True),
        *_content(),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("by", sa.Uuid),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("changed_at", TIME, server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint(CATEGORY, name="notice_revision_category"),
    )


def _readers() -> None:
    op.create_table(
        "notice_audience",
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notice.id"), primary_key=True),
        sa.Column("unit_id", sa.Uuid, primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("published_at", TIME, nullable=False),
        sa.Column("published_until", TIME),
    )
    listed = ["unit_id", "role", "pinned", "published_at", "notice_id"]
    op.create_index("notice_audience_list", "notice_audience", listed)
    op.create_table(
        "notice_reading",
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notice.id"), primary_key=True),
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("read_at", TIME, nullable=False),
        sa.Column("read_edition", sa.Integer, nullable=False),
        sa.Column("confirmed_at", TIME),
        sa.Column("confirmed_edition", sa.Integer),
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_edition IS NULL)", name="notice_reading_confirmed"),
    )
    op.create_index("notice_reading_of_person", "notice_reading", ["person_id", "notice_id"])


def _take_over() -> None:
    """What is there was meant for everybody, and is the first edition if it was ever published."""
    op.execute(
        "UPDATE notice SET created_at = coalesce(published_at, created_at), edition = (status <> 'draft')::int, "
        "attachment_ids = ARRAY(SELECT id FROM attachment WHERE notice_id = notice.id ORDER BY position)"
    )
    op.execute(
        "INSERT INTO notice_edition (notice_id, number, title, body, category, attachment_ids, note, by_name, at) "
        "SELECT id, 1, title, body, category, attachment_ids, '', '', published_at FROM notice WHERE status <> 'draft'"
    )
    op.execute(
        "INSERT INTO notice_audience (notice_id, unit_id, role, pinned, published_at) "
        "SELECT id, '00000000-0000-0000-0000-000000000000', 'anybody', pinned, published_at FROM notice "
        "WHERE status = 'published'"
    )
