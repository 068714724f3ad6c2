"""What people read is Chinese as it is printed: no half-width punctuation between its signs, one word for one thing."""

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
# What people would also understand, and the one word of docs/guide/words.md that stands for it everywhere.
OTHER_WORDS = {
    "帐号": "账号", "帐户": "账号", "登陆": "登录", "撤消": "撤回、撤销", "驳回": "退回修改", "打回": "退回修改",
    "审核者": "审核人", "个人资料": "个人信息", "代审员": "代审人", "审批级次": "审核级次",
}  # fmt: skip
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


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_one_thing_has_one_word(path: Path) -> None:
    text = path.read_text()

    assert {word: better for word, better in OTHER_WORDS.items() if word in text} == {}
