"""Deeds on units."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from services.auth.models import Unit
from shared.errors import DomainError
from shared.messaging.contracts import UnitChanged
from shared.messaging.outbox import publish


class UnitRefused(DomainError):
    """The facts of a unit do not hold; `fields` says which."""

    status, error, message = 422, "unit_refused", "单位信息有误，请按提示修改。"


def create_unit(
    session: Session,
    *,
    name: str,
    code: str,
    nature: str,
    region: str,
    superior_id: UUID | None,
    unit_id: UUID | None = None,
) -> Unit:
    """Enter a unit and tell the other services; raises UnitRefused."""
    name, code = name.strip(), uscc.compact(code)
    fields = _faults(session, name, code, superior_id)
    if fields:
        raise UnitRefused(fields=fields)
    unit = Unit(
        id=unit_id or uuid4(),
        name=name,
        code=code,
        nature=nature,
        region=region,
        superior_id=superior_id,
        closed=False,
        version=1,
    )
    session.add(unit)
    session.flush()
    _announce(session, unit)
    return unit


def _faults(session: Session, name: str, code: str, superior_id: UUID | None) -> dict[str, list[str]]:
    faults = {}
    if not name:
        faults["name"] = ["请填写单位名称。"]
    try:
        uscc.validate(code)
    except ValidationError:
        faults["code"] = ["统一社会信用代码应为 18 位，且校验码正确，请按证书逐位核对。"]
    if session.scalar(select(Unit.id).where(Unit.code == code)):
        faults["code"] = ["该统一社会信用代码的单位已经存在，请勿重复录入。"]
    if superior_id is not None and session.get(Unit, superior_id) is None:
        faults["superior_id"] = ["上级单位不存在，请重新选择。"]
    return faults


def _announce(session: Session, unit: Unit) -> None:
    publish(
        session,
        UnitChanged(
            version=unit.version,
            unit_id=unit.id,
            unit_name=unit.name,
            code=unit.code,
            nature=unit.nature,
            region=unit.region,
            superior_id=unit.superior_id,
            closed=unit.closed,
        ),
    )
