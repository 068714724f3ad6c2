"""What documents name is there: files, folders, links, and the code and tests that `path::name` stands for."""

import re

import pytest

from tests.architecture.sources import FOLDERS, ROOT, short

DOCUMENTS = {path: path.read_text() for path in sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))}
TOP = (*FOLDERS, "docs")
NAMED = re.compile(r"`([\w./*-]+)(?:::(\w+))?`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)[^)]*\)")


def test_every_path_and_every_name_is_there() -> None:
    named = [(document, *found) for document, text in DOCUMENTS.items() for found in NAMED.findall(text)]
    assert [path for _, path, name in named if name.startswith("test_")]

    assert [(short(document), path, name) for document, path, name in named if not is_there(path, name)] == []


def test_every_link_leads_somewhere() -> None:
    links = [(document, link) for document, text in DOCUMENTS.items() for link in LINK.findall(text)]

    assert [(short(document), link) for document, link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("shared/nowhere.py", ""),
        ("services/*/nowhere.py", ""),
        ("nowhere.py", "secret"),
        ("shared/keys.py", "ecret"),  # a part of a name
        ("shared/keys.py", "os"),  # which it only uses
        ("tests/conftest.py", "test_"),
    ],
)
def test_what_is_gone_would_be_found(path: str, name: str) -> None:
    assert not is_there(path, name)


def is_there(path: str, name: str) -> bool:
    """Whether the repository has the path, and its file a function, class or constant of the name."""
    if path.partition("/")[0] not in TOP and not name:
        return True  # lies elsewhere, or in the folder that is spoken of
    found = list(ROOT.glob(path.rstrip("/")))
    made = re.compile(rf"^\s*(?:def|class) {name}\b|^{name}\b[^=(]*=", re.MULTILINE)
    return bool(found) and (not name or made.search(found[0].read_text()) is not None)
