"""Pages by key: a cursor says where the last page ended, so the thousandth page costs what the first does."""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any

from shared.errors import DomainError

PAGE = 20
LARGEST_PAGE = 100
DIGITS = 10  # a number of fewer fits the database's integer


class CursorInvalid(DomainError):
    """The cursor is not one that a page of ours gave out."""

    status, error, message = 422, "cursor_invalid", "翻页位置无效，请从第一页重新打开。"


def cursor_of(*key: Any) -> str:
    """The key of the last row of a page, for the next page to start behind."""
    return base64.urlsafe_b64encode(json.dumps([str(part) for part in key]).encode()).decode()


def key_of(cursor: str, parts: int) -> list[str]:
    """The key again, as strings; raises CursorInvalid."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise CursorInvalid from error
    if not isinstance(key, list) or len(key) != parts or not all(isinstance(part, str) for part in key):
        raise CursorInvalid
    return key


def typed_key(cursor: str, *readers: Callable[[str], Any]) -> tuple[Any, ...]:
    """The key again, each part read by what raises ValueError for anything that it can't be; raises CursorInvalid."""
    parts = key_of(cursor, len(readers))
    try:
        return tuple(read(part) for read, part in zip(readers, parts, strict=True))
    except ValueError as error:
        raise CursorInvalid from error


def number_of(cursor: str) -> int:
    """The number that a cursor holds, of a list that is sorted by one; raises CursorInvalid."""
    (number,) = key_of(cursor, 1)
    if not (number.isdecimal() and len(number) < DIGITS):
        raise CursorInvalid
    return int(number)
