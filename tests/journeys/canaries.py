"""Where words that nobody should find are looked for: databases, broker, logs, and whatever else lies on the disk."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import redis
from psycopg import sql
from psycopg.rows import tuple_row

from shared.settings import SERVICES
from stack.layout import Layout
from stack.postgres import Postgres
from stack.valkey import Valkey

COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
    " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    " ORDER BY table_name, ordinal_position"
)
HOLDS = "SELECT EXISTS (SELECT FROM {table} WHERE {column}::text LIKE ANY(%s))"


def forms(word: str) -> list[str]:
    """A word as it is, and as JSON, hexadecimal digits and base64 would hide it."""
    plain = word.encode()
    packed = {base64.b64encode(bytes(skipped) + plain)[skipped + 1 : -4].decode() for skipped in range(3)}
    return [word, json.dumps(word)[1:-1], plain.hex(), *packed]


def in_databases(layout: Layout, canaries: Mapping[str, str]) -> Iterator[str]:
    """Every `service.table.column: canary` that holds one readable, in all four databases."""
    postgres = Postgres(layout.data, layout.postgres_port)
    for service in SERVICES:
        with postgres.superuser(service) as connection, connection.cursor(row_factory=tuple_row) as cursor:
            for table, column in cursor.execute(COLUMNS).fetchall():
                asked = sql.SQL(HOLDS).format(table=sql.Identifier(table), column=sql.Identifier(column))
                for name, word in canaries.items():
                    found = cursor.execute(asked, [[f"%{form}%" for form in forms(word)]]).fetchone()
                    if found and found[0]:
                        yield f"{service}.{table}.{column}: {name}"


def in_broker(layout: Layout, canaries: Mapping[str, str]) -> Iterator[str]:
    """Every canary in what somebody reads who may read everything at the broker."""
    with redis.Redis.from_url(Valkey(layout.data, layout.valkey_port).url) as broker:
        held = b"\n".join(broker.dump(key) or b"" for key in broker.scan_iter())
    yield from in_bytes("keys of the broker", held, canaries)


def in_files(folder: Path, canaries: Mapping[str, str]) -> Iterator[str]:
    """Every canary in the files of a folder."""
    for path in sorted(path for path in (folder, *folder.rglob("*")) if path.is_file()):
        with suppress(FileNotFoundError):  # a sign of life, just replaced by the next
            yield from in_bytes(path.name, path.read_bytes(), canaries)


def in_bytes(place: str, content: bytes, canaries: Mapping[str, str]) -> Iterator[str]:
    """Every canary in some bytes, which may hold messages packed as base64."""
    for name, word in canaries.items():
        if any(form.encode() in content for form in forms(word)):
            yield f"{place}: {name}"
