"""What administrators read of roles and units, and those whom a role concerns."""

from services.notices.texts.text import GRANTS, MESSAGES, PARTNERS, Text, because, unended
from shared.messaging.granting import GrantEnded, GrantProposed, GrantSettled
from shared.messaging.long_work import LongWorkEnded
from shared.messaging.partners import DeliveriesGivenUp
from shared.messaging.units import UnitRequestChanged
from shared.words import ROLE_WORDS

NOT_GRANTED = {"refused": "被拒绝", "expired": "已过期", "impossible": "未能生效"}
ANSWERS = {
    "pending": "等待您确认，请及时处理",
    "approved": "已获同意并生效",
    "rejected": "未获同意",
    "withdrawn": "已撤回，没有生效",
}
ENDED = {
    "people": ("人员导入「{title}」", "/administration/imports/{id}"),
    "units": ("单位导入「{title}」", "/administration/unit-imports/{id}"),
    "accounts": ("批量处理账号（{title}）", "/administration/people-batches/{id}"),
    "cases": ("批量处理审核件（{title}）", "/batches/{id}"),
}


def grant_proposed(message: GrantProposed) -> Text:
    """Somebody asks that a role be confirmed."""
    role = _role(message.role, message.unit_name)
    told = f"{message.proposed_by_name}申请授予{message.person_name}{role}角色，请核对后确认或拒绝，14 天内有效。"
    return Text(told, GRANTS)


def grant_begun(message: GrantSettled) -> Text:
    """The role is the reader's."""
    return Text(f"您已获得{_role(message.role, message.unit_name)}角色，重新打开页面后即可使用。", MESSAGES)


def grant_answered(message: GrantSettled) -> Text:
    """What became of the reader's proposal."""
    asked = f"您申请授予{message.person_name}的{_role(message.role, message.unit_name)}角色"
    if message.outcome == "confirmed":
        return Text(f"{asked}已生效。", GRANTS)
    return Text(f"{asked}{NOT_GRANTED[message.outcome]}。{because(message.reason)}", GRANTS)


def grant_ended(message: GrantEnded) -> Text:
    """A role is the reader's no more."""
    return Text(f"您的{_role(message.role, message.unit_name)}角色已终止。{because(message.reason)}", MESSAGES)


def unit_request(message: UnitRequestChanged) -> Text:
    """What is asked of a unit, and how that stands."""
    link = f"/administration/unit-requests/{message.request_id}"
    if message.status == "done":
        into = f"「{message.into_name}」" if message.into_name else "其他单位"
        return Text(f"「{message.unit_name}」已并入{into}，人员、审核件和权限均已转入。", link)
    into = f"并入「{message.into_name}」" if message.into_name else "变更单位信息"
    why = f"：{unended(message.answer)}" if message.answer else ""
    return Text(f"「{message.unit_name}」{into}的申请{ANSWERS[message.status]}{why}。", link)


def deliveries_given_up(message: DeliveriesGivenUp) -> Text:
    """A partner could not be reached for long, or refuses what it gets."""
    told = f"向{message.partner_name}的分享有投递失败，请核对设置，并请运维人员查看投递情况。"
    return Text(told + because(message.reason), PARTNERS)


def long_work(message: LongWorkEnded) -> Text:
    """How an import or a batch of the reader's ended."""
    what, link = ENDED[message.kind]
    what = what.format(title=message.title or "未命名")
    rest = f"，{message.failed} 项没有完成，原因见逐项结果" if message.failed else ""
    told = f"{what}已结束：共 {message.total} 项，完成 {message.done} 项{rest}。"
    return Text(told, link.format(id=message.subject_id))


def _role(role: str, unit_name: str) -> str:
    return f"「{unit_name}」{ROLE_WORDS[role]}"
