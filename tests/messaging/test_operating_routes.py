"""The system administrator's routes about messages: seen masked, done once, with a reason on record."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from shared.auth import Role
from shared.messaging.routes import MOST_SHOWN
from tests.apps import service_app
from tests.audit.reading import entries
from tests.messaging.conftest import outbox_rows, publish
from tests.messaging.test_operating import dead, refused
from tests.review.builders import bearer, person

pytestmark = pytest.mark.usefixtures("empty_tables", "keys")
REASON = {"reason": "接收方已修复"}


@pytest.fixture
def client() -> FlaskClient:
    return service_app("review").test_client()


@pytest.fixture
def admin() -> dict[str, str]:
    return bearer(person((Role.SYSTEM_ADMIN, uuid4())))


def test_what_has_not_arrived_is_listed_with_its_queues(client: FlaskClient, admin: dict[str, str]) -> None:
    message = refused()
    publish()

    answer = client.get("/outgoing-messages", headers=admin).json
    only_dead = client.get("/outgoing-messages?dead=true", headers=admin).json

    assert answer
    assert only_dead
    assert len(answer["items"]) == 2
    assert [one["id"] for one in only_dead["items"]] == [str(message.id)]
    [queue] = answer["queues"]
    assert (queue["queue"], queue["waiting"], queue["dead"]) == ("review", 1, 1)
    assert client.get("/outgoing-messages?older=x", headers=admin).status_code == 422
    assert client.get(f"/outgoing-messages/{uuid4()}", headers=admin).status_code == 404


def test_whoever_sees_only_the_oldest_of_many_is_told(client: FlaskClient, admin: dict[str, str]) -> None:
    for _ in range(MOST_SHOWN):
        publish()
    all_of_them = client.get("/outgoing-messages", headers=admin).json
    publish()
    the_oldest = client.get("/outgoing-messages", headers=admin).json

    assert all_of_them
    assert the_oldest
    assert (len(all_of_them["items"]), all_of_them["cut"]) == (MOST_SHOWN, False)
    assert (len(the_oldest["items"]), the_oldest["cut"]) == (MOST_SHOWN, True)


@pytest.mark.parametrize("deed", ["replay", "discarding"])
def test_a_deed_needs_a_reason_and_is_done_once(client: FlaskClient, admin: dict[str, str], deed: str) -> None:
    message = refused()
    address = f"/outgoing-messages/{message.id}/{deed}"

    assert client.post(address, json={}, headers=admin).status_code == 422
    assert dead() == 1
    first = client.post(address, json=REASON, headers=admin)
    second = client.post(address, json=REASON, headers=admin)

    assert (first.status_code, second.status_code) == (204, 409)
    assert dead() == 0
    assert len(outbox_rows()) == 2  # it goes again, or its receiver is told of its end
    row = entries("review")[-2]
    assert (row.details["reason"], row.details["messages"]) == (REASON["reason"], [str(message.id)])
    gone = client.post(f"/outgoing-messages/{uuid4()}/{deed}", json=REASON, headers=admin)
    assert gone.status_code == 404
