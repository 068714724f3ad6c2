"""How a partner is spoken to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import time
from typing import Any, Literal

from services.profile.partner_address import first_partners_address
from shared import outgoing
from shared.webhooks import signed_headers

LONGEST_LINK = 500
LONGEST_RETRY_AFTER = 6 * 3600
TEMPORARY = frozenset({408, 409, 425, 429})
DONE = 200
ACCEPTED_FOR_LATER = 202
BROKEN = 500
REFUSALS = {
    400: "对方认为内容不正确",
    401: "对方不认可签名，请系统管理员核对密钥",
    403: "对方不允许本系统提供资料",
    404: "对方的接收地址不存在",
    410: "对方的接收地址已停用",
    413: "对方认为内容过大",
    422: "内容不符合对方要求的格式",
}


@dataclass(frozen=True)
class Answer:
    """How a delivery went; only a temporary failure is worth trying again.

    `status` is that of HTTP, if anybody answered at all.
    """

    kind: Literal["accepted", "deleted", "temporary", "refused"]
    link: str | None = None
    error: str | None = None
    retry_after: float = 0
    status: int | None = None

    @property
    def alive(self) -> bool:
        """Whether the partner is there and works, whatever it thinks of what it got."""
        return self.status is not None and self.status < BROKEN


def post(url: str, secrets: Sequence[str], message_id: str, body: bytes) -> Answer:
    """Send one signed delivery, never inside a transaction; whatever goes wrong on the way is an Answer too."""
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": message_id,
        **signed_headers(secrets, message_id, int(time()), body),
    }
    # Only what the operator's environment names may lie on this machine or beside it.
    inside = url == first_partners_address() and url.startswith("http://")
    try:
        reply = outgoing.post(url, headers, body, inside=inside)
    except outgoing.NotReached as error:
        return Answer("temporary", error=str(error))
    return read_answer(reply)


def read_answer(reply: outgoing.Reply) -> Answer:
    """What the partner's answer means, by the published terms (docs/partner)."""
    status = reply.status
    if status in TEMPORARY or status >= BROKEN:
        wait = retry_after(reply.headers)
        return Answer("temporary", error=f"对方暂时无法处理({status})", retry_after=wait, status=status)
    if status == ACCEPTED_FOR_LATER:
        return Answer("temporary", error="对方已收到，还没有处理完", status=status)
    if status != DONE:
        reason = REFUSALS.get(status, "对方要求转到别的地址" if 300 <= status < 400 else "对方拒绝接收")
        return Answer("refused", error=f"{reason}({status})", status=status)
    return _outcome(_document(reply.content), status)


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds that the partner asks us to wait: a number or a date, at most six hours."""
    asked = headers.get("retry-after", "").strip()
    if asked.isdecimal() and len(asked) < 10:
        return min(float(asked), LONGEST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(asked)
    except (ValueError, TypeError):
        return 0
    wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - datetime.now(UTC)
    return min(max(wait.total_seconds(), 0), LONGEST_RETRY_AFTER)


def is_link(url: object) -> bool:
    """Whether this may be shown to the person as a link."""
    return isinstance(url, str) and url.startswith(("https://", "http://")) and len(url) <= LONGEST_LINK


def _outcome(document: Mapping[str, Any], status: int) -> Answer:
    match document.get("status"):
        case "deleted":
            return Answer("deleted", status=status)
        case "accepted" if is_link(document.get("url")):
            return Answer("accepted", link=document["url"], status=status)
        case "stale":
            return Answer("refused", error="对方已有更新的状态，本次内容未被采用", status=status)
        case _:
            return Answer("temporary", error="对方的答复不符合约定", status=status)


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
