"""What is sent outside reaches the host that is named, in time, and nothing of our own network."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from shared import outgoing
from shared.outgoing import AddressForbidden, NotReached, is_public, post, resolve

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

Answering = Callable[[socket.socket], None]


@contextmanager
def server(answer: Answering, wrap: ssl.SSLContext | None = None) -> Iterator[int]:
    """Somebody who listens on this machine and answers like this; yields the port."""
    listening = socket.create_server(("127.0.0.1", 0))
    stopping = threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            try:
                connection, _ = listening.accept()
                with wrap.wrap_socket(connection, server_side=True) if wrap else connection as stream:
                    answer(stream)
            except OSError:
                continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        stopping.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def saying(content: bytes) -> Answering:
    """Read the question and say this."""

    def answer(stream: socket.socket) -> None:
        stream.recv(65536)
        stream.sendall(content)
        stream.shutdown(socket.SHUT_WR)
        while stream.recv(65536):  # until the other side has heard all of it
            pass

    return answer


def self_signed(directory: Path, name: str) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS under a name that it has certified itself, and the certificate."""
    key, today = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, key_file = directory / f"{name}.pem", directory / f"{name}.key"
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key_file)
    return context, file


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
        ),
        *("100.100.100.200", "192.0.0.192", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::"),
    ],
)
def test_nothing_is_sent_into_our_own_network(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:1.1.1.1"])
def test_addresses_of_the_public_net_are_reached(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "127.1", "localhost", "0", "017700000001", "[::1]"])
def test_no_way_of_writing_it_leads_to_this_machine(host: str) -> None:
    with pytest.raises(AddressForbidden):
        post(f"https://{host}/webhooks", {}, b"")


def test_one_forbidden_address_among_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
    with pytest.raises(AddressForbidden):
        resolve("partner.example", 443)


def test_a_name_is_resolved_once_and_the_checked_address_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    connected: list[Any] = []

    def rebinding(host: str, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1" if len(asked) == 1 else "127.0.0.1", 443))]

    def connect(address: Any, *_: object, **__: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotReached):
        post("https://partner.example/webhooks", {}, b"")
    assert (asked, connected) == (["partner.example"], [("1.1.1.1", 443)])


def test_plain_http_goes_only_to_what_the_operator_has_put_there() -> None:
    with server(saying(OK)) as port:
        with pytest.raises(AddressForbidden):
            post(f"http://127.0.0.1:{port}/", {}, b"")
        assert post(f"http://127.0.0.1:{port}/", {}, b"{}", inside=True).content == b"{}"


def test_a_certificate_must_be_trusted_and_name_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, certificate = self_signed(tmp_path, "localhost")
    with server(saying(OK), context) as port:
        with pytest.raises(NotReached, match="证书"):
            post(f"https://localhost:{port}/", {}, b"{}", inside=True)
        another_machine(certificate, monkeypatch)
        assert post(f"https://localhost:{port}/", {}, b"{}", inside=True).status == 200
        with pytest.raises(NotReached, match="证书"):
            post(f"https://127.0.0.1:{port}/", {}, b"{}", inside=True)


def another_machine(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this certificate be on the machine's list from now on."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    trusted = ssl.create_default_context()
    monkeypatch.setattr(outgoing, "trusted", lambda: trusted)


def test_no_redirect_is_followed() -> None:
    with server(saying(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")) as port:
        assert post(f"http://127.0.0.1:{port}/", {}, b"{}", inside=True).status == 302


def test_an_answer_that_is_too_long_is_none() -> None:
    with (
        server(saying(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (outgoing.LARGEST_ANSWER + 1))) as port,
        pytest.raises(NotReached, match="1 MiB"),
    ):
        post(f"http://127.0.0.1:{port}/", {}, b"{}", inside=True)


def test_whoever_answers_drop_by_drop_is_not_listened_to_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.3)

    def drip(stream: socket.socket) -> None:
        stream.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        stream.settimeout(0.05)
        while True:  # until nobody listens any more
            try:
                if stream.recv(65536) == b"":
                    return
            except TimeoutError:
                stream.sendall(b"x")

    with server(drip) as port, pytest.raises(NotReached, match="规定时间"):
        post(f"http://127.0.0.1:{port}/", {}, b"{}", inside=True)


@pytest.mark.parametrize(
    "url", ["https://", "https://a b/", "https://a.example:99999/", "ftp://a.example/", "https://\x00/"]
)
def test_what_is_no_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(NotReached, match=r"[\u4e00-\u9fff]"):
        post(url, {}, b"")
