"""Certificate numbers, to be found in what others handed in; and who had a whole ID number shown.

The numbers of what was handed in before are taken over here; what the previous release takes in while both run is
found once it is handed in again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TAKE_OVER = r"""
INSERT INTO certificate_number (record_id, section, field, entry_id, number)
SELECT record.id, kind.section, kind.field, (entry->>'id')::uuid,
       upper(regexp_replace(entry->'data'->>kind.field, '[^0-9A-Za-z\u4e00-\u9fff]', '', 'g'))
FROM record JOIN submission ON submission.id = record.submission_id
CROSS JOIN (VALUES ('education', 'edu_cert_no'), ('education', 'degree_cert_no'), ('title_qualification', 'cert_no'),
                   ('certificate', 'cert_no'), ('continuing_education', 'cert_no')) AS kind (section, field)
CROSS JOIN jsonb_array_elements(submission.content->'sections'->kind.section) AS entry
WHERE length(regexp_replace(entry->'data'->>kind.field, '[^0-9A-Za-z\u4e00-\u9fff]', '', 'g')) >= 6
"""


def upgrade() -> None:
    op.create_table(
        "certificate_number",
        sa.Column("record_id", sa.Uuid, sa.ForeignKey("record.id"), primary_key=True),
        sa.Column("section", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("entry_id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Text, nullable=False),
    )
    op.create_index("certificate_number_number", "certificate_number", ["number", "section", "field"])
    op.execute(TAKE_OVER)
    op.create_table(
        "opened_number",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("record_id", sa.Uuid, sa.ForeignKey("record.id"), nullable=False),
        sa.Column("submission_id", sa.Uuid, sa.ForeignKey("submission.id"), nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )
    op.create_index("opened_number_record", "opened_number", ["record_id", "at"])
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON opened_number "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("opened_number")
    op.drop_table("certificate_number")
