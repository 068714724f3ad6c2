"""Receipts on paper, to be verified by their code: 变更申请回执, what was asked for and what came of it."""

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

    file_name: str
    said: dict[str, Any]

    def pdf(self) -> bytes:
        """The PDF; raises PrintBusy."""
        return typeset(self.said, TEMPLATE)


def receipt_of(session: Session, request: ChangeRequest) -> Receipt:
    """The receipt of a change request as it stands now."""
    person = session.get_one(Person, request.record_id)
    unit = session.get(Unit, person.unit_id)
    who = [["姓名", person.name], ["账号", person.account], ["单位", unit.name if unit else ""]]
    changed = [row for row in compare(request.section, request.old, request.new) if row.changed]
    said = {
        "title": TITLE,
        "facts": who + _facts(request),
        "head": ["字段", "原有内容", "更改后内容"],
        "rows": [[row.label, row.old_text, row.new_text] for row in changed],
    }
    return receipt_from(f"{TITLE}-{person.name}-第{request.number}号", said, request.verification_code.hex)


def receipt_from(name: str, said: dict[str, Any], code: str) -> Receipt:
    """A receipt with this content, saved under this name, that everybody can verify by the code."""
    address = verify_address(code)
    frame = {
        "system": settings.system_name,
        "fonts": list(FAMILIES),
        "verify": address,
        "qr_code": qr_code(address),
        "code": in_groups(code),
        "note": f"打印时间 {in_beijing(datetime.now(UTC))}。核验：扫描二维码，或打开 {address} ，状态以核验结果为准。",
    }
    return Receipt(f"{name}.pdf", printed_as(said | frame))


def _facts(request: ChangeRequest) -> list[list[str]]:
    decided = "撤销时间" if request.status is ChangeStatus.WITHDRAWN else "审核时间"
    facts = [
        ["申请编号", f"第 {request.number} 号"],
        ["更改项目", ACTION_WORDS[request.action] + SECTIONS[request.section].title],
        ["条目", summary(request.section, request.old or request.new or {})],
        ["申请理由", request.reason],
        ["提交申请时间", in_beijing(request.submitted_at)],
        ["审核状态", status_word(ChangeRequest.KIND, request.status)],
    ]
    if request.decided_at:
        facts.append([decided, in_beijing(request.decided_at)])
    if request.decided_role:
        facts.append(["审核", ROLE_WORDS[request.decided_role]])
    if request.reasons:
        facts.append(["审核意见", in_one_line(request.reasons) or ""])
    return facts


def in_beijing(at: datetime) -> str:
    """A moment as it is printed."""
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
