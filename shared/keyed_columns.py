"""Columns whose values are made with a key that changes: how one tells an old value, and makes it anew."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, inspect
from sqlalchemy.orm import InstrumentedAttribute

from shared.crypto import VERSION, Undecryptable, decrypt, encrypt, key_of
from shared.keys import current_key

SEALED_BYTES = f"{VERSION}.".encode()


class Kept(NamedTuple):
    """What was read of a row: its primary key, the value, and what the value is made of where that lies beside it."""

    id: tuple[Any, ...]
    value: Any
    source: str | None = None


@dataclass(frozen=True)
class KeyedColumn(ABC):
    """A column, and the name of the key with which its values are made."""

    column: InstrumentedAttribute[Any]
    key: str

    @property
    def reads(self) -> tuple[InstrumentedAttribute[Any], ...]:
        """What has to be read of a row to judge it."""
        return (self.column,)

    @property
    def id(self) -> tuple[ColumnElement[Any], ...]:
        """The primary key of its table."""
        found: tuple[ColumnElement[Any], ...] = inspect(self.column.class_).primary_key
        return found

    @abstractmethod
    def is_old(self, kept: Kept) -> bool:
        """Whether the value was made with a generation that is not the current one."""

    @abstractmethod
    def renewed(self, kept: Kept) -> Any:
        """The value made with the current one; None where nobody can."""

    def __str__(self) -> str:
        return f"{self.column.class_.__tablename__}.{self.column.key}"


@dataclass(frozen=True)
class SealedColumn(KeyedColumn):
    """A column of encrypted values; `place` is what the value of a row is bound to, by its primary key.

    `member` names the one that is encrypted where the column holds an object. Bytes that are not sealed are codes of
    people made before they were: they lie under the first generation of the key, and nobody can make them anew.
    """

    place: Callable[..., str]
    member: str = ""

    def is_old(self, kept: Kept) -> bool:
        """The value says itself under which generation it lies."""
        sealed = self._sealed(kept)
        if sealed is None:
            return bool(kept.value) and not self.member and current_key(self.key) != self.key
        return key_of(sealed) != current_key(self.key)

    def renewed(self, kept: Kept) -> Any:
        """Decrypted and encrypted."""
        if (sealed := self._sealed(kept)) is None:
            return None
        place = self.place(*kept.id)
        new = encrypt(decrypt(sealed, place=place), key=self.key, place=place)
        if self.member:
            return kept.value | {self.member: new}
        return new.encode() if isinstance(kept.value, bytes) else new

    def opens(self, kept: Kept) -> bool:
        """Whether a key that is here opens the value, if there is one that is sealed."""
        try:
            if sealed := self._sealed(kept):
                decrypt(sealed, place=self.place(*kept.id))
        except Undecryptable:
            return False
        return True

    def _sealed(self, kept: Kept) -> str | None:
        value = kept.value.get(self.member) if self.member else kept.value
        if isinstance(value, bytes):
            return value.decode() if value.startswith(SEALED_BYTES) else None
        return value or None


@dataclass(frozen=True)
class IndexColumn(KeyedColumn):
    """A column of blind indexes; `of` makes one of what lies encrypted in the column `sealed` of the same row."""

    sealed: SealedColumn
    of: Callable[[str], bytes]

    @property
    def reads(self) -> tuple[InstrumentedAttribute[Any], ...]:
        """The index, and what it is made of."""
        return (self.column, self.sealed.column)

    def is_old(self, kept: Kept) -> bool:
        """A row without an index is not to be found."""
        return kept.value is not None and kept.value != self.renewed(kept)

    def renewed(self, kept: Kept) -> bytes:
        """Made of what lies there now."""
        return self.of(decrypt(kept.source or "", place=self.sealed.place(*kept.id)))
