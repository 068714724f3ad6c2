"""How tests of batches ask for them and let the service work them off."""

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.review.db import db
from services.review.models import Case, Decision
from shared.auth import Actor
from shared.messaging.long_work import BatchContinued
from shared.paging import LARGEST_PAGE
from tests.review.builders import (
    bearer,
    deliver,
    opened,
    requested,
    sent,
)

APPROVE = {"deed": "approve"}
REMIND = {"deed": "remind"}


def ask(client: FlaskClient, actor: Actor, cases: list[UUID], key: str | None = None, **wish: Any) -> tuple[int, Any]:
    headers = bearer(actor) | ({"Idempotency-Key": key} if key else {})
    answer = client.post("/batches", json=wish | {"case_ids": [str(each) for each in cases]}, headers=headers)
    return answer.status_code, answer.get_json()


def begun(client: FlaskClient, actor: Actor, cases: list[UUID], **wish: Any) -> str:
    status, answer = ask(client, actor, cases, **wish)
    assert status == 202, answer
    return str(answer["id"])


def work_off(batch_id: str) -> None:
    """Let the service receive chunk after chunk of a batch until there are no more."""
    done = 0
    while len(chunks := [each for each in sent("batch.continued") if each["job_id"] == batch_id]) > done:
        deliver(BatchContinued(version=chunks[done]["version"], job_id=UUID(batch_id)))
        done += 1


def get(client: FlaskClient, actor: Actor, path: str, **query: Any) -> Any:
    answer = client.get(path, query_string=query, headers=bearer(actor))
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def report(client: FlaskClient, actor: Actor, batch_id: str) -> list[tuple[str, str]]:
    lines = get(client, actor, f"/batches/{batch_id}/lines", limit=LARGEST_PAGE)["items"]
    return [(line["outcome"], line["text"]) for line in lines]


def done(client: FlaskClient, actor: Actor, cases: list[UUID], **wish: Any) -> list[tuple[str, str]]:
    """The report of a batch that has been worked off."""
    batch_id = begun(client, actor, cases, **wish)
    work_off(batch_id)
    batch = get(client, actor, f"/batches/{batch_id}")
    lines = report(client, actor, batch_id)
    ends = [outcome for outcome, _ in lines]
    assert (batch["status"], batch["done"], batch["failed"]) == ("done", ends.count("done"), ends.count("failed"))
    return lines


def held(holder_unit: UUID, number: int, **facts: Any) -> list[UUID]:
    """Cases of a unit, each with whoever has the fewest."""
    return [opened(requested(holder_unit, **facts)).id for _ in range(number)]


def stored(case_id: UUID) -> Case:
    with db.reading() as session:
        return session.get_one(Case, case_id)


def decisions() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Decision)) or 0
