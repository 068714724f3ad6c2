"""The terms by which a case is found, stored: working them out for each case looked at took longer than the looking."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.drop_index("review_case_search", "review_case")
    terms = sa.Computed("search_terms(person_name, account)", persisted=True)
    op.add_column("review_case", sa.Column("search", ARRAY(sa.Text), terms))
    _index("search")


def downgrade() -> None:
    op.drop_index("review_case_search", "review_case")
    op.drop_column("review_case", "search")
    _index(sa.text("search_terms(person_name, account)"))


def _index(terms: str | sa.TextClause) -> None:
    op.create_index(
        "review_case_search",
        "review_case",
        ["unit_id", terms],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
