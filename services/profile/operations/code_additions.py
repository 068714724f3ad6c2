"""Adding codes to the lists, and ending what was added: the system administrator's. Each setting stays on record."""

import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.profile.models import CodeAddition, CodeAdditionEdition
from shared.auth import Actor
from shared.catalogue import CODE_LISTS, EXTENSIBLE
from shared.errors import ChangedMeanwhile, DomainError, NotFound
from shared.locks import Lock, wait_for

TITLE, DEGREE = "title", "degree"


class AdditionInvalid(DomainError):
    """A code can't be added like this; `fields` say why."""

    error, message = "code_addition_invalid", "代码没有保存，请按提示修改。"


@dataclass(frozen=True, kw_only=True)
class NewCode:
    """What an administrator adds to a list; a title has a series and a level, a degree a group."""

    codes: str
    name: str
    valid_from: date
    valid_to: date | None = None
    group: str = ""
    series: str = ""
    level: str = ""


def add_code(session: Session, actor: Actor, new: NewCode) -> CodeAddition:
    """Add a code under the next number of its list. Raises NotFound for a list that is closed, and AdditionInvalid."""
    from shared.catalogue.codes.making.pinyin import syllables  # dear, and needed only here

    if new.codes not in EXTENSIBLE:
        raise NotFound
    wait_for(session, Lock.ADDING_CODES)  # one number, one name, for one
    name = unicodedata.normalize("NFKC", new.name).replace(" ", "")
    _refuse(_faults(session, new, name))
    number = session.scalar(select(func.count()).where(CodeAddition.codes == new.codes)) or 0
    facts = asdict(new) | {"name": name, "code": f"X{number + 1:02}", "pinyin": syllables(name)}
    addition = CodeAddition(**facts, version=0)
    session.add(addition)
    session.flush()  # the edition names it
    _log(session, addition, actor, "added")
    return addition


def set_days(
    session: Session, actor: Actor, addition_id: UUID, valid_from: date, valid_to: date | None, *, expected: int
) -> CodeAddition:
    """Set the days on which an added code may be chosen. Raises NotFound, ChangedMeanwhile and AdditionInvalid."""
    addition = session.get(CodeAddition, addition_id, with_for_update={"key_share": True}, populate_existing=True)
    if addition is None:
        raise NotFound
    if addition.version != expected:
        raise ChangedMeanwhile(version=addition.version)
    _refuse(_fault_of_days(valid_from, valid_to))
    addition.valid_from, addition.valid_to = valid_from, valid_to
    _log(session, addition, actor, "changed")
    return addition


def _faults(session: Session, new: NewCode, name: str) -> dict[str, str]:
    faults = _fault_of_days(new.valid_from, new.valid_to)
    given = {entry.name for entry in CODE_LISTS[new.codes].entries}
    added = select(CodeAddition.name).where(CodeAddition.codes == new.codes)
    if name in given | set(session.scalars(added)):
        faults["name"] = "这个代码表中已有同名的一项（可能已停用），请核对。"
    if new.codes == TITLE:
        wanted = {"series": "title_series", "level": "title_level"}
        faults |= {one: "请选择。" for one, codes in wanted.items() if not CODE_LISTS[codes].find(getattr(new, one))}
    groups = {entry.group for entry in CODE_LISTS[DEGREE].entries if entry.group}
    if new.codes == DEGREE and new.group not in groups:
        faults["group"] = f"请选择{'、'.join(sorted(groups))}中的一项。"
    return faults


def _fault_of_days(valid_from: date, valid_to: date | None) -> dict[str, str]:
    return {"valid_to": "停用日期不能早于启用日期。"} if valid_to and valid_to < valid_from else {}


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise AdditionInvalid(fields={name: [fault] for name, fault in faults.items()})


def _log(session: Session, addition: CodeAddition, actor: Actor, deed: str) -> None:
    addition.version += 1
    content = {
        "name": addition.name,
        "valid_from": addition.valid_from.isoformat(),
        "valid_to": addition.valid_to.isoformat() if addition.valid_to else None,
    }
    edition = {"addition_id": addition.id, "version": addition.version, "deed": deed, "content": content}
    session.add(CodeAdditionEdition(**edition, by=actor.id, by_name=actor.name))
    session.flush()
