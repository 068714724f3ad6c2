"""What the owner of an account reads of deeds on it."""

from services.notices.texts.text import MESSAGES, SECURITY, Text, because, unended
from shared.messaging.accounts import AccountDeedDone, AccountMergerChanged

ASK = "如非本人要求，请立即联系所在单位的管理员。"
DEEDS = {
    "disabled": Text("您的账号已由管理员停用，不能再登录。{why}如有疑问，请联系所在单位的管理员。", MESSAGES),
    "enabled": Text("您的账号已由管理员重新启用，可以使用原密码登录。{why}", MESSAGES),
    "unlocked": Text("您的账号曾因密码连续输错被锁定，已由管理员解除。{why}如非本人输错，请修改密码。", SECURITY),
    "password_reset": Text("您的密码已由管理员重置，原密码作废。{why}" + ASK, SECURITY),
    "second_factor_reset": Text("您的动态验证码已由管理员重置，请重新设置。{why}" + ASK, SECURITY),
    "sessions_ended": Text("管理员已结束您在所有设备上的登录。{why}" + ASK, SECURITY),
    "leave_set": Text("管理员变更了您的休假安排：{reason}。休假期间不会向您分配审核件。", MESSAGES),
    "transferred": Text("您的所在单位已由管理员变更为{unit}，尚未办结的审核件已转至新单位。{why}", MESSAGES),
    "unused_warned": Text("您的账号已长时间没有登录。{reason}。", MESSAGES),
    "unused_disabled": Text(
        "您的账号因长时间没有登录已由系统停用。如需继续使用，请联系所在单位的管理员启用。", MESSAGES
    ),
    "took_in": Text("您的另一个账号已由管理员并入这个账号，消息已随之转入，今后请只用这个账号登录。{why}", SECURITY),
}
MERGERS = {
    "pending": "等待您确认，请核对是否为同一人",
    "done": "已完成",
    "rejected": "未获同意",
    "withdrawn": "已撤回，没有执行",
}


def account_deed(message: AccountDeedDone) -> Text:
    """What was done, and why; some read it only after they can sign in again."""
    text, link = DEEDS[message.deed]
    words = {"why": because(message.reason), "reason": unended(message.reason), "unit": message.unit_name or ""}
    return Text(text.format(**words), link)


def account_merger(message: AccountMergerChanged) -> Text:
    """That an account is to go into another, and how that stands."""
    why = f"：{unended(message.answer)}" if message.answer else ""
    what = f"{message.person_name}的账号 {message.goes_account} 并入账号 {message.stays_account}"
    link = f"/administration/account-mergers/{message.merger_id}"
    return Text(f"{what}，{MERGERS[message.status]}{why}。", link)
