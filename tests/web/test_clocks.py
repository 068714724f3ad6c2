"""Two gateways whose clocks differ, or one whose clock was set: nobody loses a form or a message by it."""

import pytest
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from tests.web.test_changing_keys import is_expired, open_form

HOUR = 3600


@pytest.mark.parametrize("off", [HOUR, -HOUR, -400 * 24 * HOUR], ids=["ahead", "behind", "long-ago"])
def test_a_form_opened_by_another_clock_is_taken(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, off: int
) -> None:
    now = TimestampSigner.get_timestamp
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(TimestampSigner, "get_timestamp", lambda signer: now(signer) + off)
        token = open_form(client)

    assert not is_expired(client, token)
