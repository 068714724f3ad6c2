"""A broker that is named with TLS is never spoken to in plain text."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from kombu.exceptions import OperationalError

from shared.messaging.celery_app import celery_app

TLS_HANDSHAKE = b"\x16"  # RFC 8446, 5.1
PLAIN = b"*"  # how a command of Redis begins


@pytest.mark.parametrize(("scheme", "begins"), [("rediss", TLS_HANDSHAKE), ("redis", PLAIN)], ids=["tls", "plain"])
def test_the_address_says_how_the_broker_is_spoken_to(
    monkeypatch: pytest.MonkeyPatch, scheme: str, begins: bytes
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as pool:
        heard = pool.submit(first_byte, listening)
        address = f"{scheme}://:secret@127.0.0.1:{listening.getsockname()[1]}/0"
        monkeypatch.setenv("REDIS_URL", address)

        with celery_app("auth").connection_for_write() as connection, pytest.raises(OperationalError):
            connection.ensure_connection(max_retries=1, interval_start=0)

        assert heard.result() == begins


def first_byte(listening: socket.socket) -> bytes:
    """What the first to call says first; nobody else is listened to."""
    with listening.accept()[0] as caller:
        listening.close()
        return caller.recv(1)
