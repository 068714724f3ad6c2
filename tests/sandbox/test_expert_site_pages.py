"""What the public sees of a shared person."""

from typing import Any

import httpx
import pytest

from sandbox.expert_site.experts import PAGE_SIZE
from sandbox.expert_site.profile import month_in_words, profile_of
from tests.sandbox.conftest import Sender


def page_of(sender: Sender, person: dict[str, Any]) -> str:
    return httpx.get(sender.share(person, 1).json()["url"]).text


def test_the_page_shows_all_that_was_shared(sender: Sender, person: dict[str, Any]) -> None:
    page = page_of(sender, person)

    for text in (
        "阿依古丽·买买提",
        "高级工程师",
        "冀北市建筑设计研究院",
        "抗震设计",
        "燕山理工大学",
        "大学本科 · 工学学士 · 土木工程",
        "1999年9月 — 2003年7月",
        "2003年8月 — 至今",
        "专业技术资格 · 副高级 · 建筑工程 · 河北省职称改革领导小组办公室",
    ):
        assert text in page


def test_a_person_with_only_a_name_has_a_page_without_empty_sections(sender: Sender, person: dict[str, Any]) -> None:
    least = {key: person[key] for key in ("@context", "@type", "identifier", "name")}

    page = page_of(sender, least)

    assert person["name"] in page
    assert "<section>" not in page


def test_shared_text_is_text_and_never_markup(sender: Sender, person: dict[str, Any]) -> None:
    page = page_of(sender, person | {"jobTitle": "<script>alert(1)</script>"})

    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("path", ["/", "/experts/nobody", "/_control", "/static/site.css"])
def test_every_answer_keeps_scripts_and_other_hosts_out(sender: Sender, path: str) -> None:
    answer = sender.http.get(path)

    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "http://" not in answer.text.replace("http://www.w3.org/2000/svg", "").replace(str(sender.http.base_url), "")


def test_the_directory_is_paged_and_misses_nobody(sender: Sender, person: dict[str, Any]) -> None:
    for number in range(PAGE_SIZE + 1):
        sender.share(person | {"identifier": f"p{number}", "name": f"专家{number:02}"}, 1)

    first = sender.http.get("/").text
    older = sender.http.get(first.split('class="more"')[1].split('href="')[1].split('"')[0]).text

    assert first.count('class="card"') == PAGE_SIZE
    assert "专家00" not in first
    assert older.count('class="card"') == 1
    assert "专家00" in older
    assert 'class="more"' not in older


@pytest.mark.parametrize("before", ["0", "-1", "9" * 30])
def test_a_page_that_cannot_be_is_not_found(sender: Sender, before: str) -> None:
    assert sender.http.get("/", params={"before": before}).status_code == 404


def test_an_empty_directory_and_an_unknown_address_say_so(sender: Sender) -> None:
    assert "还没有专家入驻" in sender.http.get("/").text
    unknown = sender.http.get("/experts/nobody")
    assert unknown.status_code == 404
    assert "没有这个页面" in unknown.text


def test_the_newest_job_comes_first(person: dict[str, Any]) -> None:
    job = person["affiliation"][0]
    older = {**job, "roleName": "技术员", "startDate": "2001", "endDate": "2003-07"}

    lines = profile_of(person | {"affiliation": [older, job]}).employments

    assert [line.period for line in lines] == ["2003年8月 — 至今", "2001年 — 2003年7月"]


def test_months_and_years_are_read_out() -> None:
    assert (month_in_words("2008-07"), month_in_words("2008")) == ("2008年7月", "2008年")
