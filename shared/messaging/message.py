"""What all messages have in common; each of them stands in `contracts.py`."""

from typing import ClassVar

from msgspec import Struct

DISCARDED = "message.discarded"
"""The name of what ends another message at its receiver, whichever that is: an operator has given it up."""


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every message has. `version` counts the changes of the thing the message is about."""

    name: ClassVar[str]
    schema_version: ClassVar[int] = 1
    aggregate: ClassVar[str]
    key: ClassVar[str]
    receivers: ClassVar[tuple[str, ...]]

    version: int

    @property
    def aggregate_id(self) -> str:
        """Which thing of its kind the message is about."""
        return str(getattr(self, self.key))
