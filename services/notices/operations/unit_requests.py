"""Telling administrators what is asked of units, and what became of it."""

from sqlalchemy.orm import Session

from services.notices.operations.messages import tell
from services.notices.operations.texts import Text
from shared.messaging.units import UnitRequestChanged

ANSWERS = {
    "pending": "等待您确认，请及时处理",
    "approved": "已获同意并生效",
    "rejected": "未获同意",
    "withdrawn": "已撤回，没有生效",
}


def tell_unit_request(session: Session, message: UnitRequestChanged) -> None:
    """Those concerned read how it stands, each once."""
    for recipient in message.recipients:
        tell(session, recipient, message, unit_request(message))


def unit_request(message: UnitRequestChanged) -> Text:
    """What is asked of a unit, and how that stands."""
    link = f"/administration/unit-requests/{message.request_id}"
    if message.status == "done":
        return Text(f"「{message.unit_name}」已并入「{message.into_name}」，人员、审核件和权限均已转入。", link)
    into = f"并入「{message.into_name}」" if message.into_name else "变更单位信息"
    why = f"：{message.answer.rstrip('。')}" if message.answer else ""
    return Text(f"「{message.unit_name}」{into}的申请{ANSWERS[message.status]}{why}。", link)
