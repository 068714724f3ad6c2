"""Telling people of roles: who is to confirm one, who got one, who has one no more."""

from sqlalchemy.orm import Session

from services.notices.operations.messages import tell
from services.notices.operations.texts import MESSAGES, Text
from shared.messaging.granting import GrantEnded, GrantProposed, GrantSettled
from shared.words import ROLE_WORDS

GRANTS = "/administration/grants"


def tell_proposed(session: Session, message: GrantProposed) -> None:
    """Each who could confirm reads that somebody asks for it."""
    role = _role(message.role, message.unit_name)
    said = f"{message.proposed_by_name}申请授予{message.person_name}{role}角色，请核对后确认或拒绝，14 天内有效。"
    for recipient in message.recipients:
        tell(session, recipient, message, Text(said, GRANTS))


def tell_settled(session: Session, message: GrantSettled) -> None:
    """The person reads that the role is theirs, and whoever proposed it what became of that."""
    role = _role(message.role, message.unit_name)
    if message.outcome == "confirmed":
        tell(session, message.person_id, message, Text(f"您已获得{role}角色，重新打开页面后即可使用。", MESSAGES))
        tell(
            session, message.proposed_by, message, Text(f"您申请授予{message.person_name}的{role}角色已生效。", GRANTS)
        )
        return
    outcome = {"refused": "被拒绝", "expired": "已过期", "impossible": "未能生效"}[message.outcome]
    said = f"您申请授予{message.person_name}的{role}角色{outcome}。原因：{message.reason}。"
    tell(session, message.proposed_by, message, Text(said, GRANTS))


def tell_ended(session: Session, message: GrantEnded) -> None:
    """The person reads that a role has ended, and why."""
    role = _role(message.role, message.unit_name)
    tell(session, message.person_id, message, Text(f"您的{role}角色已终止。原因：{message.reason}。", MESSAGES))


def _role(role: str, unit_name: str) -> str:
    return f"「{unit_name}」{ROLE_WORDS[role]}"
