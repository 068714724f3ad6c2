"""First passwords on paper: new ones for people who have not chosen their own yet, readable there and nowhere else.

Whoever is handed a slip again has the new password only: what stood on former slips opens nothing any more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services.auth.models import Credential, Person, Unit
from services.auth.operations.credentials import FIRST_PASSWORD_DAYS, issue_first_password
from services.auth.policy import Action, people_within
from shared import audit
from shared.auth import Actor
from shared.beijing import spoken
from shared.errors import DomainError
from shared.printing.fonts import FAMILIES, printed_as
from shared.printing.typeset import typeset
from shared.settings import settings

MOST_SLIPS = 1_000
TITLE = "初始密码条"
TEMPLATE = Path(__file__).parent.parent / "importing" / "slips.typ"


class NobodyNeedsSlips(DomainError):
    """All of them have chosen a password, or are none that the asker may reset."""

    status, error = 409, "nobody_needs_slips"
    message = "所选人员都已修改过初始密码或不在您的管理范围内，不需要密码条。忘记密码的，请为其重置密码。"


class TooManySlips(DomainError):
    """So many are printed in parts."""

    error, message = "too_many_slips", "一次最多打印 {most} 张密码条，请分批打印。"


@dataclass(frozen=True)
class Slips:
    """What is to be printed. It is in nobody's hands but those of whoever prints it, and never stored."""

    slips: Sequence[dict[str, str]]
    valid_until: datetime

    def pdf(self) -> bytes:
        """The PDF; raises PrintBusy."""
        said = {
            "title": TITLE,
            "system": settings.system_name,
            "fonts": list(FAMILIES),
            "address": settings.public_url,
            "valid_until": spoken(self.valid_until),
            "days": str(FIRST_PASSWORD_DAYS),
            "slips": list(self.slips),
        }
        return typeset(printed_as(said), TEMPLATE)


def has_open_first_password() -> ColumnElement[bool]:
    """Whether somebody has not chosen a password yet; what was handed out may have expired."""
    still = select(Credential.person_id).where(Credential.first_password.is_not(None))
    return Person.id.in_(still)


def issue_slips(session: Session, actor: Actor, person_ids: Collection[UUID]) -> Slips:
    """Give new first passwords to those of the people who still have one and whom the actor may reset.

    Raises TooManySlips and NobodyNeedsSlips.
    """
    if len(person_ids) > MOST_SLIPS:
        raise TooManySlips(most=MOST_SLIPS)
    wanted = (
        select(Person, Unit.name)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id.in_(person_ids), Person.active, has_open_first_password())
        .where(people_within(actor, Action.RESET_PASSWORD))
        .order_by(Person.id)
        .with_for_update(key_share=True, of=Person)
    )
    found = sorted(session.execute(wanted).all(), key=lambda row: (row.name, row.Person.account))
    if not found:
        raise NobodyNeedsSlips
    slips = [_slip(session, person, unit_name) for person, unit_name in found]
    audit.note(people=len(slips), accounts=[slip["account"] for slip in slips])
    return Slips(slips, datetime.now(UTC) + timedelta(days=FIRST_PASSWORD_DAYS))


def _slip(session: Session, person: Person, unit_name: str) -> dict[str, str]:
    password = issue_first_password(session, person)
    return {"name": person.name, "account": person.account, "unit": unit_name, "password": password}
