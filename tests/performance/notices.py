"""What the list of notices costs with many people and notices, against few of both: part of `make bench`.

The whole of what the landing page asks the service, over HTTP: list, marks, unread messages. Both systems are on the
same servers and are asked in turns, so that a busy machine slows them alike. `PEOPLE` and `NOTICES` make the large one
smaller.
"""

import logging
import os
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, text

from shared.auth import Actor, Role, actor_claims, sign
from tests.servers import running_servers

PEOPLE, NOTICES = int(os.environ.get("PEOPLE", "1000000")), int(os.environ.get("NOTICES", "5000"))
FEW_PEOPLE, FEW_NOTICES = 100, 50
COUNTIES, UNITS = 180, 5000
ROUNDS = 100
GOAL = 1.3
SECONDS = 3600
SMALL = "notices_small"
WARMING = 20
BODY = "为做好基础信息采集工作，请各单位按日程安排完成填报和审核，逐项核对原件，一次性告知需要修改的问题。" * 20
Medians = dict[str, float]
random.seed(7)


def main() -> None:
    """Fill a small system, copy it, fill the copy up to the large one; ask both in turns; publish to everybody."""
    logging.disable(logging.INFO)
    with running_servers() as servers:
        os.environ.update(servers.env)
        from services.notices.app import create_app
        from services.notices.db import db
        from shared.migrate import upgrade

        upgrade(db)
        client = create_app().test_client()
        fill(db, range(FEW_PEOPLE), range(FEW_NOTICES))
        small = copied(servers, db)
        fill(db, range(FEW_PEOPLE, PEOPLE), range(FEW_NOTICES, NOTICES))
        report(*measured(client, db, small))
        print(f"published to everybody in {publishing(db) * 1000:.0f} ms; goal under 1,000")


def copied(servers: Any, db: Any) -> Engine:
    """The engine of a second database that is as the service's own is now."""
    db.engine.dispose()
    with servers.postgres.superuser("auth") as connection:
        connection.execute(f"CREATE DATABASE {SMALL} TEMPLATE {db.engine.url.database} OWNER {db.engine.url.username}")
    return create_engine(db.engine.url.set(database=SMALL))


def measured(client: FlaskClient, db: Any, small: Engine) -> tuple[Medians, Medians]:
    """The medians of what each part of the landing page takes in both systems, in milliseconds."""
    systems = {FEW_PEOPLE: small, PEOPLE: db.engine}
    took: dict[int, dict[str, list[float]]] = {people: defaultdict(list) for people in systems}
    for number in range(ROUNDS + WARMING):
        for people, engine in systems.items():
            db.engine = engine
            parts = asked(client, random.randrange(people))
            for name, seconds in parts.items() if number >= WARMING else ():
                took[people][name].append(seconds)
    few, many = ({name: statistics.median(one) * 1000 for name, one in took[people].items()} for people in systems)
    return few, many


def asked(client: FlaskClient, person: int) -> Medians:
    """How long the parts of the landing page of somebody take, and a search."""
    headers = signed_in(person)
    listing, answer = timed(client, "/notices", headers)
    query = "&".join(f"notice_id={one['id']}" for one in answer["items"])
    marks, _ = timed(client, f"/notices/marks?{query}", headers)
    bell, _ = timed(client, "/messages/unread", headers)
    search, _ = timed(client, "/notices?q=第47号", headers)
    return {"list": listing, "marks": marks, "page": listing + marks + bell, "search": search}


def timed(client: FlaskClient, path: str, headers: dict[str, str]) -> tuple[float, Any]:
    """How long an answer takes, and what it says."""
    started = time.perf_counter()
    answer = client.get(path, headers=headers)
    return time.perf_counter() - started, answer.get_json()


def report(few: Medians, many: Medians) -> None:
    """Print both systems beside each other."""
    few_words = f"{FEW_PEOPLE:,} people, {FEW_NOTICES} notices"
    print(f"{'p50 ms':8}{few_words:>28}{f'{PEOPLE:,} people, {NOTICES:,} notices':>34}{'ratio':>8}")
    for name, value in few.items():
        print(f"{name:8}{value:28.2f}{many[name]:34.2f}{many[name] / value:8.2f}")
    print(f"the landing page costs {many['page'] / few['page']:.2f} times as much; goal {GOAL}")


def publishing(db: Any) -> float:
    """How long it takes to publish a notice that all must read."""
    from services.notices.models import Category
    from services.notices.operations.publishing import publish_notice
    from services.notices.operations.writing import SYSTEM, Issuer, NoticeText, draft_notice

    content = NoticeText(title="致全省专业技术人员", body=BODY, category=Category.NOTICE, must_read=True)
    with db.transaction() as session:
        notice = draft_notice(session, content, issuer=Issuer(None, "省职称工作办公室"))
    started = time.perf_counter()
    with db.transaction() as session:
        publish_notice(session, notice.id, by=SYSTEM)
    return time.perf_counter() - started


