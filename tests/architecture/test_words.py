"""What people read is Chinese as it is printed: no half-width punctuation between its signs, one word for one thing."""

import re

from tests.architecture.sources import PACKAGES, ROOT, short

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
    for folder in PACKAGES
    for ending in ("*.py", "*.html", "*.js", "*.md")
    for path in (ROOT / folder).rglob(ending)
)


def test_chinese_sentences_use_chinese_punctuation() -> None:
    lines = ((path, line) for path in SHOWN for line in path.read_text().splitlines())

    assert [f"{short(path)}: {line.strip()}" for path, line in lines if HALF_WIDTH.search(line)] == []


def test_one_thing_has_one_word() -> None:
    texts = ((path, path.read_text()) for path in SHOWN)

    assert [f"{short(path)}: {OTHER_WORDS[word]}" for path, text in texts for word in OTHER_WORDS if word in text] == []
