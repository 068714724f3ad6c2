"""Cases with their stages, assignments and decisions, and the copies of units and staff."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)
WORD = sa.String(20)
APPEND_ONLY = ("assignment", "decision")
STAGE_STATUS = (
    "CASE WHEN decided_at IS NOT NULL THEN 'decided' WHEN reviewer_id IS NOT NULL THEN 'assigned' ELSE 'queued' END"
)


def upgrade() -> None:
    _staff()
    _cases()
    _stages()
    _assignments()
    _decisions()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in ("decision", "assignment", "stage", "review_case", "subject", "staff_grant", "staff", "unit"):
        op.drop_table(table)


def _staff() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("superior_id", sa.Uuid),
        sa.Column("closed", sa.Boolean, nullable=False),
    )
    op.create_index("unit_superior", "unit", ["superior_id"])
    op.create_table(
        "staff",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("on_leave", sa.Boolean, nullable=False),
    )
    op.create_table(
        "staff_grant",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("role", WORD, primary_key=True),
        sa.Column("unit_id", sa.Uuid, primary_key=True),
    )
    op.create_index("staff_grant_unit", "staff_grant", ["unit_id", "role"])


def _cases() -> None:
    op.create_table(
        "subject",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("withdrawn_version", sa.Integer, server_default="0", nullable=False),
    )
    op.create_table(
        "review_case",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("subject_version", sa.Integer, nullable=False),
        sa.Column("submission_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.Column("stage", sa.SmallInteger, server_default="1", nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("section", sa.Text),
        sa.Column("title_series", sa.Text),
        sa.Column("title_level", sa.Text),
        sa.Column("warnings", sa.Integer, nullable=False),
        sa.Column("submitted_at", TIME, nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("reviewer_id", sa.Uuid),
        sa.Column("reviewer_role", WORD),
        sa.Column("outcome", sa.Text),
        sa.Column("closed_at", TIME),
        *_case_rules(),
    )
    waiting = sa.text("status IN ('queued', 'assigned')")
    op.create_index("review_case_one_waiting", "review_case", ["subject_id"], unique=True, postgresql_where=waiting)
    op.create_index("review_case_desk", "review_case", ["unit_id", "status", "opened_at", "id"])
    held = sa.text("status = 'assigned'")
    op.create_index("review_case_load", "review_case", ["reviewer_id"], postgresql_where=held)
    op.create_index("review_case_person", "review_case", ["person_id", "opened_at"])


def _case_rules() -> list[sa.Constraint]:
    rules = {
        "status": "status IN ('queued', 'assigned', 'decided', 'closed')",
        "kind": "kind IN ('record', 'change')",
        "queued_has_no_reviewer": "status <> 'queued' OR reviewer_id IS NULL",
        "held_has_reviewer": "status NOT IN ('assigned', 'decided') OR reviewer_id IS NOT NULL",
        "reviewer_has_role": "(reviewer_id IS NULL) = (reviewer_role IS NULL)",
        "not_own": "reviewer_id <> person_id",
        "closed_has_outcome": "(status = 'closed') = (outcome IS NOT NULL)",
        "closed_has_time": "(status = 'closed') = (closed_at IS NOT NULL)",
        "outcome": "outcome IN ('approved', 'returned', 'rejected', 'withdrawn', 'conflict')",
    }
    return [
        sa.UniqueConstraint("subject_id", "subject_version", name="review_case_submission"),
        *(sa.CheckConstraint(rule, name=f"review_case_{name}") for name, rule in rules.items()),
    ]


def _stages() -> None:
    op.create_table(
        "stage",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("review_case.id"), nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        sa.Column("reviewer_id", sa.Uuid),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("decided_at", TIME),
        sa.Column("status", sa.Text, sa.Computed(STAGE_STATUS, persisted=True), nullable=False),
        sa.UniqueConstraint("case_id", "position", name="stage_position"),
        sa.CheckConstraint("decided_at IS NULL OR reviewer_id IS NOT NULL", name="stage_decided_has_reviewer"),
    )


def _assignments() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("review_case.id"), nullable=False),
        sa.Column("stage_id", sa.Uuid, sa.ForeignKey("stage.id"), nullable=False),
        sa.Column("reviewer_id", sa.Uuid, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("reason", WORD, nullable=False),
        sa.Column("open_cases", sa.Integer, nullable=False),
        sa.Column("by", sa.Uuid),
        sa.Column("at", TIME, server_default=sa.func.clock_timestamp(), nullable=False),
    )
    op.create_index("assignment_case", "assignment", ["case_id", "id"])


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("review_case.id"), nullable=False),
        sa.Column("stage_id", sa.Uuid, sa.ForeignKey("stage.id"), unique=True, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("submission_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("decided_by", sa.Uuid, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("decided_at", TIME, nullable=False),
        sa.CheckConstraint("decision IN ('approve', 'return')", name="decision_word"),
        sa.CheckConstraint(
            "(decision = 'return') = (jsonb_array_length(reasons) > 0)", name="decision_return_has_reasons"
        ),
    )
    op.create_index("decision_subject", "decision", ["subject_id", "decided_at"])
