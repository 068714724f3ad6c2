"""变更申请回执: what was asked for and what came of it, on paper."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from services.profile.models import ChangeRequest, ChangeStatus, Person, Unit
from services.profile.operations.apply_change import in_one_line
from services.profile.printing.form import in_groups, qr_code, verify_address
from shared.beijing import BEIJING
from shared.catalogue import SECTIONS, compare, summary
from shared.printing.fonts import FAMILIES, printed_as
from shared.printing.typeset import typeset
from shared.settings import settings
from shared.words import ACTION_WORDS, ROLE_WORDS, status_word

TITLE = "信息变更申请回执"
TEMPLATE = Path(__file__).with_name("receipt.typ")


@dataclass(frozen=True)
class Receipt:
    """A receipt to be typeset."""

    name: str
    number: int
    said: dict[str, Any]

    @property
    def file_name(self) -> str:
        """Under what name it is saved."""
        return f"{TITLE}-{self.name}-第{self.number}号.pdf"

    def pdf(self) -> bytes:
        """The PDF; raises PrintBusy."""
        return typeset(self.said, TEMPLATE)


def receipt_of(session: Session, request: ChangeRequest) -> Receipt:
    """The receipt of a change request as it stands now."""
    person = session.get_one(Person, request.record_id)
    unit = session.get(Unit, person.unit_id)
    who = [["姓名", person.name], ["账号", person.account], ["单位", unit.name if unit else ""]]
    changed = [row for row in compare(request.section, request.old, request.new) if row.changed]
    code = request.verification_code.hex
    said = {
        "title": TITLE,
        "system": settings.system_name,
        "fonts": list(FAMILIES),
        "facts": who + _facts(request),
        "rows": [[row.label, row.old_text, row.new_text] for row in changed],
        "verify": verify_address(code),
        "qr_code": qr_code(verify_address(code)),
        "code": in_groups(code),
        "note": (
            f"打印时间 {_moment(datetime.now(UTC))}。"
            f"核验：扫描二维码，或打开 {verify_address(code)} ，状态以核验结果为准。"
        ),
    }
    return Receipt(person.name, request.number, printed_as(said))


def _facts(request: ChangeRequest) -> list[list[str]]:
    decided = "撤销时间" if request.status is ChangeStatus.WITHDRAWN else "审核时间"
    facts = [
        ["申请编号", f"第 {request.number} 号"],
        ["更改项目", ACTION_WORDS[request.action] + SECTIONS[request.section].title],
        ["条目", summary(request.section, request.old or request.new or {})],
        ["申请理由", request.reason],
        ["提交申请时间", _moment(request.submitted_at)],
        ["审核状态", status_word(ChangeRequest.KIND, request.status)],
    ]
    if request.decided_at:
        facts.append([decided, _moment(request.decided_at)])
    if request.decided_role:
        facts.append(["审核", ROLE_WORDS[request.decided_role]])
    if request.reasons:
        facts.append(["审核意见", in_one_line(request.reasons) or ""])
    return facts


def _moment(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
