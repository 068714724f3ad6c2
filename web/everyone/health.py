"""Whether this process is alive and can answer."""

from flask import Blueprint

from shared.keys import secret
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
def ready() -> dict[str, str]:
    """It knows its key and where the services are; whether those are well they say themselves."""
    secret("web")
    for service in SERVICES:
        settings.api_url(service)
    return {"status": "ready"}
