"""A section as it suits a person: what the administrator knows of them decides its words and what is asked for."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from shared.catalogue.model import Field, Section, When

Facts = Mapping[str, str]
Known = tuple[tuple[str, str], ...]

KINDS = 1000  # sections times kinds of people: each is made once, however many records are shown


def suited(section: Section, facts: Facts) -> Section:
    """The section in the words for this person, with what they must fill in marked so.

    `facts` holds the administrator's facts by field key, as an entry shows them; anything else in it is of no matter.
    """
    return _suited_section(section, _known(section, facts))


def asked_for(section: Section, facts: Facts) -> Section:
    """The same without the fields that do not apply to this person."""
    return _asked_for(section, _known(section, facts))


def _known(section: Section, facts: Facts) -> Known:
    """Of the facts those on which it depends what a section says and asks for."""
    return tuple((key, facts[key]) for key in _deciding(section) if facts.get(key))


@lru_cache(KINDS)
def _deciding(section: Section) -> list[str]:
    """The administrator's fields on which it depends how others are called, and whether they are asked for."""
    conditions = (when for field in section.fields for when in (field.required_when, field.applies_when) if when)
    named = {"id_type", *(when.field for when in conditions)}  # by the first, variants are chosen
    return [key for key, field in section.by_key.items() if key in named and field.locked]


@lru_cache(KINDS)
def _suited_section(section: Section, known: Known) -> Section:
    return replace(section, fields=tuple(_suited(field, dict(known)) for field in section.fields))


@lru_cache(KINDS)
def _asked_for(section: Section, known: Known) -> Section:
    part, facts = _suited_section(section, known), dict(known)
    return replace(part, fields=tuple(field for field in part.fields if not _needless(field, part, facts)))


def _suited(field: Field, known: Facts) -> Field:
    words = next((one for one in field.variants if one.id_type == known.get("id_type")), None)
    required = field.required or (_decided(field.required_when, known) and field.is_required(known))
    if words is None and required == field.required:
        return field
    return replace(
        field,
        label=(words and words.label) or field.label,
        help=(words and words.help) or field.help,
        required=required,
    )


def _decided(condition: When | None, known: Facts) -> bool:
    """Whether the administrator's facts alone say if a condition holds."""
    return condition is not None and condition.field in known


def _needless(field: Field, part: Section, facts: Facts) -> bool:
    condition = field.applies_when
    if condition is None or condition.field not in part.by_key or not part.by_key[condition.field].locked:
        return False
    return not condition.holds(facts)
