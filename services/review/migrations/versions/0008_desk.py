"""What the desk's list is sorted, paged and searched by."""

import sqlalchemy as sa
from alembic import op

from services.review.models.names import name_key

revision = "0008"
down_revision = "0007"

BATCH = 1000
SEARCH_TERMS = """
CREATE FUNCTION search_terms(name text, account text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array(
        SELECT substr(lower(name), start, length)
        FROM generate_series(1, length(name)) start, generate_series(1, 2) length
        UNION
        SELECT substr(lower(account), 1, length) FROM generate_series(1, length(account)) length
    )
$$
"""


def upgrade() -> None:
    # What the previous release writes has no key: it stands first where names are sorted, and is found all the same.
    op.add_column("review_case", sa.Column("name_key", sa.Text, server_default="", nullable=False))
    _fill_name_keys()
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    op.execute(SEARCH_TERMS)
    for name, order in (("due", ["due_at", "submitted_at"]), ("submitted", ["submitted_at"]), ("name", ["name_key"])):
        op.create_index(f"review_case_{name}", "review_case", ["unit_id", "status", *order, "id"])
    op.create_index("review_case_reviewer", "review_case", ["reviewer_id", "status", "submitted_at", "id"])
    op.create_index(
        "review_case_search",
        "review_case",
        ["unit_id", sa.text("search_terms(person_name, account)")],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.drop_index("review_case_desk", "review_case")
    op.drop_index("review_case_load", "review_case")


def downgrade() -> None:
    op.create_index("review_case_load", "review_case", ["reviewer_id"], postgresql_where=sa.text("status = 'assigned'"))
    op.create_index("review_case_desk", "review_case", ["unit_id", "status", "opened_at", "id"])
    for name in ("search", "reviewer", "name", "submitted", "due"):
        op.drop_index(f"review_case_{name}", "review_case")
    op.execute("DROP FUNCTION search_terms")
    op.drop_column("review_case", "name_key")


def _fill_name_keys() -> None:
    connection = op.get_bind()
    cases = connection.execute(sa.text("SELECT id, person_name FROM review_case")).all()
    fill = sa.text("UPDATE review_case SET name_key = :key WHERE id = :id")
    for start in range(0, len(cases), BATCH):
        connection.execute(fill, [{"id": id_, "key": name_key(name)} for id_, name in cases[start : start + BATCH]])
