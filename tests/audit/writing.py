"""Rows, links and signed heads of review's log, as tests make them."""

from datetime import UTC, datetime

from services.review.db import db
from shared import audit
from shared.audit import chain, heads

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def write(word: str = "测试") -> None:
    """A row of its own."""
    with audit.doing(audit.Deed("test.deed", word, always=True)), db.transaction():
        pass


def link() -> int:
    """Add what is finished to the chain; returns how many rows."""
    with audit.doing(None), db.transaction() as session:
        return chain.link(session, "review")


def sign(now: datetime = NOW) -> None:
    """Sign the head, if that is due."""
    with db.transaction() as session:
        heads.sign_due(session, "review", now)
