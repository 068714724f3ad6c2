"""The page of a person at a partner: what is offered for it, and its form as docs/partner/person.schema.json has it."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from services.profile.models import Submission
from services.profile.operations.places import ANCHORS, DAYS, NAME, TYPES, Entry, SharedField, entries_of, shared_fields
from shared.catalogue import Sharing, display
from shared.errors import DomainError

SCHEMA = Path(__file__).parents[1] / "person.schema.json"
SEPARATOR = "、"

Document = dict[str, Any]


class DocumentInvalid(DomainError):
    """The document is not what was agreed on with partners, so it must not go."""

    status, error, message = 422, "document_invalid", "所选内容暂时不能分享：{place} 不符合约定的格式，请联系管理员。"


@dataclass(frozen=True)
class Offer:
    """A field that the person may let go, with what would go."""

    key: str
    section: str
    title: str
    label: str
    default: bool
    values: list[str]


def offers(submission: Submission | None) -> list[Offer]:
    """Every field that may be shared, with its content in the approved snapshot."""
    return [
        Offer(
            one.key,
            one.section.key,
            one.section.title,
            one.field.label,
            one.field.sharing is Sharing.DEFAULT,
            [text for entry in _entries(submission, one) if (text := _text(one, entry))],
        )
        for one in shared_fields()
    ]


def person_document(identifier: str, submission: Submission, fields: Collection[str]) -> Document:
    """The person as JSON-LD: of the approved snapshot only what is offered and consented to. Raises DocumentInvalid."""
    person: Document = {"@context": "https://schema.org", "@type": "Person", "identifier": identifier}
    chosen = [one for one in shared_fields() if one.key in fields or one.key == NAME]
    for section, group in groupby(chosen, key=lambda one: one.section.key):
        together = list(group)
        anchor = ANCHORS.get(section)
        for entry in entries_of(submission, section):
            told = [(one.place, text) for one in together if (text := _text(one, entry))]
            if anchor is None or any(one.field.key == anchor and _text(one, entry) for one in together):
                _put(person, told)
    check(person)
    return person


def check(document: Document) -> None:
    """Whether a document is what was published; raises DocumentInvalid."""
    for error in _form().iter_errors(document):
        raise DocumentInvalid(place="/".join(str(step) for step in error.path) or "整体")


@cache
def _form() -> Any:
    """The published form; what reads it is loaded where something is shared and nowhere else."""
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    return Draft202012Validator(json.loads(SCHEMA.read_text()))


def _entries(submission: Submission | None, one: SharedField) -> Iterable[Entry]:
    return entries_of(submission, one.section.key) if submission else ()


def _text(one: SharedField, entry: Entry) -> str:
    """A value as it goes: words for codes, months as they are written, of a day only as much as the place takes."""
    value = entry.get(one.field.key)
    if not value:
        return ""
    length = DAYS.get(one.place.rpartition(".")[2])
    return str(value)[:length] if length else display(one.field, value)


def _put(person: Document, told: Iterable[tuple[str, str]]) -> None:
    """Set the texts of one entry in their places; those with one place in common stand there together."""
    items: dict[str, Any] = {}
    for place, text in told:
        inside, is_list, rest = place.partition("[].")
        if place.endswith("[]"):
            items[place] = SEPARATOR.join(filter(None, (items.get(place), text)))
        elif is_list:
            item = items.setdefault(f"{inside}[]", {"@type": TYPES[f"{inside}[]"]})
            _set(item, rest, text, f"{inside}[].")
        else:
            _set(person, place, text, "")
    for place, item in items.items():
        person.setdefault(place.removesuffix("[]"), []).append(item)


def _set(thing: Document, place: str, text: str, above: str) -> None:
    part, _, name = place.rpartition(".")
    if part:
        thing = thing.setdefault(part, {"@type": TYPES[f"{above}{part}"]})
    thing[name] = SEPARATOR.join(filter(None, (thing.get(name), text)))
