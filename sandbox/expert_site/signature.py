"""Is a delivery really from the sender we share a secret with? Standard Webhooks, checked in our own way."""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Sequence

from werkzeug.datastructures import Headers

from sandbox.expert_site.problems import Problem

TOLERANCE_SECONDS = 300


def verify(secrets: Sequence[str], headers: Headers, body: bytes) -> str:
    """Return the message id of a delivery that one of the secrets has signed; raises a 401 Problem otherwise."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "")
    if not (re.fullmatch(r"[A-Za-z0-9_-]{1,100}", message_id) and re.fullmatch(r"[0-9]{1,12}", timestamp)):
        raise Problem(401, "headers_malformed", "webhook-id 或 webhook-timestamp 缺失或格式不正确。")
    if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        raise Problem(401, "timestamp_too_far", "webhook-timestamp 与当前时间相差超过五分钟。")
    if not any(_fits(secret, f"{message_id}.{timestamp}.".encode() + body, signatures) for secret in secrets):
        raise Problem(401, "signature_wrong", "webhook-signature 与内容不符。")
    return message_id


def _fits(secret: str, signed: bytes, signatures: str) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    return any(hmac.compare_digest(expected, offered.encode("latin-1", "replace")) for offered in signatures.split(" "))
