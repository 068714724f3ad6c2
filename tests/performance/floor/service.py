"""The floor's service: statements in, JSON out."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
from flask import Flask, Response, request
from psycopg.types.json import Jsonb

from tests.performance.floor.rows import connection
from tests.performance.floor.tasks import close_case, open_case

app = Flask(__name__)

FRAME = (
    "SELECT p.name, u.name AS unit, (SELECT count(*) FROM personal_message WHERE recipient_id = p.id"
    " AND read_at IS NULL) AS unread FROM person p JOIN unit u ON u.id = p.unit_id WHERE p.id = %s"
)
RECORD = "SELECT id, status, version, updated_at FROM record WHERE id = %s"
ENTRIES = "SELECT id, section, version, data FROM entry WHERE record_id = %s ORDER BY section, position"
HISTORY = "SELECT at, old, new, role FROM status_change WHERE subject_id = %s ORDER BY at"
QUEUE = (
    "SELECT c.* FROM review_case c WHERE unit_id = (SELECT unit_id FROM person WHERE id = %s) AND status = 'assigned'"
    " ORDER BY due_at LIMIT 30"
)
CASE = "SELECT * FROM review_case WHERE id = %s"
HANDED_IN = "SELECT number, content, created_at FROM submission WHERE record_id = %s ORDER BY number DESC LIMIT 1"
DECISIONS = "SELECT * FROM decision WHERE case_id = %s ORDER BY decided_at"
CHANGES = "SELECT * FROM change_request WHERE record_id = %s ORDER BY number DESC LIMIT 20"
NOTICES = (
    "SELECT n.*, r.read_at FROM notice n LEFT JOIN notice_reading r ON r.notice_id = n.id AND r.person_id = %s"
    " WHERE status = 'published' ORDER BY pinned DESC, published_at DESC LIMIT 20"
)
SAVE = "UPDATE entry SET data = data || %s, version = version + 1 WHERE id = %s RETURNING version, data"
TOUCH = "UPDATE record SET updated_at = clock_timestamp() WHERE id = %s"
LOG = "INSERT INTO logged_change VALUES (%s, clock_timestamp(), 'change_entry', %s, %s, %s)"
ANSWER = "INSERT INTO answered_request VALUES (%s, %s, %s)"
AUDIT = "INSERT INTO audit_entry VALUES (clock_timestamp(), %s, %s, 'ok')"
MOVE = "UPDATE record SET status = %s, version = version + 1, updated_at = clock_timestamp() WHERE id = %s RETURNING *"
MOVED = "INSERT INTO status_change VALUES (%s, 'draft', %s, 'professional', clock_timestamp())"
SUBMIT = "INSERT INTO submission VALUES (%s, %s, 1, %s, clock_timestamp())"

Rows = list[dict[str, Any]]


@app.get("/record/<uuid:person>")
def record(person: UUID) -> Response:
    """A record with its entries and history."""
    return _answer(
        frame=_found(FRAME, person)[0],
        record=_found(RECORD, person)[0],
        entries=_found(ENTRIES, person),
        history=_found(HISTORY, person),
    )


@app.get("/cases/<uuid:person>")
def cases(person: UUID) -> Response:
    """The queue of a reviewer's unit."""
    return _answer(frame=_found(FRAME, person)[0], cases=_found(QUEUE, person))


@app.get("/cases/<uuid:person>/<uuid:case>")
def case(person: UUID, case: UUID) -> Response:
    """A case with what was handed in, and what was decided about it."""
    found = _found(CASE, case)[0]
    return _answer(
        frame=_found(FRAME, person)[0],
        case=found,
        submission=_found(HANDED_IN, found["subject_id"])[0],
        decisions=_found(DECISIONS, case),
        history=_found(HISTORY, found["subject_id"]),
    )


@app.get("/changes/<uuid:person>")
def changes(person: UUID) -> Response:
    """The newest wishes of a person."""
    return _answer(frame=_found(FRAME, person)[0], changes=_found(CHANGES, person))


@app.get("/notices/<uuid:person>")
def notices(person: UUID) -> Response:
    """The newest notices, and which of them were read."""
    return _answer(frame=_found(FRAME, person)[0], notices=_found(NOTICES, person))


@app.put("/record/<uuid:person>/entries/<uuid:entry>")
def save(person: UUID, entry: UUID) -> Response:
    """Write an entry, and the rows that go with it."""
    body = msgspec.json.decode(request.data)
    with connection().transaction():
        saved = _found(SAVE, Jsonb(body["data"]), entry)[0]
        connection().execute(TOUCH, (person,))
        connection().execute(LOG, (person, entry, Jsonb(saved["data"]), Jsonb(body["data"])))
        connection().execute(ANSWER, (person, body["key"], Jsonb({"id": str(entry), "data": saved["data"]})))
        connection().execute(AUDIT, (person, "entries.change"))
    return _answer(version=saved["version"])


@app.post("/record/<uuid:person>/submission")
def submit(person: UUID) -> Response:
    """Freeze the record, and have a case opened."""
    body, submission = msgspec.json.decode(request.data), uuid4()
    with connection().transaction():
        _move(person, "pending")
        content = msgspec.json.encode(_found(ENTRIES, person)).decode()
        connection().execute(SUBMIT, (submission, person, content))
        connection().execute(ANSWER, (person, body["key"], Jsonb({"id": str(submission)})))
    open_case.delay(str(submission), str(person))
    return _answer(id=submission)


@app.post("/record/<uuid:person>/withdrawal")
def withdraw(person: UUID) -> Response:
    """Take it back, and have the case closed."""
    with connection().transaction():
        _move(person, "draft")
    close_case.delay(str(person))
    return _answer(status="draft")


def _move(person: UUID, status: str) -> None:
    connection().execute(MOVE, (status, person))
    connection().execute(MOVED, (person, status))
    connection().execute(AUDIT, (person, status))


def _found(statement: str, *values: object) -> Rows:
    return connection().execute(statement, values).fetchall()


def _answer(**content: object) -> Response:
    return Response(msgspec.json.encode(content), mimetype="application/json")
