"""The number under which a client sends a request, so that it takes effect once however often it is sent.

After draft-ietf-httpapi-idempotency-key-header.
"""

import re

from flask import request

from shared.errors import DomainError

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
REPEATABLE = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "同一编号的请求只生效一次，一天之内重复发送得到同样的答复",
    "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
}


class KeyMalformed(DomainError):
    """The key is not of the form that is kept."""

    status, error, message = 422, "idempotency_key_malformed", "Idempotency-Key 须为 8 至 64 位字母、数字、- 或 _。"


class KeyReused(DomainError):
    """The key stands for another request."""

    status, error, message = 422, "idempotency_key_reused", "这个请求编号已用于另一项操作，请刷新页面后再试。"


def given_key() -> str | None:
    """The key of this request, if it has one; raises KeyMalformed."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise KeyMalformed
    return key
