"""Doing a request once, however often it is sent under its `Idempotency-Key`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from flask import Response, jsonify, request
from marshmallow import Schema
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.profile.models import AnsweredRequest
from shared.auth import current_actor
from shared.idempotency import KeyReused, given_key

KEPT = timedelta(days=1)


def once(session: Session, schema: type[Schema], work: Callable[[], Any], status: int = 201) -> Response:
    """Do the work and answer it in the schema's form; a request repeated under its `Idempotency-Key` gets that answer.

    The key is noted in the work's own transaction: two at once wait for each other, and work that failed left no trace.
    Raises KeyMalformed, KeyReused, and what the work raises.
    """
    key = given_key()
    if key is None:
        return _answer(schema().dump(work()), status)
    noted = _note(session, key)
    if noted.answer is None:
        noted.answer = schema().dump(work())
    return _answer(noted.answer, status)


def _note(session: Session, key: str) -> AnsweredRequest:
    """The row of this key: new and without an answer, or of the request that came before."""
    person_id, fingerprint = current_actor().id, _fingerprint()
    too_old = AnsweredRequest.created_at < datetime.now(UTC) - KEPT
    session.execute(delete(AnsweredRequest).where(AnsweredRequest.person_id == person_id, too_old))
    new = insert(AnsweredRequest).values(person_id=person_id, key=key, fingerprint=fingerprint)
    first = session.scalar(new.on_conflict_do_nothing().returning(AnsweredRequest))
    noted = first or session.get_one(AnsweredRequest, (person_id, key))
    if noted.fingerprint != fingerprint:
        raise KeyReused
    return noted


def _fingerprint() -> str:
    made_from = request.headers.get("If-Match", "")
    return sha256(f"{request.method} {request.path} {made_from}\n".encode() + request.get_data()).hexdigest()


def _answer(document: Any, status: int) -> Response:
    response = jsonify(document)
    response.status_code = status
    return response
