"""The demo many times over: its words are the services' own, and what comes out of it holds together."""

import json
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from stdnum.cn import ric, uscc

from services.auth.models.sealed import SEALED as SEALED_BY_AUTH
from services.auth.models.unit_names import search_text
from services.profile.models.sealed import SEALED as SEALED_BY_PROFILE
from services.review.models.names import name_key
from shared.pinyin import spoken
from shared.settings import SERVICES
from stack.demo.scale import numbers
from stack.demo.scale.names import name_of
from stack.demo.scale.patterns import PERSON, Copy, Extent, Reader
from stack.demo.scale.reading import rows_of
from stack.demo.scale.tables import SEALED, left
from stack.demo.scale.words import BRANCH
from stack.layout import Layout
from stack.postgres import Postgres
from tests.chaos.browser import Browser, Told
from tests.own_stack import Stack, own_stack, zhicheng

PEOPLE = 1000
ROW = UUID("2c17da84-5e86-5438-a8d8-37ea39df67ed")
REFERENCES = """
SELECT conrelid::regclass::text AS owned, confrelid::regclass::text AS owner,
  (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]) AS names,
  (SELECT attname FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[1]) AS named
FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) = 1
"""


def test_names_are_spoken_as_the_services_have_them() -> None:
    for name in map(name_of, range(1000)):
        assert (name.whole, name.initials) == spoken(name.written)
        assert name.sorted_by == name_key(name.written)


def test_everything_sealed_is_sealed_anew_unless_it_is_left() -> None:
    columns = {"auth": SEALED_BY_AUTH, "profile": SEALED_BY_PROFILE}
    found = {(service, *str(one).split(".")): one for service, sealed in columns.items() for one in sealed}
    multiplied = {key: column.place(ROW) for key, column in found.items() if key[1] not in left(key[0])}
    assert {key: f"{place}{ROW}" for key, place in SEALED.items()} == multiplied


def test_branches_of_units_are_found_as_the_service_has_them() -> None:
    name, code = "唐山市滦河农业技术推广站", "12130207402188640M"
    whole, _, initials, sound = search_text(name, code).split("\n")
    written = [part + form.format(12) for part, form in zip((whole, initials, sound), BRANCH, strict=True)]
    assert search_text(name + BRANCH[0].format(12), code).split("\n") == [written[0], code.casefold(), *written[1:]]


def test_numbers_are_valid_and_nobody_elses() -> None:
    cards = [numbers.citizen_number("13010219810412101X", number) for number in range(2000)]
    assert len(set(cards)) == len(cards)
    assert all(ric.calc_check_digit(card) == card[-1] and ric.get_birth_date(card).year == 1981 for card in cards)
    codes = [numbers.unit_code("12130207402188640M", number) for number in range(2000)]
    assert len(set(codes)) == len(codes)
    assert all(map(uscc.is_valid, codes))


def test_a_copy_differs_in_ids_words_and_days_and_in_nothing_else() -> None:
    text = "{row} 贾文博 提交于 2026-11-26 10:03:33+00，生于 1976-11-05；{fixed}"
    given = text.format(row=ROW, fixed="00000000-0000-0000-0000-000000000000")
    reader = Reader({"贾文博": lambda copy: f"第{copy.ordinal}人"}, {ROW.hex: PERSON}, date(2026, 11, 25))
    pattern = reader.read(given)
    first, last = (pattern.fill(Copy(Extent(100, 5, 25), number)) for number in (0, 99))
    assert first != last
    changed = given.replace("贾文博", "第99人").replace(str(ROW)[:13], last[:13])
    assert last == changed
    assert "2026-09-0" in first
    assert "1976-11-05；00000000-0000-0000-0000-000000000000" in first


@pytest.mark.long
def test_many_people_hold_together_and_can_sign_in() -> None:
    with own_stack() as stack:
        data = f"--data={stack.data}"
        zhicheng("down", data)
        zhicheng("demo", "scale", f"--people={PEOPLE}", data, f"--port={stack.base}")
        postgres = Postgres(stack.data, Layout(stack.data, stack.base).postgres_port)
        zhicheng("up", "--detach", data, f"--port={stack.base}")
        assert json.loads(zhicheng("reconcile", data, "--json"))["agree"]
        zhicheng("audit", "verify", data)
        assert not list(_orphans(postgres))
        login, password = _somebody_new(postgres, stack)
        assert Browser(stack.url).sign_in(login, password) is Told.YES
        zhicheng("down", data)
        with pytest.raises(AssertionError, match="不是刚装入的演示数据"):
            zhicheng("demo", "scale", f"--people={PEOPLE}", data, f"--port={stack.base}")


def _orphans(postgres: Postgres) -> Iterator[str]:
    """Rows that name what is not there; nothing looked while they were copied."""
    for service in SERVICES:
        for one in rows_of(postgres, service, REFERENCES):
            missing = "SELECT FROM {owned} WHERE {names} NOT IN (SELECT {named} FROM {owner}) LIMIT 1".format(**one)
            if rows_of(postgres, service, missing):
                yield f"{service}: {one['owned']}.{one['names']}"


def _somebody_new(postgres: Postgres, stack: Stack) -> tuple[str, str]:
    """A copy of one of the demo's people has that one's password."""
    account = next(one for one in stack.accounts if one["name"] == "张𬭎")
    same = "SELECT c.person_id FROM credential c JOIN person p ON p.id = c.person_id AND p.account = %s"
    found = (
        "SELECT account FROM person JOIN credential ON person_id = id WHERE account <> %s AND password_hash ="
        f" (SELECT password_hash FROM credential WHERE person_id = ({same})) ORDER BY account LIMIT 1"
    )
    with postgres.superuser("auth") as connection:
        row = connection.execute(found, [account["login"], account["login"]]).fetchone()
    assert row
    return row[0], account["password"]
