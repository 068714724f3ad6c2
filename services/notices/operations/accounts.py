"""Telling people what was done to their account."""

from sqlalchemy.orm import Session

from services.notices.operations.messages import tell
from services.notices.operations.texts import MESSAGES, Text
from shared.messaging.accounts import AccountDeedDone

TEXTS = {
    "disabled": "您的账号已由管理员停用，不能再登录。{why}如有疑问，请联系所在单位的管理员。",
    "enabled": "您的账号已由管理员重新启用，可以使用原密码登录。{why}",
    "password_reset": "您的密码已由管理员重置，原密码作废。{why}如非本人要求，请立即联系所在单位的管理员。",
    "second_factor_reset": "您的动态验证码已由管理员重置，请重新设置。{why}如非本人要求，请立即联系所在单位的管理员。",
    "transferred": "您的所在单位已由管理员变更为{unit}，尚未办结的审核件已转至新单位。{why}",
    "unused_warned": "您的账号已长时间没有登录。{reason}",
    "unused_disabled": "您的账号因长时间没有登录已由系统停用。如需继续使用，请联系所在单位的管理员启用。",
}


def tell_account_deed(session: Session, message: AccountDeedDone) -> None:
    """The owner of the account reads it once; some read it only after they can sign in again."""
    why = f"原因：{message.reason.rstrip('。')}。" if message.reason else ""
    text = TEXTS[message.deed].format(why=why, reason=message.reason, unit=message.unit_name or "")
    tell(session, message.person_id, message, Text(text, MESSAGES))
