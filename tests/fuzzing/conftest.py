"""The same people, services and gateway as the tables of access ask with."""

from tests.access.conftest import cast, cookies, gateway_app, tokens

__all__ = ["cast", "cookies", "gateway_app", "tokens"]
