"""Keeping out of logs what nobody should read there: ID numbers, phones, passwords, tokens, cookies."""

import re
from collections.abc import Mapping
from typing import Any

from stdnum.cn import ric

HIDDEN = "***"
SECRET_NAMES = re.compile(r"passw|secret|token|cookie|authorization|session_id|credential|密码|口令", re.IGNORECASE)
ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
PHONE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9]\d{9}(?![0-9A-Za-z])")
TOKEN = re.compile(r"(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*")
NAMED_SECRET = re.compile(
    r"(?P<name>(?:password|passwd|token|cookie|set-cookie|authorization|sid)[\"']?\s*[=:]\s*[\"']?)"
    r"(?:bearer\s+)?[^\s\"',;&)}\]]+",
    re.IGNORECASE,
)
BEARER = re.compile(r"bearer\s+[\w.~+/=-]{8,}", re.IGNORECASE)
LINE_BREAKS = {ord(one): one.encode("unicode_escape").decode() for one in "\r\n\x1b\x85\u2028\u2029"}


def redacted(value: Any, name: str = "") -> Any:
    """The same without secrets, in depth; what is named as a secret goes as a whole."""
    if name and SECRET_NAMES.search(name) and value is not None:
        return HIDDEN
    if isinstance(value, str):
        return redacted_text(value)
    if isinstance(value, Mapping):
        return {key: redacted(each, str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(each) for each in value]
    return value


def redacted_text(text: str) -> str:
    """A text with every number, token and password in it masked."""
    text = TOKEN.sub(HIDDEN, text)
    text = NAMED_SECRET.sub(rf"\g<name>{HIDDEN}", text)
    text = BEARER.sub(f"Bearer {HIDDEN}", text)
    text = ID_NUMBER.sub(lambda found: HIDDEN if _has_checksum(found[0]) else found[0], text)
    return PHONE.sub(HIDDEN, text)


def on_one_line(text: str) -> str:
    """A text that cannot pretend to be another line of the log."""
    return text.translate(LINE_BREAKS)


def _has_checksum(number: str) -> bool:
    return ric.calc_check_digit(number) == number[-1].upper()
