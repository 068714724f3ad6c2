"""What is being done at this moment: by a request, a message, a command, or one line of a job."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class Result(StrEnum):
    """How it ended: it took effect, a rule said no, or something broke."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class Known(Protocol):
    """Somebody whom the log can name: a person of auth's, or the actor of a request."""

    @property
    def id(self) -> UUID:
        """Who it is."""

    @property
    def account(self) -> str:
        """The account number."""

    @property
    def name(self) -> str:
        """The name at this moment."""

    @property
    def unit_id(self) -> UUID:
        """The unit at this moment."""


@dataclass
class Deed:
    """An act, and what is known of it so far. `act` is its stable code, `word` what people call it.

    With `always` each transaction leaves a row, with `once` the first; without, those in which something was noted.
    """

    act: str
    word: str
    always: bool = False
    once: bool = False
    result: Result = Result.DONE
    actor_id: UUID | None = None
    account: str | None = None
    name: str | None = None
    roles: str | None = None
    unit_id: UUID | None = None
    address: str | None = None
    request_id: str | None = None
    kind: str | None = None
    object_id: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    noted: bool = False
    written_as: Result | None = None

    def by(self, person: Known) -> None:
        """Say whose deed it is."""
        self.actor_id, self.account, self.name, self.unit_id = person.id, person.account, person.name, person.unit_id


_current: ContextVar[Deed | None] = ContextVar("deed", default=None)


def current() -> Deed | None:
    """What is being done here, if it is anything of which the log keeps a row."""
    return _current.get()


def signed_in(person: Known, roles: Iterable[str]) -> None:
    """Say whose the present deed is, and in which roles it may be done."""
    deed = _current.get()
    if deed is not None:
        deed.by(person)
        deed.roles = ",".join(dict.fromkeys(roles)) or None


@contextmanager
def doing(deed: Deed | None) -> Iterator[Deed | None]:
    """Everything in the block is part of this deed."""
    before = _current.set(deed)
    try:
        yield deed
    finally:
        _current.reset(before)


def note(
    *,
    word: str | None = None,
    about: tuple[str, object] | None = None,
    person: Known | None = None,
    result: Result | None = None,
    **details: Any,
) -> None:
    """Add to the row of the present deed what only the operation knows.

    `about` is the kind and the id of the thing, where the address does not name it; `person` is who does it, where
    nobody is signed in. Details are short facts: codes, ids, names of fields. Never a password, a token, a full ID
    number, a phone number, or what stands in a record.
    """
    deed = _current.get()
    if deed is None:
        return
    deed.noted = True
    deed.word = word or deed.word
    deed.result = result or deed.result
    if about:
        deed.kind, deed.object_id = about[0], str(about[1])
    if person:
        deed.by(person)
    deed.details |= {name: value for name, value in details.items() if value is not None}
