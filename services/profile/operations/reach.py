"""Whom a reviewer may know by name: people of the own unit, and for a superior those of the units below."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.profile.operations.certificate_numbers import Holder
from services.profile.policy import Action, can
from shared.auth import Actor

MOST_NAMED = 3


def named_for(session: Session, viewer: Actor, people: Sequence[Holder]) -> str:
    """These people in words for this viewer: names where they are within reach, otherwise only how many they are."""
    known = [person for person in people if can(session, viewer, Action.KNOW_PEOPLE, person.unit_id)]
    named = [f"{person.name}（账号 {person.account}）" for person in known[:MOST_NAMED]]
    unnamed = len(people) - len(named)
    if unnamed:
        elsewhere = "另一人" if unnamed == 1 else f"另外 {unnamed} 人"
        named.append(elsewhere if len(known) > MOST_NAMED else f"{elsewhere}（其他单位）")
    return "、".join(named)
