"""What reviewers and administrators read of cases that wait."""

from services.notices.texts.text import CASES, MESSAGES, Text
from shared.beijing import BEIJING
from shared.messaging.clocks import CasesDue, CasesEscalated
from shared.messaging.contracts import CaseAssigned, ReviewerMissed
from shared.messaging.long_work import ReviewerReminded
from shared.words import KIND_WORDS


def assigned(message: CaseAssigned) -> Text:
    """A reviewer has a new case."""
    what = KIND_WORDS[message.kind]
    return Text(
        f"您有新的审核件：{message.unit_name} {message.person_name} 的{what}，请及时审核。", f"/cases/{message.case_id}"
    )


def reminded(message: ReviewerReminded) -> Text:
    """Cases wait for a reviewer."""
    day = message.oldest_submitted_at.astimezone(BEIJING)
    oldest = f"{message.oldest_person}（{day.year}年{day.month}月{day.day}日提交）"
    if message.cases == 1:
        return Text(f"管理员催办：{oldest}的审核件正在等待您审核，请尽快处理。", CASES)
    return Text(f"管理员催办：有 {message.cases} 件审核件正在等待您审核，最早的一件是{oldest}，请尽快处理。", CASES)


def reviewer_missed(message: ReviewerMissed) -> Text:
    """A unit has nobody to review its cases."""
    unit = message.unit_name or "某单位"
    if message.rose_to is None:
        return Text(f"{unit}及其上级单位目前没有可用的审核人，审核件正在等待分配。请为其配备审核人员。", MESSAGES)
    return Text(
        f"{unit}目前没有可用的审核员和管理员，审核件已转由{message.rose_to}审核。请为其配备审核人员。", MESSAGES
    )


def cases_due(message: CasesDue) -> Text:
    """What a reviewer has to see to."""
    counted = ((message.overdue, "已超期"), (message.today, "今日到期"), (message.next, "下一工作日到期"))
    listed = "，".join(f"{count} 件{word}" for count, word in counted if count)
    return Text(f"您的审核件中有 {listed}，请及时审核。", CASES)


def escalated(message: CasesEscalated) -> Text:
    """Overdue cases of a unit."""
    urge = "请督促审核，或转交其他审核人" if message.step == 1 else "单位尚未处理，请督促"
    return Text(f"{message.unit_name or '所辖单位'}有 {message.cases} 件审核件已超过审核期限，{urge}。", CASES)
