"""The failures the site can be told to show, a number of times each."""

import json
import sqlite3
from typing import Any

from marshmallow import Schema, fields, validate

from sandbox.expert_site import storage

TIMES = validate.Range(min=0, max=1_000_000)


class Switch(Schema):
    """How often a failure shall happen; zero turns it off."""

    times = fields.Integer(required=True, strict=True, validate=TIMES)


class Fail(Switch):
    """Answer with this status, without looking at the delivery."""

    status = fields.Integer(required=True, strict=True, validate=validate.Range(min=400, max=599))
    retry_after = fields.Integer(strict=True, validate=validate.Range(min=0, max=86_400))


class Slow(Switch):
    """Wait before anything else is done."""

    seconds = fields.Float(required=True, validate=validate.Range(min=0, max=60))


class AnswerTwice(Switch):
    """Do what was asked, but lose the answer: hang up in the middle of it, or answer 500."""

    how = fields.String(load_default="drop", validate=validate.OneOf(("drop", "error")))


class Orders(Schema):
    """What POST /_control takes: clear first, then switch."""

    reset = fields.Boolean(truthy={True}, falsy={False}, load_default=False)
    forget = fields.Boolean(truthy={True}, falsy={False}, load_default=False)
    fail = fields.Nested(Fail)
    slow = fields.Nested(Slow)
    answer_twice = fields.Nested(AnswerTwice)


def obey(connection: sqlite3.Connection, orders: dict[str, Any]) -> None:
    """Carry out checked orders. `forget` loses all data like a broken disk; `reset` the record and switches as well."""
    reset = orders.pop("reset")
    if orders.pop("forget") or reset:
        connection.execute("DELETE FROM expert")
        connection.execute("DELETE FROM answer")
    if reset:
        connection.execute("DELETE FROM delivery")
        connection.execute("DELETE FROM switch")
    for name, setting in orders.items():
        connection.execute("REPLACE INTO switch VALUES (?, ?, ?)", (name, setting.pop("times"), json.dumps(setting)))


def take(name: str) -> dict[str, Any] | None:
    """Use a switch up by one; None if it is off."""
    with storage.transaction() as connection:
        row = connection.execute(
            "UPDATE switch SET times = times - 1 WHERE name = ? AND times > 0 RETURNING setting", (name,)
        ).fetchone()
    return json.loads(row["setting"]) if row else None


def left(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """The switches that are on."""
    rows = connection.execute("SELECT * FROM switch WHERE times > 0")
    return {row["name"]: {"times": row["times"], **json.loads(row["setting"])} for row in rows}