def signed_in(number: int) -> dict[str, str]:
    """The header of one of the professionals."""
    unit_id = unit_of(number)
    actor = Actor(person_id(number), "10000001", "某人", unit_id, ((Role.PROFESSIONAL, unit_id),), first_login=False)
    return {"Authorization": f"Bearer {sign(actor_claims(actor), key='tokens', audience='services', seconds=SECONDS)}"}


def fill(db: Any, people: range, notices: range) -> None:
    """Add people and notices, with a reading of every tenth notice by each hundredth person."""
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        cursor = session.connection().connection.cursor()
        if not people.start:
            copy(cursor, "unit (id, name, superior_id, closed, version)", units())
        copy(cursor, "person (id, account, name, unit_id, active, version)", persons(people))
        copy(cursor, "record_status (person_id, status, version)", records(people))
        copy(cursor, NOTICE, notice_rows(notices))
        copy(cursor, "notice_audience (notice_id, unit_id, role, pinned, published_at)", audience(notices))
        copy(cursor, "notice_search_text (notice_id, title, text, shown, grams)", search_texts(notices))
        copy(cursor, "notice_reading (notice_id, person_id, read_at, read_edition)", readings(people, notices))
    with db.at_once() as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("VACUUM ANALYZE")


NOTICE = "notice (id, title, body, category, issuer, pinned, status, version, edition, published_at)"


def copy(cursor: Any, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """Write rows by COPY."""
    with cursor.copy(f"COPY {table} FROM STDIN") as writing:
        for row in rows:
            writing.write_row(row)


def units() -> Iterator[tuple[Any, ...]]:
    """A province, its counties, and the units of these."""
    for number in range(1 + COUNTIES + UNITS):
        superior = 0 if number <= COUNTIES else 1 + number % COUNTIES
        yield (unit_id(number), f"第{number}单位", unit_id(superior) if number else None, False, 1)


def persons(people: range) -> Iterator[tuple[Any, ...]]:
    """Professionals, spread over the units."""
    for number in people:
        yield (person_id(number), str(10_000_000 + number), "某人", unit_of(number), True, 1)


def records(people: range) -> Iterator[tuple[Any, ...]]:
    """Every second one has handed in."""
    for number in people:
        yield (person_id(number), "approved" if number % 2 else "draft", 1)


def notice_rows(notices: range) -> Iterator[tuple[Any, ...]]:
    """Notices of the last ten years, three of them pinned."""
    for number in notices:
        yield (notice_id(number), title(number), BODY, "通知", "某办公室", number < 3, "published", 1, 1, begun(number))


def audience(notices: range) -> Iterator[tuple[Any, ...]]:
    """Half of them for the whole province, the others each for a county."""
    for number in notices:
        unit = UUID(int=0) if number % 2 == 0 else unit_id(1 + number % COUNTIES)
        yield (notice_id(number), unit, "anybody", number < 3, begun(number))


def search_texts(notices: range) -> Iterator[tuple[Any, ...]]:
    """What they are found by."""
    from services.notices.searching import folded, indexed

    for number in notices:
        whole = folded(f"{title(number)}\n{BODY}")
        yield (notice_id(number), folded(title(number)), whole, BODY, indexed(whole))


def readings(people: range, notices: range) -> Iterator[tuple[Any, ...]]:
    """Some have read some."""
    for person in people[::100]:
        for number in notices[:: max(len(notices) // 20, 1)]:
            yield (notice_id(number), person_id(person), datetime.now(UTC), 1)


def title(number: int) -> str:
    """Each has another one."""
    return f"关于职称评审第{number}号工作安排的通知"


def begun(number: int) -> datetime:
    """When a notice was published."""
    return datetime(2026, 11, 1, tzinfo=UTC) - timedelta(minutes=number * 1000)


def unit_of(number: int) -> UUID:
    """In which unit somebody is."""
    return unit_id(1 + COUNTIES + number % UNITS)


def unit_id(number: int) -> UUID:
    """The id of a unit."""
    return UUID(int=number + 1)


def person_id(number: int) -> UUID:
    """The id of a person."""
    return UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835 + 7) % 2**128)


def notice_id(number: int) -> UUID:
    """The id of a notice."""
    return UUID(int=(number * 0xC2B2AE3D27D4EB4F165667B19E3779F9 + 11) % 2**128)


if __name__ == "__main__":
    main()
