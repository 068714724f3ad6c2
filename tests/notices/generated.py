"""Messages built from their types, so that a new one is tried without anybody writing it down."""

from datetime import UTC, datetime, timedelta
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st
from msgspec import Struct

from shared.beijing import today
from shared.catalogue import SECTIONS
from shared.messaging.message import Message
from shared.words import ROLE_WORDS

WORDS = st.text("赵钱孙李职称单位石家庄审核", min_size=1, max_size=12)
SENTENCES = WORDS | WORDS.map("{}。".format)
WRITTEN = {"reason": SENTENCES, "text": SENTENCES, "answer": SENTENCES | st.just("")}
KNOWN = {"role": st.sampled_from(list(ROLE_WORDS)), "section": st.sampled_from(list(SECTIONS))}
PLAIN = {
    str: WORDS,
    int: st.integers(1, 3000),
    bool: st.booleans(),
    UUID: st.integers(1, 4).map(lambda number: UUID(int=number)),
    datetime: st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
}


def messages_of(contract: type[Struct]) -> st.SearchStrategy[Any]:
    """Every message that a contract allows, with words as people write them."""
    hints = get_type_hints(contract)
    return st.builds(contract, **{name: _of(name, hints[name]) for name in contract.__struct_fields__})


def of_version(message: Message, version: int) -> Message:
    """The same, later told."""
    facts = {name: getattr(message, name) for name in message.__struct_fields__}
    return type(message)(**facts | {"version": version})


def _of(name: str, hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) in (Union, UnionType):
        return st.one_of(*(st.none() if each is NoneType else _of(name, each) for each in get_args(hint)))
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is list:
        return st.lists(_of(name, get_args(hint)[0]), min_size=1, max_size=4)
    if name.endswith("_on"):
        return st.integers(0, 400).map(lambda days: today() + timedelta(days=days))
    if hint is str:
        return (KNOWN | WRITTEN).get(name, WORDS)
    return PLAIN[hint] if hint in PLAIN else messages_of(hint)
