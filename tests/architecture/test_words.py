"""What people read is Chinese as it is printed: no half-width punctuation between Chinese characters."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("shared", "services", "web", "sandbox", "stack")
HAN = r"[\u4e00-\u9fff」》”）]"
AFTER_A_VALUE = r"[A-Za-z0-9%}][,:;](?=[\u4e00-\u9fff])"
HALF_WIDTH = re.compile(
    rf"{HAN}[,;:!](?=\s*(?:{HAN}|[{{<\"]|$))|{HAN}\?(?={HAN})|{HAN}\([^()]*{HAN}[^()]*\)|{AFTER_A_VALUE}"
)
SHOWN = sorted(
    path
    for folder in FOLDERS
    for ending in ("*.py", "*.html", "*.js", "*.md")
    for path in (ROOT / folder).rglob(ending)
)


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_chinese_sentences_use_chinese_punctuation(path: Path) -> None:
    found = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if HALF_WIDTH.search(line)
    ]

    assert found == []
