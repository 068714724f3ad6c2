"""Units that are found, moved, merged and closed, with all that was done to them and what waits to be confirmed."""

import sqlalchemy as sa
from alembic import op
from pypinyin import Style, lazy_pinyin
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"

TIME = sa.DateTime(timezone=True)
NOW = sa.func.clock_timestamp()
DEEDS = "deed IN ('created', 'changed', 'moved', 'merged', 'took_in', 'closed')"
KEYS = "UPDATE unit SET name_key = lower(regexp_replace(normalize(name, NFKC), '[[:space:]]', '', 'g'))"


def upgrade() -> None:
    for column in ("name_key", "search", "phone", "address"):
        op.add_column("unit", sa.Column(column, sa.Text, nullable=False, server_default=""))
    op.add_column("unit", sa.Column("merged_into_id", sa.Uuid, sa.ForeignKey("unit.id")))
    op.create_check_constraint("unit_merged_is_closed", "unit", "merged_into_id IS NULL OR closed")
    _let_units_be_found()
    op.drop_index("unit_superior", "unit")
    op.create_index("unit_superior", "unit", ["superior_id", "name", "id"])
    op.create_index("unit_merged", "unit", ["merged_into_id"], postgresql_where=sa.text("merged_into_id IS NOT NULL"))
    op.create_index(
        "unit_name",
        "unit",
        ["superior_id", "name_key"],
        unique=True,
        postgresql_where=sa.text("NOT closed"),
        postgresql_nulls_not_distinct=True,
    )
    _unit_event()
    _unit_request()


def downgrade() -> None:
    op.drop_table("unit_request")
    op.drop_table("unit_event")
    op.drop_index("unit_name", "unit")
    op.drop_index("unit_superior", "unit")
    op.create_index("unit_superior", "unit", ["superior_id"])
    for column in ("merged_into_id", "address", "phone", "search", "name_key"):
        op.drop_column("unit", column)


def _let_units_be_found() -> None:
    """What units are found by; of several that had one name, the later ones are kept apart by their codes."""
    connection = op.get_bind()
    op.execute(KEYS)
    op.execute(
        "UPDATE unit SET name_key = name_key || code WHERE EXISTS (SELECT FROM unit earlier WHERE earlier.name_key ="
        " unit.name_key AND earlier.superior_id IS NOT DISTINCT FROM unit.superior_id AND earlier.id < unit.id)"
    )
    for unit_id, name, key, code in connection.execute(sa.text("SELECT id, name, name_key, code FROM unit")).all():
        initials, whole = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)), "".join(lazy_pinyin(name))
        search = f"{key}\n{code.lower()}\n{initials.lower()}\n{whole.lower()}"
        connection.execute(sa.text("UPDATE unit SET search = :s WHERE id = :id"), {"s": search, "id": unit_id})


def _unit_event() -> None:
    op.create_table(
        "unit_event",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("unit_id", sa.Uuid, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("deed", sa.Text, nullable=False),
        sa.Column("before", JSONB, nullable=False),
        sa.Column("after", JSONB, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("by", sa.Uuid),
        sa.Column("at", TIME, server_default=NOW, nullable=False),
        sa.CheckConstraint(DEEDS, name="unit_event_deed"),
    )
    op.create_index("unit_event_unit", "unit_event", ["unit_id", "id"])
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON unit_event FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _unit_request() -> None:
    op.create_table(
        "unit_request",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("unit_id", sa.Uuid, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("into_id", sa.Uuid, sa.ForeignKey("unit.id")),
        sa.Column("before", JSONB, nullable=False),
        sa.Column("after", JSONB, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("asked_by", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("asked_at", TIME, server_default=NOW, nullable=False),
        sa.Column("decided_by", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("decided_at", TIME),
        sa.Column("answer", sa.Text, nullable=False, server_default=""),
        sa.CheckConstraint("kind IN ('facts', 'merger')", name="unit_request_kind"),
        sa.CheckConstraint("status IN ('pending', 'approved', 'rejected', 'withdrawn')", name="unit_request_status"),
        sa.CheckConstraint("(kind = 'merger') = (into_id IS NOT NULL)", name="unit_request_merger_has_other"),
        sa.CheckConstraint("into_id <> unit_id", name="unit_request_merger_of_two"),
        sa.CheckConstraint("asked_by <> decided_by OR status = 'withdrawn'", name="unit_request_four_eyes"),
        sa.CheckConstraint("(status = 'pending') = (decided_at IS NULL)", name="unit_request_decided_has_time"),
    )
    op.create_index(
        "unit_request_one_pending",
        "unit_request",
        ["unit_id"],
        unique=True,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index("unit_request_unit", "unit_request", ["unit_id", "asked_at"])
    op.create_index("unit_request_asked_by", "unit_request", ["asked_by", "asked_at"])
