"""What people did and what they were told, kept apart from everything that is tried here."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.chaos.browser import Told


@dataclass
class Deed:
    """Something that somebody did: `mark` is the text by which it is found again, `about` what it was done to."""

    number: int
    kind: str
    login: str
    mark: str
    about: str = ""
    told: Told = Told.NOTHING


class Ledger:
    """Every deed, written down before it is done."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._lock = threading.Lock()
        self._deeds: list[Deed] = []

    @contextmanager
    def deed(self, kind: str, login: str, about: str = "") -> Iterator[Deed]:
        """A deed with a mark of its own; what was told is set within the block."""
        with self._lock:
            number = len(self._deeds) + 1
            deed = Deed(number, kind, login, f"混沌{self.seed}之{number}号", about)
            self._deeds.append(deed)
        yield deed

    def of(self, kind: str) -> list[Deed]:
        """All deeds of a kind, in the order in which they were begun."""
        with self._lock:
            return [deed for deed in self._deeds if deed.kind == kind]

    def counts(self) -> Counter[Told]:
        """How many were told what."""
        with self._lock:
            return Counter(deed.told for deed in self._deeds)
