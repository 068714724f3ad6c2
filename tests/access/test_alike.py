"""The routes that all services have alike do in each what they do in one: messages not delivered, rows of the log."""

from uuid import uuid4

import pytest
from sqlalchemy import func, update

from shared.messaging.contracts import CaseOpened
from shared.messaging.outbox import publish
from shared.messaging.tables import OutboxMessage
from shared.settings import SERVICES
from tests.access.conftest import Tokens
from tests.apps import service_app
from tests.conftest import database

WHY = {"reason": "接收方已修复"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_message_is_seen_sent_again_and_given_up_and_each_deed_is_a_row_of_the_log(
    service: str, tokens: Tokens
) -> None:
    client, operator, auditor = service_app(service).test_client(), tokens["system_admin"], tokens["auditor"]
    with database(service).transaction() as session:
        publish(session, CaseOpened(version=1, case_id=uuid4()))
        session.execute(update(OutboxMessage).where(OutboxMessage.name == CaseOpened.name).values(dead_at=func.now()))

    for deed in ("replay", "discarding"):
        [message] = client.get("/outgoing-messages?name=case.opened", headers=operator).json["items"]
        shown = client.get(f"/outgoing-messages/{message['id']}", headers=operator)
        done = client.post(f"/outgoing-messages/{message['id']}/{deed}", json=WHY, headers=operator)
        assert (shown.json["id"], done.status_code) == (message["id"], 204)

        row = client.get("/audit", headers=auditor).json["items"][0]
        entry = client.get(f"/audit/entries/{row['seq']}", headers=auditor).json["entry"]
        assert (entry["details"]["messages"], entry["details"]["reason"]) == ([message["id"]], WHY["reason"])
