"""What a person reads of their own submissions, change requests and corrections, and units of moves."""

from collections.abc import Iterable
from uuid import UUID

from services.notices.texts.text import CASES, CHANGES, RECORD, Text, because, unended
from shared.catalogue import SECTIONS
from shared.messaging.contracts import Reason, ReviewRequested, ReviewSettled, ReviewWithdrawn
from shared.messaging.corrections import MoveSeen
from shared.messaging.reopening import RecordReopened
from shared.words import KIND_WORDS


def requested(message: ReviewRequested) -> Text:
    """The person's submission has arrived."""
    if message.kind == "record":
        return Text("您的个人信息已提交，状态：等待审核。审核结果会在这里通知您。", RECORD)
    if message.kind == "change":
        what = f"您的信息变更申请{_about(message.section)}"
        return Text(f"{what}已提交，状态：等待审核。审核结果会在这里通知您。", CHANGES)
    to = "由调入单位的管理员审核" if message.kind == "transfer" else "由两位管理员先后审核"
    what = f"您的{KIND_WORDS[message.kind]}申请"
    return Text(f"{what}已提交，状态：等待审核，{to}。审核结果会在这里通知您。", _correction(message.subject_id))


def withdrawn(message: ReviewWithdrawn) -> Text:
    """The person took it back."""
    if message.kind == "record":
        return Text("您已撤回提交的个人信息，状态：未提交。修改后可再次提交审核。", RECORD)
    if message.kind == "change":
        return Text(f"您的信息变更申请{_about(message.section)}已撤销，原有内容保持不变。", CHANGES)
    what = f"您的{KIND_WORDS[message.kind]}申请"
    return Text(f"{what}已撤销，原有信息保持不变。", _correction(message.subject_id))


def settled(message: ReviewSettled) -> Text:
    """The outcome has taken effect."""
    if message.kind == "record":
        return _record_settled(message)
    return _change_settled(message) if message.kind == "change" else _correction_settled(message)


def _record_settled(message: ReviewSettled) -> Text:
    if message.outcome == "approved":
        return Text("您的个人信息已审核通过。今后如需修改，请使用「信息变更申请」。", RECORD)
    return Text(f"您的个人信息被退回修改。{_why(message.reasons)}请修改后再次提交审核。", RECORD)


def _change_settled(message: ReviewSettled) -> Text:
    what = f"您的信息变更申请{_about(message.section)}"
    if message.outcome == "approved":
        return Text(f"{what}已审核通过，个人信息已更新。", CHANGES)
    if message.outcome == "conflict":
        return Text(f"{what}内容冲突，没有生效：申请所依据的内容在此期间已有变化。请核对最新内容后重新申请。", CHANGES)
    return Text(f"{what}审核不通过，原有内容保持不变。{_why(message.reasons)}", CHANGES)


def reopened(message: RecordReopened) -> Text:
    """An administrator had the approved record opened again."""
    return Text(
        f"您的个人信息已由单位退回为可编辑状态，状态：未提交。{because(message.reason)}请修改后再次提交审核。",
        RECORD,
    )


def _correction_settled(message: ReviewSettled) -> Text:
    link = _correction(message.subject_id)
    what = f"您的{KIND_WORDS[message.kind]}申请"
    if message.outcome == "approved" and message.kind == "transfer":
        return Text(f"{what}已审核通过，您的单位已变更，尚未办结的审核件已转至新单位。", link)
    if message.outcome == "approved":
        return Text(f"{what}已审核通过，您的姓名、证件信息已更正。", link)
    if message.outcome == "conflict":
        return Text(f"{what}审核同意后未能生效，原有信息保持不变。{_why(message.reasons)}", link)
    return Text(f"{what}审核不通过，原有信息保持不变。{_why(message.reasons)}", link)


def move(message: MoveSeen) -> Text:
    """Somebody leaves the reader's unit."""
    if message.applied:
        told = f"{message.person_name}已调往{message.unit_name}，尚未办结的审核件已转至该单位，在本单位的职责已终止。"
    else:
        told = f"{message.person_name}申请调往{message.unit_name}，由调入单位审核；您可以查看办理情况。"
    return Text(told, f"{CASES}?kind=transfer&status=all")


def _correction(subject_id: UUID) -> str:
    return f"/corrections/{subject_id}"


def _about(section: str | None) -> str:
    return f"（{SECTIONS[section].title}）" if section in SECTIONS else ""


def _why(reasons: Iterable[Reason]) -> str:
    listed = [f"{number}. {_place(reason)}{unended(reason.text)}" for number, reason in enumerate(reasons, 1)]
    return f"需要处理的问题：{'；'.join(listed)}。" if listed else ""


def _place(reason: Reason) -> str:
    return f"{SECTIONS[reason.section].title}：" if reason.section in SECTIONS else ""
