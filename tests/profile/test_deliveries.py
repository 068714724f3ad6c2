"""An operator sees how deliveries stand, without names and content, and steers them for reasons that stay on record."""

import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from services.profile.db import db
from services.profile.models import Job, Partner, Person, RecordStatus, Share, ShareStatus
from services.profile.operations.first_partner import KEY, provide_first_partner
from shared.audit.tables import AuditEntry
from shared.auth import Role
from tests.profile.builders import bearer, make_record
from tests.profile.expert_site import Site, consent, deliver_due, let_time_pass, revoke, share_of

ADMIN = uuid4()
WHY = {"reason": "对方要求"}


def ask(client: FlaskClient, method: str, path: str, json: Any = None, **headers: str) -> tuple[int, Any]:
    given = bearer(ADMIN, Role.SYSTEM_ADMIN, confirmed=True) | headers
    answer = client.open(f"/deliveries{path}", method=method, json=json, headers=given)
    return answer.status_code, answer.get_json()


def partner_place(deed: str = "") -> str:
    with db.reading() as session:
        partner_id = session.scalar(select(Partner.id).where(Partner.key == KEY))
    return f"/partners/{partner_id}{deed}"


@pytest.fixture
def people(site: Site) -> list[UUID]:
    """Three who share: the first is refused, the second takes it back, the third's is there."""
    people = [make_record(RecordStatus.APPROVED) for _ in range(3)]
    site.order(fail={"times": 1, "status": 422})
    for person_id in people:
        consent(person_id)
        deliver_due()
    site.order(fail={"times": 1, "status": 503})
    revoke(people[1])
    deliver_due()
    return people


def found(client: FlaskClient, **filters: object) -> list[str]:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    status, answer = ask(client, "GET", f"?{query}")
    assert status == 200, answer
    return [one["id"] for one in answer["items"]]


def test_deliveries_are_found_by_partner_state_person_age_and_reason(client: FlaskClient, people: list[UUID]) -> None:
    ids = [str(share_of(person_id).id) for person_id in people]
    with db.transaction() as session:
        account = session.get_one(Person, people[2]).account
        older = func.now() - func.make_interval(0, 0, 0, 0, 0, 10)
        session.execute(update(Share).where(Share.person_id == people[0]).values(queued_at=older))

    assert set(found(client)) == set(found(client, partner=KEY)) == set(ids)
    assert found(client, partner="nobody") == []
    states = [found(client, status=status) for status in ("failed", "revoking", "shared")]
    assert states == [[one] for one in ids]
    assert found(client, person=account) == found(client, person=ids[2]) == [ids[2]]
    assert found(client, older=5) == [ids[0]]
    assert found(client, reason="格式") == [ids[0]]
    assert found(client, reason="%") == []

    _, first = ask(client, "GET", "?limit=2")
    _, second = ask(client, "GET", f"?limit=2&cursor={first['next']}")
    assert [one["id"] for page in (first, second) for one in page["items"]] == found(client)
    assert ask(client, "GET", "?older=soon")[0] == ask(client, "GET", "?name=x")[0] == 422


def test_nothing_that_an_operator_sees_names_a_person_or_tells_what_was_shared(
    client: FlaskClient, people: list[UUID]
) -> None:
    with db.reading() as session:
        telling = [
            word
            for person in session.scalars(select(Person))
            for word in (str(person.id), person.name, person.account, person.id_number)
        ]
    pages = [ask(client, "GET", path)[1] for path in ("", f"/{share_of(people[0]).id}", "/partners", partner_place())]

    assert [word for word in telling if word in str(pages)] == []


def test_one_delivery_is_shown_with_its_attempts_and_tried_again(client: FlaskClient, people: list[UUID]) -> None:
    place = f"/{share_of(people[0]).id}"
    _, shown = ask(client, "GET", place)
    assert [(one["outcome"], one["status"]) for one in shown["attempted"]] == [("refused", 422)]
    assert shown["actions"] == ["replay"]
    assert ask(client, "POST", f"{place}/replay", {"reason": " "})[0] == 422

    assert ask(client, "POST", f"{place}/replay", WHY)[0] == 201
    deliver_due()
    _, shown = ask(client, "GET", place)
    assert (shown["status"], len(shown["attempted"])) == ("shared", 2)
    assert ask(client, "GET", f"/{uuid4()}")[0] == ask(client, "POST", f"/{uuid4()}/replay", WHY)[0] == 404

    let_time_pass()
    deliver_due()
    assert share_of(people[1]).status is ShareStatus.REVOKED
    assert ask(client, "POST", f"/{share_of(people[1]).id}/replay", WHY)[0] == 409


def test_a_partner_is_paused_and_resumed_once_and_for_a_reason(client: FlaskClient, people: list[UUID]) -> None:
    answers: list[int] = []
    place = partner_place("/pause")
    pausing = [threading.Thread(target=lambda: answers.append(ask(client, "POST", place, WHY)[0])) for _ in "ab"]
    for thread in pausing:
        thread.start()
    for thread in pausing:
        thread.join()
    assert sorted(answers) == [201, 409]

    let_time_pass()
    deliver_due()
    _, standing = ask(client, "GET", partner_place())
    assert standing["paused"]
    assert (standing["counts"]["revoking"], standing["counts"]["failed"], standing["counts"]["shared"]) == (1, 1, 1)

    assert ask(client, "POST", partner_place("/resumption"), WHY)[0] == 201
    for _ in range(2):
        deliver_due()
    assert ask(client, "GET", partner_place())[1]["counts"]["revoked"] == 1
    with db.reading() as session:
        done = AuditEntry.word.in_(["暂停投递", "恢复投递"]), AuditEntry.result == "done"
        rows = session.scalars(select(AuditEntry.details).where(*done)).all()
    assert [row.get("reason") for row in rows] == ["对方要求"] * 2


def test_everything_is_sent_again_once_with_its_progress(client: FlaskClient, people: list[UUID], site: Site) -> None:
    site.order(forget=True)
    key = {"Idempotency-Key": "again-0001"}
    status, begun = ask(client, "POST", partner_place("/resends"), WHY, **key)
    assert (status, begun["total"], begun["over"]) == (202, 1, False)
    place = f"/resends/{begun['id']}"
    deliver_due()
    queued = ask(client, "GET", place)[1]
    assert ask(client, "POST", partner_place("/resends"), WHY, **key)[1]["id"] == begun["id"]
    assert ask(client, "POST", partner_place("/resends"), {"reason": "别的"}, **key)[0] == 422
    let_time_pass()
    deliver_due()
    over = ask(client, "GET", place)[1]

    shown = [(one["done"], one["waiting"], one["delivered"], one["over"]) for one in (queued, over)]
    assert shown == [(1, 1, 0, False), (1, 0, 1, True)]
    assert site.people()[str(share_of(people[2]).id)] == "shared"
    assert [one["id"] for one in ask(client, "GET", partner_place())[1]["resends"]] == [begun["id"]]
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1
    assert ask(client, "GET", f"/resends/{uuid4()}")[0] == 404


def test_without_a_recent_proof_nothing_is_steered(client: FlaskClient, site: Site) -> None:
    with db.transaction() as session:
        provide_first_partner(session)
    headers = bearer(ADMIN, Role.SYSTEM_ADMIN, confirmed=False)
    places = [partner_place(f"/{deed}") for deed in ("pause", "resumption", "resends")]
    answers = [client.post(f"/deliveries{place}", json=WHY, headers=headers) for place in places]

    assert [answer.json["error"] for answer in answers] == ["confirmation_needed"] * 3
