"""The shipped nginx before a real gateway: what it refuses, whom it lets wait, and what it says of where people are."""

import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPResponse

import pytest
from sqlalchemy import text

from shared.api import MAX_BODY as API_BODY
from stack import gunicorn
from stack.child import wait_until
from stack.ports import free_base
from tests.conftest import database
from tests.stack.front import CONFIGURATION, NAME, PATIENCE, Front, nginx, running, whole_front
from web.app import MAX_BODY

pytestmark = pytest.mark.skipif(nginx() is None, reason="no nginx: stack/setup/debian.sh nginx usr/sbin/nginx")
LIAR = {"X-Forwarded-For": "203.0.113.9", "X-Client-Address": "203.0.113.9", "Forwarded": "for=203.0.113.9"}


@pytest.fixture(scope="module")
def front(migrated: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with whole_front(tmp_path_factory.mktemp("nginx")) as front:
        yield front


def raw(front: Front, sent: bytes) -> tuple[int, str]:
    """What nginx answers to bytes that no decent client sends."""
    with tls(front) as connection:
        connection.sendall(sent)
        answer = HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read().decode()


def tls(front: Front, name: str = NAME) -> ssl.SSLSocket:
    trusted = ssl.create_default_context(cafile=front.folder / "tls.crt")
    return trusted.wrap_socket(socket.create_connection(("127.0.0.1", front.tls_port), 30), server_hostname=name)


def test_nginx_itself_finds_no_fault_in_the_configuration(front: Front) -> None:
    command = [str(nginx()), "-t", "-c", str(front.folder / "nginx.conf")]

    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stderr
    assert "[warn] " not in checked.stderr.replace('[warn] the "user" directive', "")


def test_pages_come_over_tls_only_with_each_header_once(front: Front) -> None:
    with front.browser() as browser:
        page = browser.get("/login")
        led = browser.get(f"http://127.0.0.1:{front.base}/login?next=/x")

    assert page.status_code == 200
    assert len(page.headers.get_list("Strict-Transport-Security")) == 1
    assert len(page.headers.get_list("Content-Security-Policy")) == 1
    assert "nginx/" not in page.headers["Server"]
    assert (led.status_code, led.headers["Location"]) == (308, f"https://{NAME}/login?next=/x")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_who_asks_for_another_name_gets_no_answer(front: Front, version: ssl.TLSVersion) -> None:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode, trusting.maximum_version = False, ssl.CERT_NONE, version
    with (
        socket.create_connection(("127.0.0.1", front.tls_port), 30) as connection,
        pytest.raises(ssl.SSLError),
    ):
        trusting.wrap_socket(connection, server_hostname="elsewhere.test").recv(1)


def test_what_the_gateway_answers_passes_as_it_is(front: Front) -> None:
    with front.browser() as browser:
        missing = browser.get("/nowhere")

    assert missing.status_code == 404
    assert "您要找的页面不存在" in missing.text


def test_style_sheets_are_kept_and_pages_are_not(front: Front) -> None:
    with front.browser() as browser:
        sheet = re.search(r'href="(/static/[^"]+\.css[^"]*)"', browser.get("/login").text)
        assert sheet is not None
        answers = [browser.get(sheet[1]) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {200}
    assert "max-age=31536000" in answers[1].headers["Cache-Control"]
    kept = front.folder / "cache/static"
    assert wait_until(lambda: sum(file.is_file() for file in kept.rglob("*")) == 1, PATIENCE)


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/healthz"])
def test_what_is_for_operators_is_not_for_the_world(front: Front, path: str) -> None:
    with front.browser() as browser:
        assert browser.get(path).status_code == 404


def test_headers_and_bodies_that_are_too_long_are_refused_in_chinese(front: Front) -> None:
    with front.browser() as browser:
        long_line = browser.get("/login", params={"next": "x" * 8000})
        long_header = browser.get("/login", headers={"Cookie": "a=" + "x" * 8000})
        status, body = raw(front, request_head(f"Content-Length: {MAX_BODY + 1}"))
        longest_line = browser.get("/login", params={"next": "x" * 7000})

    assert (long_line.status_code, long_header.status_code) == (414, 400)
    assert "请求有误" in long_line.text
    assert "请求有误" in long_header.text
    assert status == 413
    assert "文件过大" in body
    assert longest_line.status_code == 200


def test_bounds_are_those_of_what_lies_behind() -> None:
    configuration = (CONFIGURATION / "nginx.conf").read_text()
    line = int(re.findall(r"large_client_header_buffers 4 (\d+);", configuration)[0])

    assert f"client_max_body_size {MAX_BODY // 1024**2}m;" in configuration
    assert API_BODY < MAX_BODY
    assert line < gunicorn.limit_request_line


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 6",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked",
        "Content-Length: +5",
    ],
    ids=["both", "two lengths", "unknown coding", "space before colon", "signed length"],
)
def test_what_two_servers_could_read_in_two_ways_goes_no_further(front: Front, head: str) -> None:
    status, _ = raw(front, request_head(head) + b"0\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")

    assert status in {400, 501}


def request_head(*lines: str) -> bytes:
    return "\r\n".join([f"POST /login HTTP/1.1\r\nHost: {NAME}", *lines, "", ""]).encode()


def test_slow_clients_hold_up_nobody(front: Front) -> None:
    """Eighty who never finish their headers or body, while the gateway has eight threads."""
    with ExitStack() as stack:
        for number in range(80):
            slow = stack.enter_context(tls(front))
            slow.sendall(request_head("Content-Length: 1000")[: 30 if number % 2 else None])
        with front.browser() as browser:
            assert [browser.get("/login").status_code for _ in range(3)] == [200] * 3


def test_nobody_says_himself_where_he_is(front: Front, clean: None) -> None:
    with front.browser("127.0.0.7") as browser:
        form = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/login").text)
        assert form is not None
        sent = {"csrf_token": form[1], "login": "nobody", "password": "not-the-password"}
        come_from = {"Origin": front.url, "Referer": f"{front.url}/login"}
        answer = browser.post("/login", data=sent, headers=LIAR | come_from)
        assert answer.status_code in {401, 422}, answer.text

    with database("auth").reading() as session:
        written = session.scalars(text("SELECT address FROM audit_entry WHERE address IS NOT NULL")).all()
    assert set(written) == {"127.0.0.7"}
    assert wait_until(lambda: '"client":"127.0.0.7","method":"POST"' in front.log(), PATIENCE)
    assert "203.0.113.9" not in front.log()


def test_while_no_gateway_is_there_people_are_told_in_chinese(tmp_path_factory: pytest.TempPathFactory) -> None:
    front = Front(tmp_path_factory.mktemp("alone"), free_base())
    with running(front.write("127.0.0.1:9"), f"127.0.0.1:{front.base}", "/healthz", {}), front.browser() as browser:
        away = browser.get("/login")

    assert away.status_code == 503
    assert away.headers["Retry-After"] == "10"
    assert "系统暂时繁忙" in away.text
