"""The sentences of reminders."""

from datetime import date

from services.notices.operations.texts import RECORD, Text
from shared.messaging.clocks import CasesDue, CasesEscalated, SubmissionDue

CASES = "/cases"


def submission_due(message: SubmissionDue, today: date) -> Text:
    """A window closes soon, and nothing was handed in."""
    closes, days = message.closes_on, (message.closes_on - today).days
    left = f"还有 {days} 天" if days else "就在今天"
    day = f"{closes.year}年{closes.month}月{closes.day}日"
    return Text(
        f"「{message.window_name}」将于 {day} 24:00 截止，{left}。您的个人信息还没有提交审核，请尽快填写并提交。",
        RECORD,
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
