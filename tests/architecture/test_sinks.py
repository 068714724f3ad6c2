"""Where text that people typed becomes something else, it does so in few places, each with a test of its own."""

import re

import pytest

from tests.architecture.sources import PACKAGES, files, short

NOTICES = {  # what the notices service has made harmless: tests/notices/test_harmless.py
    "web/templates/administration/notice_publication.html",
    "web/templates/administration/written_edition.html",
    "web/templates/administration/written_notice.html",
    "web/templates/administration/written_notice_form.html",
    "web/templates/everyone/notice_edition.html",
    "web/templates/macros/notice.html",
}
OURS = {"web/templates/everyone/guide.html", "web/templates/macros/icons.html"}  # made of files of the program
SINKS = {
    r"\bWorkbook\(": {"shared/workbook.py", "shared/sheets/report.py", "shared/sheets/template.py"},
    r"\bcsv\.(?:DictW|w)riter\b": set(),
    r"\bEmailMessage\(": {"services/auth/sending.py"},
    r"\brender_template_string\(": {"shared/docs_page.py"},  # a page of ours without anything typed
    r"\bMarkup\(": set(),
    r"\|\s*safe\b": NOTICES | OURS,
    r"\b(?:pickle|marshal)\.loads?\(|\beval\(|\bexec\(|\bshell=True": set(),
}


@pytest.mark.parametrize("sink", SINKS)
def test_text_becomes_something_else_only_in_these_files(sink: str) -> None:
    found = {
        short(path) for path in files(".py", ".html", folders=PACKAGES) if re.search(sink, path.read_text(), re.ASCII)
    }

    assert found == SINKS[sink]
