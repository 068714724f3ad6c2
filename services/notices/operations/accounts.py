"""Telling people what was done to their account."""

from sqlalchemy.orm import Session

from services.notices.operations.messages import tell, tell_all
from services.notices.texts.accounts import account_deed, account_merger
from shared.messaging.accounts import AccountDeedDone, AccountMergerChanged


def tell_account_deed(session: Session, message: AccountDeedDone) -> None:
    """The owner of the account reads it once."""
    tell(session, message.person_id, message, account_deed(message))


def tell_account_merger(session: Session, message: AccountMergerChanged) -> None:
    """Those who can confirm it, or who asked for it, read how it stands."""
    tell_all(session, message.recipients, message, account_merger(message))
