r"""Whatever is written in a notice, nothing in it can run: the OWASP filter evasion list, SVG, MathML, Markdown tricks.

Each line of `xss_corpus.txt` is a text, `\n` in it the end of a line. What comes out is read as browsers do.
"""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from services.notices.operations.rendering import ATTRIBUTES, TAGS, html_of

CORPUS = [line.replace("\\n", "\n") for line in (Path(__file__).parent / "xss_corpus.txt").read_text().splitlines()]
AROUND = {"html", "head", "body", "tbody"}  # what a parser puts around and between
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
HARMLESS = {"http:", "https:", "mailto:", "tel:"}
IGNORED = re.compile(r"[\x00-\x20]")  # by browsers, in front of and within a scheme


def harm_in(html: str) -> list[str]:
    """What stands in the HTML that may not: elements, attributes, schemes of links, comments."""
    found = []
    for node in LexborHTMLParser(html).root.traverse(include_text=True):
        if node.tag in AROUND or node.tag == "-text":
            continue
        if node.tag not in TAGS:
            found.append(node.tag)
        allowed = {*ATTRIBUTES.get(node.tag, ()), *(["rel"] if node.tag == "a" else [])}
        found += [f"{node.tag} {name}" for name in node.attributes if name not in allowed]
        scheme = SCHEME.match(IGNORED.sub("", node.attributes.get("href") or ""))
        if scheme and scheme[0].lower() not in HARMLESS:
            found.append(scheme[0])
    return found


def test_the_corpus_is_large_and_its_raw_form_would_be_found() -> None:
    assert len(CORPUS) >= 100
    assert sum(bool(harm_in(text)) for text in CORPUS) >= 100


@pytest.mark.parametrize("place", [0, 1, 2], ids=["alone", "in a list", "in a table"])
def test_nothing_that_could_run_comes_out_of_any_text(place: int) -> None:
    """Alone, and where Markdown nests it."""
    for text in CORPUS:
        line = text.replace("\n", " ")
        written = (text, f"- a\n  - {line}", f"| a | b |\n| - | - |\n| {line} | x |")[place]

        assert harm_in(html_of(written)) == [], written


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(CORPUS), min_size=2, max_size=4))
def test_nothing_harmful_arises_where_texts_stand_together(texts: list[str]) -> None:
    assert harm_in(html_of("".join(texts))) == []
