"""How long looking people up takes among two million, for each kind of search and administrator: part of `make bench`.

On servers of its own at 127.0.0.1. `PEOPLE` in the environment makes it fewer; with `EXPLAIN` the plans are printed.
"""

import os
import random
import statistics
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, text
from stdnum.cn import ric

from services.auth.models.unit_names import search_text, unit_name_key
from services.auth.operations.id_numbers import index_of
from services.auth.people_search import PeopleFilter, count_of_people, page_of_people
from services.auth.unit_queries import find_units
from shared.auth import Actor, Role
from shared.crypto import encrypt
from shared.pinyin import spoken
from tests.servers import running_servers

PEOPLE = int(os.environ.get("PEOPLE", "2000000"))
CITIES, COUNTIES, UNITS = 11, 180, PEOPLE // 40
PAGE, ROUNDS = 30, 20
KINDS_OF_UNITS = ("人民医院", "第一中学", "建筑设计院", "农业技术推广站", "职业技术学院")
UNITS_TYPED = ("医院", "第4321", "rmyy", "renminyiyuan", "0000000000000043", "第", "龘")
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金贾韦夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国文辉力玲红梅宇浩然欣怡子涵梓轩雨泽思远晓东海燕"
    "春雪志鹏立新永康振邦素芬玉珍淑凤宝山金龙银河"
)
KNOWN = "13010419810307451"
random.seed(20)


def main() -> None:
    """Fill, measure, print."""
    with running_servers() as servers:
        os.environ.update(servers.env)
        from services.auth.db import db
        from shared.migrate import upgrade

        upgrade(db)
        started = time.monotonic()
        known = _fill(db)
        print(f"{PEOPLE} people in {UNITS} units, filled in {time.monotonic() - started:.0f} s")
        print(f"{'':22}{'':22}{'p50 ms':>9}{'p95 ms':>9}{'count p95':>11}")
        for who, actor in known.items():
            for what, narrowed in _searches().items():
                _measure(db, who, actor, what, narrowed)
            for typed in UNITS_TYPED:
                _measure_units(db, who, actor, typed)


def _searches() -> dict[str, PeopleFilter]:
    number = KNOWN + ric.calc_check_digit(KNOWN + "0")
    return {
        "everybody": PeopleFilter(),
        "name: one sign": PeopleFilter(q="张"),
        "name: two signs": PeopleFilter(q="张伟"),
        "name: nobody": PeopleFilter(q="龘"),
        "pinyin: whole": PeopleFilter(q="zhangwei"),
        "pinyin: one letter": PeopleFilter(q="z"),
        "pinyin: initials": PeopleFilter(q="zwm"),
        "account: beginning": PeopleFilter(q="1012"),
        "account: whole": PeopleFilter(q="10123456"),
        "ID number": PeopleFilter(q=number),
        "disabled": PeopleFilter(active=False),
        "disabled and name": PeopleFilter(active=False, q="王"),
        "first password": PeopleFilter(first_password=True),
        "unit reviewers": PeopleFilter(role=Role.UNIT_REVIEWER),
        "auditors": PeopleFilter(role=Role.AUDITOR),
        "reviewers and letter": PeopleFilter(role=Role.UNIT_REVIEWER, q="l"),
    }


def _measure(db: Any, who: str, actor: Actor, what: str, narrowed: PeopleFilter) -> None:
    pages, counts = [], []
    with db.reading() as session:
        for _ in range(ROUNDS):
            started = time.perf_counter()
            _, following = page_of_people(session, actor, narrowed, None, PAGE)
            if following:
                page_of_people(session, actor, narrowed, following, PAGE)
                pages.append((time.perf_counter() - started) / 2 * 1000)
            else:
                pages.append((time.perf_counter() - started) * 1000)
            started = time.perf_counter()
            count_of_people(session, actor, narrowed)
            counts.append((time.perf_counter() - started) * 1000)
    row = f"{statistics.median(pages):9.1f}{_p95(pages):9.1f}{_p95(counts):11.1f}"
    print(f"{who:22}{what:22}{row}", flush=True)
    if os.environ.get("EXPLAIN") and max(_p95(pages), _p95(counts)) > float(os.environ["EXPLAIN"]):
        _explain(db, actor, narrowed)


def _measure_units(db: Any, who: str, actor: Actor, typed: str) -> None:
    times = []
    with db.reading() as session:
        for _ in range(ROUNDS):
            started = time.perf_counter()
            find_units(session, actor, typed)
            times.append((time.perf_counter() - started) * 1000)
    print(f"{who:22}{'unit: ' + typed:22}{statistics.median(times):9.1f}{_p95(times):9.1f}", flush=True)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95) - 1]


def _explain(db: Any, actor: Actor, narrowed: PeopleFilter) -> None:
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    with db.reading() as session:
        page_of_people(session, actor, narrowed, None, PAGE)
        count_of_people(session, actor, narrowed)
    event.remove(db.engine, "before_cursor_execute", note)
    with db.at_once() as connection:
        for statement, parameters in seen:
            plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", parameters)
            print("\n".join(f"    {line}" for (line,) in plan))
            print()


