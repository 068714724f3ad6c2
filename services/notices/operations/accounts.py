"""Telling people what was done to their account."""

from sqlalchemy.orm import Session

from services.notices.operations.messages import tell
from services.notices.texts.accounts import account_deed
from shared.messaging.accounts import AccountDeedDone


def tell_account_deed(session: Session, message: AccountDeedDone) -> None:
    """The owner of the account reads it once."""
    tell(session, message.person_id, message, account_deed(message))
