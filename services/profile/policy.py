"""Who may see and do what with records, files, figures and windows: in Python for one thing, in SQL for lists.

Contents belong to the person; the pass that review signs for a case opens what the case is about, and nothing else.
Roles reach people and windows by their unit, as `shared/policy.py` tells.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from services.profile.models import Unit
from shared import policy
from shared.auth import Actor, Role
from shared.policy import Reach, Rule, holds


class Action(StrEnum):
    """What can be done by a role."""

    KNOW_PEOPLE = "know_people"  # by name: behind the figures, in their sheets, and where numbers are compared
    SET_WINDOW = "set_window"


RULES: Mapping[Action, Rule] = {
    Action.KNOW_PEOPLE: {
        Role.UNIT_REVIEWER: Reach.OWN,
        Role.UNIT_ADMIN: Reach.OWN,
        Role.SUPERIOR_ADMIN: Reach.DOWN,
    },
    Action.SET_WINDOW: {Role.SYSTEM_ADMIN: Reach.DOWN},
}


def can(session: Session, actor: Actor, action: Action, unit_id: UUID) -> bool:
    """Whether somebody may do this with what belongs to a unit."""
    return holds(actor.grants, RULES[action], line_of(session, unit_id))


def within(unit_id: Any, actor: Actor, action: Action) -> ColumnElement[bool]:
    """Whether the column `unit_id` names a unit of which somebody may do this: `can`, in SQL."""
    return policy.within(Unit, unit_id, actor.grants, RULES[action])


def may_see(viewer_id: UUID, owner_id: UUID, thing_id: UUID, opened: Collection[UUID]) -> bool:
    """Whether somebody may see a thing: their own, or one that the pass in their hand opens."""
    return viewer_id == owner_id or thing_id in opened


def visible_to(viewer_id: UUID, owner_id: Any, thing_id: Any, opened: Collection[UUID]) -> ColumnElement[bool]:
    """The things, by the columns of owner and id, that somebody may see: `may_see`, in SQL."""
    return or_(owner_id == viewer_id, thing_id.in_(opened))


def line_of(session: Session, unit_id: UUID) -> list[UUID]:
    """A unit and those above it; the unit alone while it is not known here."""
    return policy.lines_of(session, Unit, [unit_id]).get(unit_id, [unit_id])
