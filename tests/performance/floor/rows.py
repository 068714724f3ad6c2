"""Plain tables with the rows of ours, and the connection of each thread to them."""

import os
import threading

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from stack.postgres import Postgres
from stack.servers import Servers

TABLES = {
    ("auth", "person"): "id uuid PRIMARY KEY, account text UNIQUE, name text, unit_id uuid",
    ("auth", "unit"): "id uuid PRIMARY KEY, name text",
    ("profile", "record"): "id uuid PRIMARY KEY, status text, version int, updated_at timestamptz",
    ("profile", "entry"): "id uuid PRIMARY KEY, record_id uuid, section text, position int, data jsonb, version int",
    ("profile", "submission"): "id uuid PRIMARY KEY, record_id uuid, number int, content jsonb, created_at timestamptz",
    ("profile", "change_request"): (
        "id uuid PRIMARY KEY, record_id uuid, number int, status text, section text, action text, old jsonb, new jsonb,"
        " reason text, submitted_at timestamptz, decided_role text, reasons jsonb"
    ),
    ("profile", "status_change"): "subject_id uuid, old text, new text, role text, at timestamptz",
    ("profile", "logged_change"): "record_id uuid, at timestamptz, deed text, entry_id uuid, old jsonb, new jsonb",
    ("profile", "answered_request"): "person_id uuid, key text, answer jsonb, PRIMARY KEY (person_id, key)",
    ("profile", "audit_entry"): "at timestamptz, actor_id uuid, act text, result text",
    ("review", "review_case"): (
        "id uuid PRIMARY KEY, subject_id uuid, person_id uuid, unit_id uuid, status text, kind text, account text,"
        " person_name text, title_level text, submitted_at timestamptz, due_at timestamptz, reviewer_id uuid"
    ),
    ("review", "decision"): "id uuid PRIMARY KEY, case_id uuid, decision text, reasons jsonb, decided_at timestamptz",
    ("notices", "notice"): (
        "id uuid PRIMARY KEY, title text, category text, issuer text, pinned boolean, must_read boolean, status text,"
        " published_at timestamptz"
    ),
    (
        "notices",
        "notice_reading",
    ): "notice_id uuid, person_id uuid, read_at timestamptz, PRIMARY KEY (person_id, notice_id)",
    ("notices", "personal_message"): (
        "id uuid PRIMARY KEY, recipient_id uuid, text text, created_at timestamptz, read_at timestamptz"
    ),
}
INDEXES = (
    "CREATE INDEX ON entry (record_id, section, position)",
    "CREATE INDEX ON submission (record_id)",
    "CREATE INDEX ON change_request (record_id, number)",
    "CREATE INDEX ON decision (case_id)",
    "CREATE INDEX ON status_change (subject_id, at)",
    "CREATE INDEX ON logged_change (record_id)",
    "CREATE INDEX ON review_case (unit_id, status, due_at)",
    "CREATE INDEX ON review_case (person_id)",
    "CREATE INDEX ON notice (pinned, published_at) WHERE status = 'published'",
    "CREATE INDEX ON personal_message (recipient_id) WHERE read_at IS NULL",
)

_own = threading.local()


def connection() -> "psycopg.Connection[dict[str, object]]":
    """This thread's, kept open; each statement is its own transaction unless a block says otherwise."""
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(os.environ["FLOOR_DATABASE"], autocommit=True, row_factory=dict_row)
    kept: psycopg.Connection[dict[str, object]] = _own.connection
    return kept


def copy_rows(ours: Postgres, floor: Servers) -> None:
    """Make the tables in the floor's first database, and fill them."""
    with floor.postgres.superuser("profile") as target:
        for (service, table), columns in TABLES.items():
            name, kept = sql.Identifier(table), _names(columns)
            target.execute(sql.SQL("CREATE TABLE {} ({})").format(name, sql.SQL(columns)))
            taken = sql.SQL("COPY {} ({}) TO STDOUT").format(name, kept)
            given = sql.SQL("COPY {} ({}) FROM STDIN").format(name, kept)
            with (
                ours.superuser(service) as source,
                source.cursor().copy(taken) as reading,
                target.cursor().copy(given) as writing,
            ):
                for block in reading:
                    writing.write(block)
            target.execute(sql.SQL("ALTER TABLE {} OWNER TO profile").format(name))
        for statement in INDEXES:
            target.execute(sql.SQL(statement))
        target.execute("ANALYZE")


def _names(columns: str) -> sql.Composed:
    names = [part.split()[0] for part in columns.partition(", PRIMARY KEY (")[0].split(", ")]
    return sql.SQL(", ").join(map(sql.Identifier, names))
