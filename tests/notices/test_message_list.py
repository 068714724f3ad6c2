"""我的消息 as a list: which are shown, marks that go both ways, all at once, and what is chosen about mail."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.notices.db import db
from services.notices.models import PersonalMessage
from services.notices.texts.templates import Group
from tests.notices.conftest import bearer, told

ANNA, BEN = UUID(int=1), UUID(int=2)
EDITED = {"If-Match": '"0"'}


@pytest.fixture(autouse=True)
def messages(client: FlaskClient) -> None:
    """Two people with a message of either kind."""
    with db.transaction() as session:
        for recipient in (ANNA, BEN):
            for kind in ("review.settled", "case.assigned"):
                session.add(PersonalMessage(recipient_id=recipient, source=kind, kind=kind, text=kind, link="/record"))


def listed(client: FlaskClient, **query: str) -> list[str]:
    page = client.get("/messages", query_string=query, headers=bearer(ANNA)).json
    return sorted(item["kind"] for item in page["items"])


def test_a_message_is_marked_read_and_unread_again_by_its_reader_only(client: FlaskClient) -> None:
    path = f"/messages/{told(ANNA)[0].id}/reading"
    client.post(path, headers=bearer(ANNA))

    assert client.delete(path, headers=bearer(BEN)).status_code == 404
    assert told(ANNA)[0].read_at
    assert client.delete(path, headers=bearer(ANNA)).status_code == 204
    assert told(ANNA)[0].read_at is None


def test_all_at_once_means_all_of_ones_own(client: FlaskClient) -> None:
    assert client.post("/messages/reading", headers=bearer(ANNA)).status_code == 204

    assert all(message.read_at for message in told(ANNA))
    assert not any(message.read_at for message in told(BEN))


def test_the_list_shows_what_is_asked_for(client: FlaskClient) -> None:
    assert listed(client) == ["case.assigned", "review.settled"]
    assert listed(client, group=Group.RESULTS) == ["review.settled"]
    assert listed(client, group=Group.SHARING) == []
    client.post(f"/messages/{told(ANNA)[0].id}/reading", headers=bearer(ANNA))
    assert listed(client, unread="true") == [told(ANNA)[1].kind]
    assert client.get("/messages", query_string={"group": "x"}, headers=bearer(ANNA)).status_code == 422


def test_everything_comes_by_mail_until_somebody_chooses_and_the_accounts_safety_always(client: FlaskClient) -> None:
    def chosen() -> dict[str, bool]:
        groups = client.get("/messages/preferences", headers=bearer(ANNA)).json["groups"]
        return {group["name"]: group["mailed"] for group in groups}

    assert set(chosen().values()) == {True}
    body = {"mailed": [Group.RESULTS]}
    answer = client.put("/messages/preferences", json=body, headers=bearer(ANNA) | EDITED)

    assert answer.json["version"] == 1
    assert {name for name, mailed in chosen().items() if mailed} == {Group.RESULTS, Group.SECURITY}
    assert client.put("/messages/preferences", json=body, headers=bearer(ANNA) | EDITED).status_code == 412
    assert client.put("/messages/preferences", json=body, headers=bearer(ANNA)).status_code == 428
    unknown = client.put("/messages/preferences", json={"mailed": ["x"]}, headers=bearer(ANNA) | EDITED)
    assert unknown.status_code == 422
