"""The guide tells of the product as it is: its words stand on the pages, its pictures and links are there."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from tests.architecture.sources import ROOT, files
from web.frame import MENUS
from web.guide import CHAPTERS, FOLDER, OF_DESKS, PICTURES, PLACES, chapter

ALL = ("README", *CHAPTERS)
MOST_BYTES = 4_000_000
ON_SCREEN = re.compile(r"\*\*(.+?)\*\*")
SHOWN = "\n".join(
    path.read_text()
    for path in (
        *files(".html", ".py", folders=("web", "shared/catalogue", "services/profile/printing")),
        ROOT / "shared/words.py",
    )
    if path.name != "guide.py"
)
of_each_chapter = pytest.mark.parametrize("name", ALL)


@of_each_chapter
def test_what_the_guide_quotes_stands_on_the_pages(name: str) -> None:
    quoted = ON_SCREEN.findall((FOLDER / f"{name}.md").read_text())

    assert [words for words in quoted if words not in SHOWN and words != "粗体"] == []


@of_each_chapter
def test_every_link_and_picture_of_the_guide_leads_somewhere(app: Flask, name: str) -> None:
    with app.test_request_context():
        page = LexborHTMLParser(chapter(name).html)
        anchors = {f"/help/{other}": set(chapter(other).parts) for other in CHAPTERS} | {"/help": set()}
        own = set(chapter(name).parts)

    for link in (node.attributes["href"] or "" for node in page.css("a")):
        address, _, anchor = link.partition("#")
        assert address in anchors or not address, link
        assert not anchor or unquote(anchor) in (anchors[address] if address else own), link
    for picture in page.css("img"):
        given = picture.attributes
        assert given["alt"]
        with Image.open(PICTURES / Path(given["src"] or "").name) as there:
            assert there.size == (int(given["width"] or 0), int(given["height"] or 0))


def test_pages_lead_to_parts_of_the_guide_that_are_there(app: Flask) -> None:
    on_menus = {item.endpoint.partition(".")[0] for items in MENUS.values() for item in items}

    assert on_menus <= set(PLACES) <= set(app.blueprints)
    with app.test_request_context():
        for place in (*PLACES.values(), *OF_DESKS.values()):
            name, _, anchor = place.partition("#")
            assert not anchor or anchor in chapter(name).parts, place


def test_pictures_are_few_bytes_and_all_of_them_are_shown() -> None:
    told = "".join(path.read_text() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
    kept = sorted(PICTURES.iterdir())

    assert [path.name for path in kept if f"pictures/{path.name}" not in told] == []
    assert sum(path.stat().st_size for path in kept) < MOST_BYTES


def test_whoever_cannot_sign_in_finds_help_on_the_login_page(app: Flask) -> None:
    client = app.test_client()

    page = LexborHTMLParser(client.get("/login").text)
    (address,) = [node.attributes["href"] or "" for node in page.css("a") if node.text() == "帮助"]
    assert "登录系统" in client.get(address.partition("#")[0]).text
    assert client.get("/help/nothing").status_code == 404
    assert client.get("/help/pictures/..%2Fprofessionals.md").status_code == 404
