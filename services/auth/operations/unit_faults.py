"""What is wrong with the facts of a unit, field by field, and what would be right."""

import re
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from services.auth.models import Unit
from services.auth.models.unit_names import unit_name_key
from services.auth.policy import line_of
from shared.beijing import today
from shared.catalogue import CODE_LISTS
from shared.policy import MOST_LEVELS

LONGEST_NAME, LONGEST_ADDRESS = 100, 200
PHONE = re.compile(r"[0-9+()（）\- 转]{5,30}")
LISTS = {"nature": ("unit_nature", "请从列表中选择单位性质。"), "region": ("division", "请从列表中选择所在地区。")}

Faults = dict[str, str]


def code_of(typed: str) -> str:
    """The code in one spelling: no spaces, no hyphens, capital letters of usual width."""
    return str(uscc.compact(typed.translate({**{i + 0xFEE0: i for i in range(33, 127)}, 0x3000: " "})))


def faults_of(
    session: Session, facts: Mapping[str, str], superior_id: UUID | None, *, unit: Unit | None = None
) -> Faults:
    """All that is wrong with facts for a unit under this superior; of a unit that is there, what it has may stay."""
    faults = form_faults(facts, unit)
    other = session.scalar(select(Unit).where(Unit.code == facts["code"]))
    if "code" not in faults and other and (unit is None or other.id != unit.id):
        faults["code"] = f"该统一社会信用代码已由「{other.name}」使用，请核对，勿重复录入。"
    if "name" not in faults and (taken := namesake(session, facts["name"], superior_id, unit)):
        faults["name"] = f"同一上级单位之下已有「{taken.name}」（{taken.code}），不能重名。"
    return faults


def form_faults(facts: Mapping[str, str], unit: Unit | None = None) -> Faults:
    """What is wrong with facts whatever other units there are."""
    return _of_form(facts) | _of_lists(facts, unit)


def namesake(session: Session, name: str, superior_id: UUID | None, unit: Unit | None = None) -> Unit | None:
    """Another open unit of this name under this superior."""
    alike = select(Unit).where(Unit.name_key == unit_name_key(name), ~Unit.closed)
    there = alike.where(Unit.superior_id.is_not_distinct_from(superior_id))
    return session.scalar(there.where(Unit.id != unit.id) if unit else there)


def level_fault(session: Session, superior_id: UUID, height: int) -> Faults:
    """Whether so many levels under this superior would be too many."""
    if len(line_of(session, superior_id)) + height > MOST_LEVELS:
        return {"superior_id": f"单位层级最多 {MOST_LEVELS} 级，请选择更高一级的上级单位。"}
    return {}


def height_of(session: Session, unit_id: UUID) -> int:
    """How many levels a unit and those below it have."""
    below = select(Unit.id, literal(1).label("level")).where(Unit.id == unit_id).cte("below", recursive=True)
    further = select(Unit.id, below.c.level + 1).join(below, Unit.superior_id == below.c.id)
    below = below.union_all(further.where(below.c.level < MOST_LEVELS))
    return session.scalar(select(func.max(below.c.level))) or 1


def _of_form(facts: Mapping[str, str]) -> Faults:
    faults: Faults = {}
    if not facts["name"]:
        faults["name"] = "请填写单位名称。"
    elif len(facts["name"]) > LONGEST_NAME:
        faults["name"] = f"单位名称最多 {LONGEST_NAME} 个字。"
    try:
        uscc.validate(facts["code"])
    except ValidationError:
        faults["code"] = "统一社会信用代码应为 18 位，且校验码正确，请按证书逐位核对。"
    if facts["phone"] and not PHONE.fullmatch(facts["phone"]):
        faults["phone"] = "办公电话由数字、加号、括号和连字符组成，例如 0311-88880000。"
    if len(facts["address"]) > LONGEST_ADDRESS:
        faults["address"] = f"地址最多 {LONGEST_ADDRESS} 个字。"
    return faults


def _of_lists(facts: Mapping[str, str], unit: Unit | None) -> Faults:
    """A code that is not offered any more may stay where it is."""
    faults = {}
    for field, (codes, text) in LISTS.items():
        found = CODE_LISTS[codes].find(facts[field])
        kept = unit is not None and getattr(unit, field) == facts[field]
        if not kept and (found is None or found.heading or not found.in_force(today())):
            faults[field] = text
    return faults
