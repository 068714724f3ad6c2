"""Uploads are shown to the virus scanner where there is one; what it does not call clean is not kept."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.profile.db import db
from services.profile.models import File
from shared.settings import settings
from shared.uploads import virus_scan
from stack.ports import free_base
from tests.profile.builders import make_person
from tests.profile.test_files import upload
from tests.uploads.documents import document

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
CLEAN, HARMFUL = document(), document(Info=EICAR.decode())


class Clamd(socketserver.BaseRequestHandler):
    """Speaks INSTREAM as clamd does; `server.mood` says whether it does so properly."""

    def handle(self) -> None:
        stream = self.request.makefile("rb")
        mood = self.server.mood  # type: ignore[attr-defined]
        if mood == "slow":
            self.server.ended.wait()  # type: ignore[attr-defined]
            return
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(stream.read(4), "big"):
            content += stream.read(size)
        answer = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        broken = {"mute": b"", "limit": b"INSTREAM size limit exceeded. ERROR\0", "rubbish": b"stream: O"}
        self.request.sendall(broken.get(mood, answer))


@contextmanager
def clamd(address: str | tuple[str, int], mood: str = "good") -> Iterator[socketserver.BaseServer]:
    family = socketserver.ThreadingUnixStreamServer if isinstance(address, str) else socketserver.ThreadingTCPServer
    with family(address, Clamd) as server:  # type: ignore[arg-type]
        server.mood, server.ended = mood, threading.Event()  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()  # type: ignore[attr-defined]
            server.shutdown()
            thread.join()


@pytest.fixture
def person_id() -> UUID:
    with db.transaction() as session:
        return make_person(session)


@pytest.fixture(params=["tcp", "unix"])
def scanner(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    address: str | tuple[str, int] = str(tmp_path / "clamd") if request.param == "unix" else ("127.0.0.1", 0)
    with clamd(address) as server:
        tell(monkeypatch, server)
        yield


def tell(monkeypatch: pytest.MonkeyPatch, server: socketserver.BaseServer) -> None:
    where = server.server_address
    address = where if isinstance(where, str) else f"127.0.0.1:{where[1]}"
    monkeypatch.setitem(settings.__dict__, "clamd_address", address)


def kept() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(File)) or 0


def test_clean_uploads_are_kept_and_harmful_ones_are_not(scanner: None, client: FlaskClient, person_id: UUID) -> None:
    assert upload(client, person_id, "a.pdf", CLEAN).status_code == 201

    answer = upload(client, person_id, "a.pdf", HARMFUL)
    assert (answer.status_code, answer.json["error"], kept()) == (422, "virus_found", 1)
    assert "发现病毒" in answer.json["detail"]


@pytest.mark.parametrize("mood", ["slow", "mute", "limit", "rubbish"])
def test_a_scanner_that_does_not_say_clean_keeps_uploads_out(
    client: FlaskClient, person_id: UUID, monkeypatch: pytest.MonkeyPatch, mood: str
) -> None:
    monkeypatch.setattr(virus_scan, "SCAN_SECONDS", 0.3)
    with clamd(("127.0.0.1", 0), mood) as server:
        tell(monkeypatch, server)
        answer = upload(client, person_id, "a.pdf", CLEAN)

    assert (answer.status_code, answer.json["error"], kept()) == (503, "virus_scan_unavailable", 0)
    assert "请稍后再试" in answer.json["detail"]


@pytest.mark.parametrize("address", ["127.0.0.1:{port}", "/nowhere/clamd.sock", "no address"])
def test_a_scanner_that_is_away_keeps_uploads_out(
    client: FlaskClient, person_id: UUID, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setitem(settings.__dict__, "clamd_address", address.format(port=free_base()))

    answer = upload(client, person_id, "a.pdf", CLEAN)

    assert (answer.status_code, answer.json["error"], kept()) == (503, "virus_scan_unavailable", 0)
