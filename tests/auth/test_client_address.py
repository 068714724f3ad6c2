"""Where the browser is, as the gateway tells: nobody else is believed."""

import pytest
from flask import Flask

from shared.client_address import HEADER, client_address


@pytest.mark.parametrize(
    ("asked_by", "told", "believed"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("203.0.113.9", "203.0.113.7", "203.0.113.9"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("::ffff:127.0.0.1", "2001:DB8::0:7", "2001:db8::7"),
        ("127.0.0.1", "203.0.113.7, 10.0.0.1", "0.0.0.0"),
        ("127.0.0.1", "' OR 1=1", "0.0.0.0"),
    ],
)
def test_only_the_gateway_says_where_the_browser_is(asked_by: str, told: str | None, believed: str) -> None:
    headers = {HEADER: told} if told else {}
    with Flask("any").test_request_context(environ_base={"REMOTE_ADDR": asked_by}, headers=headers):
        assert client_address() == believed
