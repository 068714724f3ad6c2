"""Whether this process is alive and can answer, and what it has counted."""

import base64
from hmac import compare_digest

from flask import Blueprint, Response, abort, request

from shared.keys import live_secrets, missing_keys
from shared.metrics import counting
from shared.settings import SERVICES, settings
from web.audience import open_page

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@open_page
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@pages.get("/readyz")
@open_page
def ready() -> tuple[dict[str, str], int]:
    """It has its key and knows where the services are; whether those are well they say themselves."""
    if missing := missing_keys("web"):
        return {"status": f"keys missing: {', '.join(missing)}"}, 503
    for service in SERVICES:
        settings.api_url(service)
    return {"status": "ready"}, 200


@pages.get("/metrics")
@open_page
def metrics() -> Response:
    """What is counted here, for whoever shows `metrics.key`; to all others there is no such page on a public port."""
    shown = request.headers.get("Authorization", "").encode()
    try:
        known = [b"Bearer " + base64.b64encode(key) for key in live_secrets("metrics")]
    except FileNotFoundError:
        abort(404)
    if not any(compare_digest(shown, each) for each in known):
        abort(404)
    return counting().answer()