def _fill(db: Any) -> dict[str, Actor]:
    """Fill the tables without their indexes, which are made afterwards, and say who is to look people up."""
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        indexes = dict(session.execute(text(INDEXES)).all())
        for name in indexes:
            session.execute(text(f"DROP INDEX {name}"))
        cursor = session.connection().connection.cursor()
        units = _copy_units(cursor)
        _copy_people(cursor, units)
        for statement in indexes.values():
            session.execute(text(statement))
    with db.at_once() as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("VACUUM ANALYZE")
    first_county, first_unit = 1 + CITIES, 1 + CITIES + COUNTIES
    return {
        "system administrator": _actor(Role.SYSTEM_ADMIN, units[0]),
        "security admin.": _actor(Role.SECURITY_ADMIN, units[0]),
        "superior: province": _actor(Role.SUPERIOR_ADMIN, units[0]),
        "superior: city": _actor(Role.SUPERIOR_ADMIN, units[1]),
        "superior: county": _actor(Role.SUPERIOR_ADMIN, units[first_county]),
        "unit administrator": _actor(Role.UNIT_ADMIN, units[first_unit]),
        "of the largest unit": _actor(Role.UNIT_ADMIN, units[-1]),
    }


INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relname IN ('person', 'credential', 'role_grant') AND NOT i.indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
"""


def _actor(role: Role, unit_id: UUID) -> Actor:
    return Actor(uuid4(), "10000001", "管理员", unit_id, ((role, unit_id),), first_login=False)


def _copy_units(cursor: Any) -> list[UUID]:
    ids = [_uuid() for _ in range(1 + CITIES + COUNTIES + UNITS)]
    with cursor.copy(
        "COPY unit (id, name, name_key, search, code, nature, region, superior_id, closed, version) FROM STDIN"
    ) as copy:
        for number, unit_id in enumerate(ids):
            superior = None
            if number > CITIES + COUNTIES:
                superior = ids[1 + CITIES + number % COUNTIES]
            elif number > CITIES:
                superior = ids[1 + number % CITIES]
            elif number:
                superior = ids[0]
            code = f"{number:018d}"
            name = f"第{number}{KINDS_OF_UNITS[number % 5]}"
            copy.write_row(
                (unit_id, name, unit_name_key(name), search_text(name, code), code, "22", "130104", superior, False, 1)
            )
    return ids


def _copy_people(cursor: Any, units: list[UUID]) -> None:
    for table, columns, rows in (
        ("person", PERSON, _people(units)),
        ("credential", "person_id, password_hash, first_password, first_password_expires_at", _credentials()),
        ("role_grant", "id, person_id, role, unit_id", _grants(units)),
    ):
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


PERSON = """
id, account, name, pinyin, initials, id_type, id_number, id_number_index, unit_id, active, on_leave, version
"""


def _people(units: list[UUID]) -> Iterator[tuple[Any, ...]]:
    sounds: dict[str, tuple[str, str]] = {}
    for number in range(PEOPLE):
        name = random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=random.choice((1, 2, 2, 2))))
        sound = sounds.get(name) or sounds.setdefault(name, spoken(name))
        body = f"1301041990{number:07d}"[:17] if number != PEOPLE // 2 else KNOWN
        id_number = body + ric.calc_check_digit(body + "0")
        person_id = _person_id(number)
        sealed = encrypt(id_number, key="data-auth", place=f"person|id_number|{person_id}")
        unit_id = _unit_of(number, units)
        row = (person_id, str(10_000_001 + number), name, *sound, "01", sealed, index_of(id_number), unit_id)
        yield (*row, number % 50 != 3, False, 1)


def _credentials() -> Iterator[tuple[Any, ...]]:
    for number in range(PEOPLE):
        handed = (b"x" * 32, "2030-01-01") if number % 12 == 5 else (None, None)
        yield (_person_id(number), None if handed[0] else "argon2", *handed)


def _grants(units: list[UUID]) -> Iterator[tuple[Any, ...]]:
    for number in range(PEOPLE):
        unit_id = _unit_of(number, units)
        yield (_uuid(), _person_id(number), "professional", unit_id)
        if number % 25 == 7:
            yield (_uuid(), _person_id(number), "unit_reviewer", unit_id)
        if number % 500_000 == 11:
            yield (_uuid(), _person_id(number), "auditor", unit_id)


def _unit_of(number: int, units: list[UUID]) -> UUID:
    """One in a hundred is in the largest unit, the others are spread."""
    return units[-1] if number % 100 == 0 else units[number % len(units)]


def _person_id(number: int) -> UUID:
    return UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835 + 7) % 2**128)


def _uuid() -> UUID:
    return UUID(int=random.getrandbits(128))


if __name__ == "__main__":
    main()
