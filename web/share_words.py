"""分享 in the menu and on buttons says with whom: the partners that this person has, asked for once a minute."""

from collections.abc import Sequence
from threading import Lock

from cachetools import TTLCache, cached

from web.clients import sharing
from web.clients.http import ApiError
from web.session import Person

PEOPLE = 10_000
SECONDS = 60


def in_words(names: Sequence[str], quotes: str = "") -> str:
    """With whom; 分享 alone while there is nobody. A button puts the name into the quotes that are given."""
    opening, closing = quotes[:1], quotes[1:]
    return f"分享至{opening}{names[0]}{closing}{'等平台' if len(names) > 1 else ''}" if names else "分享"


def for_whom(person: Person) -> str:
    """As the menu says it to this person."""
    return in_words(names_for(person.id))


def names_for(person_id: str) -> Sequence[str]:
    """The partners' names; while the service that knows them is away a page is worth showing without them."""
    try:
        return _asked_for(person_id)
    except ApiError:
        return ()


@cached(TTLCache(PEOPLE, SECONDS), lock=Lock())
def _asked_for(_person_id: str) -> Sequence[str]:
    return [partner["name"] for partner in sharing.partners()]
