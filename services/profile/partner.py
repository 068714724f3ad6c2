"""How a partner is spoken to."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic, time
from typing import Any, Literal

import httpx

from shared.webhooks import signed_headers

CONNECT_SECONDS = 3
TOTAL_SECONDS = 15
LARGEST_ANSWER = 1024 * 1024
LONGEST_LINK = 500
LONGEST_RETRY_AFTER = 6 * 3600
TEMPORARY = frozenset({408, 409, 425, 429})


@dataclass(frozen=True)
class Answer:
    """How a delivery went; only a temporary failure is worth trying again."""

    kind: Literal["accepted", "temporary", "refused"]
    link: str | None = None
    error: str | None = None
    retry_after: float = 0


def post(url: str, secrets: Sequence[str], message_id: str, body: bytes) -> Answer:
    """Send one signed delivery, never inside a transaction; whatever goes wrong on the way is an Answer too."""
    headers = signed_headers(secrets, message_id, int(time()), body)
    timeout = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
    ends = monotonic() + TOTAL_SECONDS
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                url,
                content=body,
                headers={"Content-Type": "application/json", **headers},
            ) as response,
        ):
            return read_answer(response, b"".join(_bounded(response.iter_bytes(), ends)))
    except (httpx.HTTPError, httpx.InvalidURL, TooLong) as error:
        return Answer("temporary", error=f"暂时无法联系对方({type(error).__name__})")


class TooLong(Exception):
    """The partner's answer takes too long or does not end."""


def read_answer(response: httpx.Response, content: bytes) -> Answer:
    """What the partner's answer means, by the published terms (docs/partner)."""
    status = response.status_code
    if status in TEMPORARY or status >= 500:
        return Answer("temporary", error=f"对方暂时无法处理({status})", retry_after=retry_after(response.headers))
    if status != 200:
        return Answer("refused", error=f"对方拒绝接收({status})")
    document = _document(content)
    match document.get("status"):
        case "deleted":
            return Answer("accepted")
        case "accepted" if _is_link(document.get("url")):
            return Answer("accepted", link=document["url"])
        case "stale":
            return Answer("refused", error="对方已有更新的状态，本次内容未被采用")
        case _:
            return Answer("temporary", error="对方的答复不符合约定")


def retry_after(headers: httpx.Headers) -> float:
    """The seconds that the partner asks us to wait: a number or a date, at most six hours."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isdecimal() and len(asked) < 10:
        return min(float(asked), LONGEST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(asked)
    except (ValueError, TypeError):
        return 0
    wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - datetime.now(UTC)
    return min(max(wait.total_seconds(), 0), LONGEST_RETRY_AFTER)


def _bounded(chunks: Iterator[bytes], ends: float) -> Iterator[bytes]:
    """The chunks, as long as they come in time and are not too many; raises TooLong."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST_ANSWER or monotonic() > ends:
            raise TooLong
        yield chunk


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _is_link(url: object) -> bool:
    """Whether this may be shown to the person as a link."""
    return isinstance(url, str) and url.startswith(("https://", "http://")) and len(url) <= LONGEST_LINK
