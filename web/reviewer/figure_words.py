"""The words for what figures call by a code: bands, levels, series, sections."""

from collections.abc import Callable

from shared.catalogue import CODE_LISTS, SECTIONS
from shared.words import STATUS_WORDS

UNKNOWN = "-"
UNKNOWN_WORD = "未填写"
SHARES = {"0-0": "还没有填写", "1-49": "不到一半", "50-99": "一半以上", "100-100": "必填项目已齐"}
WITHOUT_TITLE = "没有职称"


def status_word(value: str) -> str:
    """等待审核."""
    return STATUS_WORDS["record"][value]


def share_word(value: str) -> str:
    """How much of a record is there."""
    return SHARES[value]


def age_word(value: str) -> str:
    """31–35 岁."""
    if value == UNKNOWN:
        return UNKNOWN_WORD
    first, _, last = value.partition("-")
    if not last:
        return f"{first} 岁及以上"
    return f"{last} 岁及以下" if first == "0" else f"{first}–{last} 岁"


def education_word(value: str) -> str:
    """大学本科."""
    return UNKNOWN_WORD if value == UNKNOWN else CODE_LISTS["education"].name_of(value).removesuffix("教育")


def series_word(value: str) -> str:
    """工程技术人员."""
    return CODE_LISTS["title_series"].name_of(value) if value else WITHOUT_TITLE


def level_word(value: str) -> str:
    """副高级."""
    return CODE_LISTS["title_level"].name_of(value) if value not in {"", UNKNOWN} else WITHOUT_TITLE


def wait_word(value: str) -> str:
    """3–5 天."""
    first, _, last = value.partition("-")
    return f"{first}–{last} 天" if last else f"{first} 天及以上"


def place_word(section: str, field: str) -> str:
    """学历学位：毕业时间."""
    part = SECTIONS.get(section)
    if part is None:
        return section or "总体意见"
    named = part.by_key.get(field)
    return f"{part.title}：{named.label}" if named else part.title


WORDS: dict[str, tuple[str, Callable[[str], str]]] = {
    "status": ("审核状态", status_word),
    "completeness": ("填写情况", share_word),
    "education": ("最高学历", education_word),
    "age": ("年龄", age_word),
    "level": ("职称级别", level_word),
    "submitted": ("首次提交日期", str),
}
"""The figures of people, each with its title and the word for a bar."""
