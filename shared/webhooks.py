"""Signatures between us and a partner, as the Standard Webhooks specification writes them (www.standardwebhooks.com).

What is signed is `id.timestamp.body` with HMAC-SHA256. Each side may hold several secrets while one replaces another:
the sender signs with all of them, the receiver is content with one that fits.
"""

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Mapping, Sequence

from shared.errors import DomainError

TOLERANCE_SECONDS = 300
SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with
SECRET_BYTES = range(24, 65)
# A dot would let the border between id, timestamp and body be drawn elsewhere under the same signature.
MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
TIMESTAMP = re.compile(r"[0-9]{1,12}")


class WebhookNotVerified(DomainError):
    """What arrived can't be shown to come from the partner; subclasses say why."""

    status, error, message = 401, "webhook_not_verified", "无法确认该消息来自合作方。"


class WebhookHeadersMalformed(WebhookNotVerified):
    """A header is missing or isn't in the form of the specification."""

    error, message = "webhook_headers_malformed", "缺少签名信息或格式不正确：{header}。"


class WebhookTimestampOutsideTolerance(WebhookNotVerified):
    """Sent too long ago (perhaps a replay), or one of the two clocks is wrong."""

    error, message = (
        "webhook_timestamp_outside_tolerance",
        "消息的发送时间与当前时间相差超过五分钟，请校准时钟后重新发送。",
    )


class WebhookSignatureWrong(WebhookNotVerified):
    """No signature fits any of our secrets: another sender, or the contents were changed."""

    error, message = "webhook_signature_wrong", "消息签名不正确，请核对密钥。"


class WebhookSecretUnusable(ValueError):
    """A configured secret is no `whsec_` secret of 24 to 64 bytes; the message never shows it."""


def sign(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The value of the header `webhook-signature`: one signature for each secret.

    Raises ValueError for an id that can't be signed safely, WebhookSecretUnusable for a bad secret or none.
    """
    if not MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"not a message id: {message_id!r}")
    if not secrets:
        raise WebhookSecretUnusable("no secret is configured")
    return " ".join(_signature(_key(secret), message_id, timestamp, body) for secret in secrets)


def signed_headers(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers that a signed delivery carries; a repeated delivery keeps its id and takes a new timestamp."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secrets, message_id, timestamp, body),
    }


def verify(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, *, now: float | None = None) -> str:
    """Check where a delivery comes from and return its message id, by which the receiver applies it once.

    Raises a WebhookNotVerified that says why not. Names of headers may be written in any case.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id = _header(given, "webhook-id", MESSAGE_ID)
    timestamp = int(_header(given, "webhook-timestamp", TIMESTAMP))
    if abs((time.time() if now is None else now) - timestamp) > TOLERANCE_SECONDS:
        raise WebhookTimestampOutsideTolerance
    expected = sign(secrets, message_id, timestamp, body).encode().split()
    offered = _header(given, "webhook-signature", re.compile(r"[\x20-\x7e]+")).encode().split()
    if not any(hmac.compare_digest(mine, theirs) for mine in expected for theirs in offered):
        raise WebhookSignatureWrong
    return message_id


def _header(headers: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    value = headers.get(name, "")
    if not form.fullmatch(value):
        raise WebhookHeadersMalformed(header=name)
    return value


def _signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def _key(secret: str) -> bytes:
    encoded = secret.strip().removeprefix(SECRET_PREFIX)
    try:
        # Some partners write base64 without its padding.
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise WebhookSecretUnusable("a webhook secret is not base64") from error
    if len(key) not in SECRET_BYTES:
        raise WebhookSecretUnusable(f"a webhook secret has {len(key)} bytes instead of 24 to 64")
    return key
