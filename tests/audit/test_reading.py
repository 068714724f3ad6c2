"""The auditor reads every service's log, page by page and row by row, and changes nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from services.review.db import db
from shared import audit
from shared.audit import chain
from shared.audit.queries import Sought, newest
from shared.auth import Actor, Role
from tests.apps import service_app
from tests.audit.reading import entries
from tests.conftest import Superuser
from tests.review.builders import bearer, person

pytestmark = pytest.mark.usefixtures("keys", "clean")


@pytest.fixture
def client(keys: None, clean: None) -> FlaskClient:
    return service_app("review").test_client()


@pytest.fixture
def auditor() -> Actor:
    return person((Role.AUDITOR, uuid4()))


def wrote(*deeds: audit.Deed) -> None:
    for deed in deeds:
        with audit.doing(deed), db.transaction():
            pass


def by(name: str, account: str, actor_id: UUID, act: str = "test.deed", **facts: Any) -> audit.Deed:
    return audit.Deed(act, "测试", always=True, actor_id=actor_id, name=name, account=account, **facts)


def read(client: FlaskClient, auditor: Actor, path: str = "", **query: str) -> Any:
    return client.get(f"/audit{path}", query_string=query, headers=bearer(auditor)).json


def test_pages_are_newest_first_and_leave_nothing_out(client: FlaskClient, auditor: Actor) -> None:
    wrote(*(by("甲", "1", uuid4(), object_id=str(number)) for number in range(5)))

    first = read(client, auditor, limit="2")
    second = read(client, auditor, limit="2", cursor=first["next"])
    third = read(client, auditor, limit="2", cursor=second["next"])

    shown = [row["object_id"] for page in (first, second, third) for row in page["items"]]
    assert shown == ["4", "3", "2", "1", "0"]
    assert third["next"] is None
    assert read(client, auditor, limit="2", cursor=first["items"][0]["cursor"])["items"][0]["object_id"] == "3"


def test_the_list_is_narrowed_down_by_each_fact(client: FlaskClient, auditor: Actor) -> None:
    someone, other = uuid4(), uuid4()
    wrote(
        by("甲", "100001", someone, act="test.first", object_id="x"),
        by("乙", "100002", other, act="test.second", result=audit.Result.REFUSED),
        audit.Deed("job.test", "批量任务", always=True, actor_id=someone),  # knows the person by id alone
    )

    def acts(**query: str) -> list[str]:
        return [row["act"] for row in read(client, auditor, **query)["items"]]

    assert acts(actor="100001") == acts(actor="甲") == ["job.test", "test.first"]
    assert acts(actor="没有这个人") == []
    assert acts(act="test.second") == acts(result="refused") == ["test.second"]
    assert acts(object_id="x") == ["test.first"]
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert acts(since=tomorrow.isoformat()) == []
    assert len(acts(until=tomorrow.isoformat())) == 3
    assert read(client, auditor, "/acts")["items"] == [
        {"act": name, "word": word}
        for name, word in (("job.test", "批量任务"), ("test.first", "测试"), ("test.second", "测试"))
    ]


def test_one_row_says_how_it_stands_in_the_chain(
    client: FlaskClient, auditor: Actor, superusers: dict[str, Superuser]
) -> None:
    wrote(by("甲", "1", uuid4()), by("乙", "2", uuid4()))
    first, second = (entry.seq for entry in entries("review"))
    assert read(client, auditor, f"/entries/{first}")["link"]["state"] == "waiting"
    with db.transaction() as session:
        chain.link(session, "review")

    superusers["review"].execute(f"UPDATE audit_entry SET name = '丙' WHERE seq = {second}")

    assert read(client, auditor, f"/entries/{first}")["link"]["state"] == "sound"
    told = read(client, auditor, f"/entries/{second}")
    assert (told["entry"]["name"], told["link"]["state"], told["link"]["position"]) == ("丙", "broken", 2)
    assert read(client, auditor, "/entries/999999")["error"] == "not_found"


def test_verifying_and_exporting_are_themselves_on_record(client: FlaskClient, auditor: Actor) -> None:
    wrote(by("甲", "1", uuid4()))
    with db.transaction() as session:
        chain.link(session, "review")

    found = client.post("/audit/verification", headers=bearer(auditor)).json
    exported = read(client, auditor, "/export", actor="甲")

    assert (found["linked"], found["fault"]) == (1, None)
    assert [row["name"] for row in exported["items"]] == ["甲"]
    verified, export = entries("review", "review.audit.verify", "review.audit.export")
    assert (verified.word, verified.details) == ("核验审计日志", {"linked": 1, "heads": 0})
    assert (export.word, export.actor_id, export.details) == (
        "导出审计日志",
        auditor.id,
        {"rows": 1, "asked": {"actor": "甲"}},
    )
    standing = read(client, auditor, "/chain")
    assert (standing["linked"], standing["verified"]["linked"]) == (1, 1)


def test_only_so_many_rows_go_into_one_file(
    client: FlaskClient, auditor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.audit.queries.MOST_EXPORTED", 2)
    wrote(*(by("甲", "1", uuid4()) for _ in range(3)))

    assert read(client, auditor, "/export")["error"] == "too_many_rows"


@pytest.mark.parametrize(
    "sought",
    [Sought(), Sought(actor="100007"), Sought(act="test.act3"), Sought(object_id="7"), Sought(result="failed")],
    ids=["all", "actor", "act", "object", "result"],
)
def test_a_page_of_a_large_log_is_read_along_an_index(sought: Sought) -> None:
    with db.transaction() as session:
        session.execute(text(LARGE))
    with db.at_once() as connection:
        connection.execute(text("ANALYZE audit_entry"))

    with db.reading() as session:
        page = newest(session, sought).limit(50)
        assert session.scalars(page).first()
        written = page.compile(session.connection(), compile_kwargs={"literal_binds": True})
        plan = "\n".join(session.scalars(text(f"EXPLAIN {written}".replace(":", "\\:"))))

    assert "Seq Scan" not in plan
    assert "Sort" not in plan


LARGE = """INSERT INTO audit_entry (at, actor_id, account, name, act, word, object_id, result, details)
    SELECT now() - n * interval '1 minute', md5((n % 20)::text)::uuid, (100000 + n % 20)::text, '人' || n % 20,
        'test.act' || n % 20, '测试', (n % 20)::text, CASE n % 200 WHEN 0 THEN 'failed' ELSE 'done' END, '{}'
    FROM generate_series(1, 20000) n"""
