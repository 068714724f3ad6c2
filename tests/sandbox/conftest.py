"""A running expert site on a port of its own, and a sender that signs with the independent PyPI library."""

import base64
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from standardwebhooks import Webhook
from werkzeug.serving import make_server

from sandbox.expert_site.app import create_app

CREDENTIAL = {
    "@type": "EducationalOccupationalCredential",
    "credentialCategory": "专业技术资格",
    "name": "高级工程师",
    "educationalLevel": "副高级",
    "about": "建筑工程",
    "dateCreated": "2014-12",
    "recognizedBy": {"@type": "Organization", "name": "河北省职称改革领导小组办公室"},
}

EDUCATION = {
    "@type": "OrganizationRole",
    "alumniOf": {"@type": "EducationalOrganization", "name": "燕山理工大学"},
    "roleName": "大学本科 · 工学学士",
    "description": "土木工程",
    "startDate": "1999-09",
    "endDate": "2003-07",
}
MEMBERSHIP = {
    "@type": "OrganizationRole",
    "memberOf": {"@type": "Organization", "name": "河北省土木建筑学会"},
    "roleName": "理事",
    "startDate": "2019-05",
}


class Sender:
    """Sends deliveries to a site as the product would."""

    def __init__(self, address: str, secret: str) -> None:
        self.secret = secret
        self.http = httpx.Client(base_url=address, timeout=10)

    def post(
        self,
        body: bytes,
        *,
        message_id: str | None = None,
        at: datetime | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Sign and send a body."""
        message_id, at = message_id or uuid4().hex, at or datetime.now(UTC)
        signed = {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(message_id, at, body.decode()),
            "content-type": "application/json",
        }
        return self.http.post("/webhooks", content=body, headers=signed | (headers or {}))

    def share(self, person: dict[str, Any], sequence: int = 1, *, message_id: str | None = None) -> httpx.Response:
        """Share a person's data."""
        message = {"type": "person.shared", "sequence": sequence, "person": person["identifier"], "data": person}
        return self.post(json.dumps(message).encode(), message_id=message_id)

    def revoke(self, person: dict[str, Any], sequence: int, *, message_id: str | None = None) -> httpx.Response:
        """Take the sharing back."""
        message = {"type": "person.revoked", "sequence": sequence, "person": person["identifier"], "data": None}
        return self.post(json.dumps(message).encode(), message_id=message_id)

    def order(self, **orders: object) -> dict[str, Any]:
        """Set the site's failure switches."""
        answer: dict[str, Any] = self.http.post("/_control", json=orders).raise_for_status().json()
        return answer

    def control(self, path: str = "") -> dict[str, Any]:
        """What the site says about itself."""
        answer: dict[str, Any] = self.http.get(f"/_control{path}").raise_for_status().json()
        return answer


@pytest.fixture
def secret() -> str:
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()


@pytest.fixture
def secret_file(tmp_path: Path, secret: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a site: its folder and the file with the secret."""
    file = tmp_path / "expert-site.secret"
    file.write_text(secret + "\n")
    monkeypatch.setenv("SANDBOX_DIR", str(tmp_path / "site"))
    monkeypatch.setenv("EXPERT_SITE_SECRET_FILE", str(file))
    monkeypatch.delenv("EXPERT_SITE_PUBLIC_URL", raising=False)
    return file


@pytest.fixture
def running(secret_file: Path, secret: str) -> Callable[[], AbstractContextManager[Sender]]:
    """Start a site as often as wanted; each start is one life of it, all share the storage of the test."""

    @contextmanager
    def run() -> Iterator[Sender]:
        server = make_server("127.0.0.1", 0, create_app(), threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield Sender(f"http://127.0.0.1:{server.server_port}", secret)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    return run


@pytest.fixture
def sender(running: Callable[[], AbstractContextManager[Sender]]) -> Iterator[Sender]:
    with running() as sender:
        yield sender


@pytest.fixture
def person() -> dict[str, Any]:
    """A person as the product shares one, with everything the form allows."""
    return {
        "@context": "https://schema.org",
        "@type": "Person",
        "identifier": uuid4().hex,
        "name": "阿依古丽·买买提",
        "jobTitle": "高级工程师",
        "worksFor": {"@type": "Organization", "name": "冀北市建筑设计研究院"},
        "knowsAbout": ["结构工程", "抗震设计"],
        "alumniOf": [EDUCATION],
        "affiliation": [
            {
                "@type": "OrganizationRole",
                "affiliation": {"@type": "Organization", "name": "冀北市建筑设计研究院"},
                "roleName": "结构室主任",
                "description": "公共建筑结构设计",
                "startDate": "2003-08",
            }
        ],
        "hasCredential": [CREDENTIAL],
        "gender": "女",
        "birthDate": "1980",
        "award": ["河北省科学技术进步奖、省部级、二等奖"],
        "memberOf": [MEMBERSHIP],
    }
