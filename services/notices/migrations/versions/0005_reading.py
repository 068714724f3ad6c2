"""Notices as people read them: search, what changed last, what counts as read, downloads, long work."""

import re
import unicodedata
from itertools import pairwise

import sqlalchemy as sa
from alembic import op

from shared.migrations import jobs_v1

revision = "0005"
down_revision = "0004"

TIME = sa.DateTime(timezone=True)
SHOWN = sa.text("status = 'published'")
ENDS = sa.text("status = 'published' AND published_until IS NOT NULL")
PUBLIC = sa.text("status = 'published' AND public")
MUST_READ = sa.text("status = 'published' AND must_read")
INDEXES = ("notice_begins", "notice_ends", "notice_public", "notice_must_read")
TABLES = ("attachment_downloads", "notice_read_until", "notice_search_text", "notice_board")


def upgrade() -> None:
    jobs_v1.create()
    op.create_index("notice_begins", "notice", ["published_at"], postgresql_where=SHOWN)
    op.create_index("notice_ends", "notice", ["published_until"], postgresql_where=ENDS)
    op.create_index("notice_public", "notice", ["published_at", "id"], postgresql_where=PUBLIC)
    op.create_index("notice_must_read", "notice", ["published_at", "id"], postgresql_where=MUST_READ)
    op.create_index("person_account", "person", ["account"])
    _search()
    _readers()
    _board()
    _index_what_is_there()


def downgrade() -> None:
    op.execute("DROP TRIGGER board ON notice")
    op.execute("DROP FUNCTION note_change_of_board()")
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("person_account", "person")
    for index in INDEXES:
        op.drop_index(index, "notice")
    jobs_v1.drop()


def _search() -> None:
    op.create_table(
        "notice_search_text",
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notice.id"), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("grams", sa.ARRAY(sa.Text), nullable=False),
    )
    op.create_index("notice_search_text_grams", "notice_search_text", ["grams"], postgresql_using="gin")


def _readers() -> None:
    op.create_table(
        "notice_read_until",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("until", TIME, nullable=False),
    )
    op.create_table(
        "attachment_downloads",
        sa.Column("attachment_id", sa.Uuid, sa.ForeignKey("attachment.id"), primary_key=True),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("downloads", sa.BigInteger, nullable=False),
    )


def _board() -> None:
    """One row that is another whenever a notice is: by it those who keep lists and texts see that they are old."""
    op.create_table(
        "notice_board",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("edition", sa.Uuid, nullable=False),
    )
    op.execute(
        "CREATE FUNCTION note_change_of_board() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO notice_board VALUES (1, gen_random_uuid()) "
        "ON CONFLICT (id) DO UPDATE SET edition = excluded.edition; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER board AFTER INSERT OR UPDATE OR DELETE ON notice "
        "FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_board()"
    )


def _index_what_is_there() -> None:
    """What was published before is found by its text as it was written; a revision indexes it as it is shown."""
    connection = op.get_bind()
    names = "coalesce((SELECT string_agg(name, E'\\n') FROM attachment WHERE notice_id = notice.id), '')"
    published = f"SELECT id, title, body, {names} FROM notice WHERE status = 'published'"  # noqa: S608 - no input
    for notice_id, title, body, files in connection.exec_driver_sql(published).all():
        text = "".join(map(_folded, f"{title}\n{body}\n{files}"))
        grams = sorted({gram for word in re.split(r"\s+", text) for gram in (*word, *map("".join, pairwise(word)))})
        row = (notice_id, "".join(map(_folded, title)), text, body, grams)
        connection.exec_driver_sql("INSERT INTO notice_search_text VALUES (%s, %s, %s, %s, %s)", row)


def _folded(sign: str) -> str:
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
