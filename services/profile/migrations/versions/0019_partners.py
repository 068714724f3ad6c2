"""Partners as rows: settings, their editions, secrets; consents and shares name their partner."""

import json
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"

TIME = sa.DateTime(timezone=True)
CLOCK = sa.func.clock_timestamp()
TEXTS = ("key", "url", "name", "receiver", "contact", "purpose", "method", "retention", "text")
NOBODY = UUID(int=0)
FIRST = "5d0b7f52-6f0e-4a55-9c38-3f1d5a2f6c01"
# The only partner there was, as people were told of it: what they consented to until now.
TOLD = {
    "key": "expert-site",
    "url": "",
    "name": "找专家网",
    "receiver": "找专家网运营单位（独立于职称主管部门的个人信息处理者）",
    "contact": "个人信息保护联系方式以找专家网公示为准，也可通过本系统「撤回分享」随时停止提供",
    "purpose": "在找专家网为您开设个人主页（知识网店），供单位和个人查找专业技术人才",
    "method": "以加密、签名的网络接口一次性提供；审核通过的变更会再次提供，直至您撤回",
    "retention": "",
    "text": "我已知悉接收方、目的、方式和所选内容，单独同意将所选内容提供给找专家网。"
    "我可以随时撤回；撤回后系统停止提供，并通知对方删除已提供的内容。",
}
ALLOWED = (
    "basic_info.name",
    "unit.name",
    *(f"education.{key}" for key in ("school", "education_level", "degree", "major", "start_month", "end_month")),
    *(f"work_experience.{key}" for key in ("unit_name", "duty", "tech_work", "start_month", "end_month")),
)


def upgrade() -> None:
    _partners()
    if op.get_bind().scalar(sa.text("SELECT EXISTS (SELECT FROM consent)")):
        _carry_over()
    for table in ("consent", "share"):
        # By a default and not by UPDATE, which the append-only table refuses.
        op.add_column(table, sa.Column("partner_id", sa.Uuid, nullable=False, server_default=FIRST))
        op.alter_column(table, "partner_id", server_default=None)
        op.create_foreign_key(f"{table}_partner_id_fkey", table, "partner", ["partner_id"], ["id"])
    op.alter_column("consent", "text_version", type_=sa.Integer, postgresql_using="1")
    op.drop_constraint("share_person_id_key", "share")
    op.create_unique_constraint("share_of_person", "share", ["person_id", "partner_id"])
    op.create_index("share_partner", "share", ["partner_id", "id"])


def downgrade() -> None:
    op.execute("ALTER TABLE consent DISABLE TRIGGER append_only")
    for table in ("share", "consent"):
        op.execute(
            sa.text(
                f"DELETE FROM {table} WHERE partner_id <> (SELECT id FROM partner WHERE key = 'expert-site')"  # noqa: S608
            )
        )
    op.execute("ALTER TABLE consent ENABLE TRIGGER append_only")
    op.drop_constraint("share_of_person", "share")
    op.create_unique_constraint("share_person_id_key", "share", ["person_id"])
    op.alter_column("consent", "text_version", type_=sa.Text, postgresql_using="'2026-' || text_version")
    for table in ("share", "consent"):
        op.drop_column(table, "partner_id")
    for table in ("partner_secret", "partner_edition", "partner"):
        op.drop_table(table)


def _partners() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
        sa.Column("text_version", sa.Integer, nullable=False),
        sa.Column("allowed_fields", JSONB, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("key", name="partner_key_key"),
        sa.CheckConstraint("key ~ '^[a-z][a-z0-9-]{1,39}$'", name="partner_key_form"),
    )
    op.create_table(
        "partner_edition",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("partner_id", sa.Uuid, sa.ForeignKey("partner.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deed", sa.Text, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("at", TIME, server_default=CLOCK, nullable=False),
    )
    op.create_index("partner_edition_partner", "partner_edition", ["partner_id", "version"], unique=True)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON partner_edition "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.create_table(
        "partner_secret",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("partner_id", sa.Uuid, sa.ForeignKey("partner.id"), nullable=False),
        sa.Column("encrypted", sa.Text, nullable=False),
        sa.Column("created_at", TIME, server_default=CLOCK, nullable=False),
        sa.Column("retired_at", TIME),
    )
    op.create_index("partner_secret_partner", "partner_secret", ["partner_id", "created_at"])


def _carry_over() -> None:
    """Write the partner of the shares that there are; address and secret follow when the migration is over."""
    state = {"enabled": True, "paused": False}
    names = (*TEXTS, "enabled", "paused")
    op.execute(
        sa.text(
            f"INSERT INTO partner (id, {', '.join(names)}, text_version, allowed_fields, version) VALUES "  # noqa: S608
            f"(:id, {', '.join(f':{name}' for name in names)}, 1, cast(:allowed AS jsonb), 1)"
        ).bindparams(id=UUID(FIRST), allowed=json.dumps(ALLOWED), **TOLD, **state)
    )
    content = json.dumps(TOLD | state | {"allowed_fields": ALLOWED}, ensure_ascii=False)
    op.execute(
        sa.text(
            "INSERT INTO partner_edition (partner_id, version, deed, content, by, by_name) "
            "VALUES (:id, 1, 'set', cast(:content AS jsonb), :by, '系统')"
        ).bindparams(id=UUID(FIRST), content=content, by=NOBODY)
    )
