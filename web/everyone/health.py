"""Whether this process is alive and can answer."""

from flask import Blueprint

from shared.keys import missing_keys
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
