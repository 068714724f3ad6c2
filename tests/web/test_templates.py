"""What no template may hold, and what every form must."""

import re
from pathlib import Path

import pytest

import web

TEMPLATES = sorted((Path(web.__file__).parent / "templates").rglob("*.html"))
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son(?!e=)[a-z]+=|javascript:", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:href|src|action)=["'](?:https?:)?//""")
FORM = re.compile(r"<form.*?</form>", re.DOTALL)
TYPED = re.compile(r"\{\{ (?:line|area|typed)\(|<textarea")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text()

    assert INLINE.findall(text) == []
    assert ELSEWHERE.findall(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_changes_something_carries_its_token(path: Path) -> None:
    for form in FORM.findall(path.read_text()):
        if 'method="post"' in form:
            assert 'name="csrf_token"' in form
        else:
            assert 'method="get"' in form


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_what_takes_some_typing_is_not_lost_when_the_session_ends(path: Path) -> None:
    """`data-unsaved` lets people sign in again in place, see `saving.js`."""
    for form in FORM.findall(path.read_text()):
        if 'method="post"' in form and len(TYPED.findall(form)) > 1:
            assert "data-unsaved" in form
