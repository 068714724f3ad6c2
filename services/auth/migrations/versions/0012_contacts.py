"""How people are reached who cannot sign in, what is sent to them, and their former passwords."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TIME = sa.DateTime(timezone=True)
KIND = "kind IN ('email', 'mobile')"
TABLES = ("former_password", "password_reset", "outgoing_text", "contact_code", "contact")


def upgrade() -> None:
    op.create_table(
        "contact",
        *_owned(),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("value_index", sa.LargeBinary, nullable=False),
        sa.Column("verified_at", TIME, nullable=False),
        sa.UniqueConstraint("person_id", "kind"),
        sa.CheckConstraint(KIND, name="contact_kind"),
    )
    op.create_index("contact_value", "contact", ["value_index"])
    op.create_table(
        "contact_code",
        *_owned(),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("code_hmac", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.UniqueConstraint("person_id", "kind"),
        sa.CheckConstraint(KIND, name="contact_code_kind"),
    )
    op.create_table(
        "outgoing_text",
        *_owned(),
        sa.Column("address_index", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("created_at", TIME, server_default=sa.func.now(), nullable=False),
        sa.Column("good_until", TIME, nullable=False),
        sa.Column("claimed_until", TIME),
        sa.Column("sent_at", TIME),
        sa.CheckConstraint(KIND, name="outgoing_text_kind"),
    )
    op.create_index("outgoing_text_person", "outgoing_text", ["person_id", "created_at"])
    op.create_index("outgoing_text_address", "outgoing_text", ["address_index", "created_at"])
    op.create_table(
        "password_reset",
        sa.Column("token_sha256", sa.LargeBinary, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
    )
    op.create_index("password_reset_person", "password_reset", ["person_id"])
    op.create_table(
        "former_password",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
    )
    op.create_index("former_password_person", "former_password", ["person_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _owned() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
    ]
