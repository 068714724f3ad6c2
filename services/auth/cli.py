"""Commands of the auth service: `python -m services.auth.cli COMMAND`."""

import json
from typing import Any
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.db import db
from services.auth.demo import loading
from services.auth.models import AppliedCorrection, Person, Unit
from services.auth.operations import comparisons
from services.auth.operations.credentials import FIRST_PASSWORD_DAYS
from services.auth.operations.grants import GrantOf
from services.auth.operations.id_numbers import KEYED
from services.auth.operations.people import NewPerson, PersonRefused, create_person
from services.auth.operations.units import create_unit
from shared.auth import Role
from shared.logging import configure_logging
from shared.production import refuse_demo
from shared.service_cli import printing, service_cli

TOP_UNIT = {"name": "省级主管部门", "code": "11130000000990016F", "nature": "10", "region": "130000"}

cli = service_cli(db, KEYED)


@printing(cli)
@click.option("--name", default="系统管理员", show_default=True, help="姓名")
@click.option("--id-number", help="居民身份证号码；不填则以账号作为工号")
def create_admin(name: str, id_number: str | None) -> dict[str, Any]:
    """Create a system administrator and print the one-time password (建立系统管理员)."""
    try:
        with db.transaction() as session:
            top = _top_unit(session)
            grants = (GrantOf(Role.SYSTEM_ADMIN, top.id),)
            new = NewPerson(name=name, unit_id=top.id, id_number=id_number, grants=grants)
            person, password = create_person(session, new)
    except PersonRefused as error:
        faults = [fault for faults in error.fields.values() for fault in faults]
        raise click.ClickException("".join(faults)) from error
    return {
        "login": person.account,
        "password": password,
        "name": person.name,
        "unit": top.name,
        "valid_days": FIRST_PASSWORD_DAYS,
    }


@printing(cli)
def demo() -> dict[str, int]:
    """Load the invented units, people and accounts that are not there yet (装入演示数据)."""
    refuse_demo()
    with db.transaction() as session:
        return loading.load(session)


@printing(cli)
def demo_accounts() -> list[dict[str, Any]]:
    """Who of the demo can sign in with what."""
    with db.reading() as session:
        return loading.accounts(session)


@printing(cli)
def reconcile() -> dict[str, Any]:
    """This service's side of the comparison: every unit, every person, and every correction that was dealt with."""
    units = select(Unit.id, Unit.version, Unit.closed, Unit.merged_into_id).order_by(Unit.id)
    known = (Person.id, Person.version, Person.active, Person.unit_id, Person.merged_into_id)
    people = select(*known).order_by(Person.id)
    corrections = select(AppliedCorrection.id, AppliedCorrection.outcome).order_by(AppliedCorrection.id)
    with db.reading() as session:
        return {
            "corrections": [dict(row) for row in session.execute(corrections).mappings()],
            "units": [dict(unit) for unit in session.execute(units).mappings()],
            "people": [dict(person) for person in session.execute(people).mappings()],
        }


@printing(cli)
@click.option("--unit", "units", multiple=True, type=click.UUID)
@click.option("--person", "people", multiple=True, type=click.UUID)
@click.option("--reason", required=True)
def restate(units: tuple[UUID, ...], people: tuple[UUID, ...], reason: str) -> dict[str, int]:
    """Tell everybody again how these units and people stand (重新通报)."""
    with db.transaction() as session:
        return comparisons.restate(session, units, people, reason)


@printing(cli)
@click.argument("found")
def note_comparison(found: str) -> dict[str, int]:
    """Keep what comparing the services found, for the page of administrators (记下核对结果)."""
    comparison = json.loads(found)
    with db.transaction() as session:
        comparisons.keep(session, **comparison)
    return {"total": comparison["total"]}


def _top_unit(session: Session) -> Unit:
    """The unit above all; a new system gets one, to be renamed."""
    top = session.scalar(select(Unit).where(Unit.superior_id.is_(None)).order_by(Unit.code))
    return top or create_unit(session, **TOP_UNIT, superior_id=None, unit_id=None)


if __name__ == "__main__":
    configure_logging("auth-command")  # to stderr: what is printed is the answer
    cli()
