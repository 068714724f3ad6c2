"""The browser in which somebody signs in."""

from flask import request

from services.auth.operations.sessions import Browser
from shared.client_address import client_address

AGENT_HEADER = "X-Client-Agent"


def browser() -> Browser:
    """As the gateway tells; a program that comes by itself speaks for itself."""
    return Browser(client_address(), request.headers.get(AGENT_HEADER) or request.headers.get("User-Agent", ""))
