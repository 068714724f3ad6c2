"""Whatever stands in a title, a text or a file's name is found by any part of it, and shown with the hit told apart."""

import unicodedata
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.notices.db import db
from services.notices.models import Category, Notice
from services.notices.operations.attachment_files import store
from services.notices.operations.attachments import attach
from services.notices.operations.publishing import publish_notice
from services.notices.operations.writing import SYSTEM
from services.notices.searching import folded, passage_of, plain_text, words_of
from tests.notices.conftest import bearer, make_notice

FUNCTION_SCOPED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\\`*_{}[]<>()#+-.!|~&"),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip() == text != "")


def found(client: FlaskClient, q: str, **query: str | int) -> list[str]:
    answer = client.get("/notices", query_string={"q": q, **query}, headers=bearer())
    return [item["title"] for item in answer.json["items"]]


@pytest.mark.parametrize(
    ("q", "finds"),
    [
        ("采集", True),
        ("集", True),
        ("信息采集的通", True),
        ("及时提交", True),
        ("ＰＤＦ", True),
        ("pdf", True),
        ("Gb/t 8561", True),
        ("２０２６", True),
        ("日程表", True),
        ("采集 日程", True),
        ("采集　ｐｄｆ", True),
        ("集采", False),
        ("采集 评审", False),
        ("%", False),
        ("_", False),
        ("**", False),
    ],
)
def test_words_and_parts_of_words_are_found(client: FlaskClient, files: Path, q: str, finds: bool) -> None:
    notice_id = make_notice(
        "关于2026年信息采集的通知", publish=False, body="请**及时**提交，依据 GB/T 8561，以 PDF 报送。"
    )
    with db.transaction() as session:
        notice = Notice.locked(session, notice_id)
        attach(session, notice, "工作日程表.txt", "text/plain", store(b"1"))
        publish_notice(session, notice_id, by=SYSTEM)

    assert bool(found(client, q)) is finds


@given(title=TEXTS, body=TEXTS, data=st.data())
@FUNCTION_SCOPED
def test_every_part_of_a_title_and_of_a_text_is_found(
    client: FlaskClient, title: str, body: str, data: st.DataObject
) -> None:
    make_notice(title, body=body)
    for text in (title, plain_text(body).strip()):
        start = data.draw(st.integers(0, len(text) - 1))
        part = text[start : data.draw(st.integers(start + 1, len(text)))]
        for typed in (part, unicodedata.normalize("NFKD", part), part.casefold()):
            assert title in found(client, typed[:50], limit=100)


def test_what_stands_in_the_title_comes_first_and_pages_show_everything_once(client: FlaskClient) -> None:
    for number in range(3):
        make_notice(f"评审安排{number}")
        make_notice(f"其他{number}", body="关于评审")

    everything, pages, cursor = found(client, "评审"), [], None
    while True:
        query = {"q": "评审", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get("/notices", query_string=query, headers=bearer()).json
        pages += [item["title"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert everything == ["评审安排2", "评审安排1", "评审安排0", "其他2", "其他1", "其他0"]
    assert pages == everything
    assert page["count"] == 6


def test_a_passage_shows_the_hit_as_it_stands_in_the_text(client: FlaskClient) -> None:
    make_notice("通知", body="前" * 60 + "请用 <b>ＰＤＦ</b> 报送" + "后" * 90)

    (item,) = client.get("/notices", query_string={"q": "pdf"}, headers=bearer()).json["items"]

    passage = item["found_text"]
    assert [piece["text"] for piece in passage if piece["hit"]] == ["ＰＤＦ"]
    assert "".join(piece["text"] for piece in passage).startswith("…前")
    assert "<b>" in "".join(piece["text"] for piece in passage)  # as text: a page escapes it


@given(text=st.text(max_size=200), q=st.text(max_size=20))
def test_a_passage_is_a_part_of_its_text_and_its_hits_are_what_was_looked_for(text: str, q: str) -> None:
    words = words_of(q)

    pieces = passage_of(text, words)

    assert "".join(piece.text for piece in pieces).strip("…") in text
    hits = [folded(piece.text) for piece in pieces if piece.hit]
    assert all(any(word in hit or hit in word or set(word) & set(hit) for word in words) for hit in hits)


def test_a_search_is_narrowed_by_year_and_category(client: FlaskClient) -> None:
    make_notice("采集通知")
    make_notice("采集办法", category=Category.POLICY)

    assert found(client, "采集", category="政策文件") == ["采集办法"]
    assert found(client, "采集", year=2001) == []
    assert found(client, "", category="政策文件") == ["采集办法"]
    assert client.get("/notices", query_string={"category": "别的"}, headers=bearer()).status_code == 422


def test_nobody_finds_what_is_not_for_them(client: FlaskClient) -> None:
    make_notice("秘密安排", unit_ids=[uuid4()])

    answer = client.get("/notices", query_string={"q": "秘密"}, headers=bearer()).json

    assert (answer["items"], answer["count"]) == ([], 0)
