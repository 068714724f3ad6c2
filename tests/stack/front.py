"""nginx as in `deploy/nginx/`, before a gateway as docker-compose.yml has it, before a real auth: all on 127.0.0.1."""

import getpass
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from threading import Thread

import httpx
import yaml
from werkzeug.serving import make_server

from deploy.make_secrets import make_certificate
from shared.settings import SERVICES
from stack.child import wait_until
from stack.ports import free_base
from stack.readiness import http_status
from tests.apps import service_app

ROOT = Path(__file__).parents[2]
CONFIGURATION = ROOT / "deploy/nginx"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
FETCHED = ROOT / ".venv/share/nginx/nginx"
NAME = "localhost"
PATIENCE = 60


def nginx() -> str | None:
    """The program, if this machine has it (`stack/setup/debian.sh nginx usr/sbin/nginx`)."""
    return shutil.which("nginx") or (str(FETCHED) if FETCHED.exists() else None)


def command_of(process: str, address: str) -> list[str]:
    """What docker-compose.yml runs, listening elsewhere."""
    told: list[str] = COMPOSE["services"][process]["command"]
    return [sys.executable, *(f"--bind={address}" if word.startswith("--bind=") else word for word in told[1:])]


@dataclass(frozen=True)
class Front:
    """Where nginx listens, and what it wrote down."""

    folder: Path
    base: int

    @property
    def tls_port(self) -> int:
        """Where browsers come to."""
        return self.base + 1

    @property
    def url(self) -> str:
        """The address in their browsers."""
        return f"https://{NAME}:{self.tls_port}"

    def browser(self, address: str = "127.0.0.1") -> httpx.Client:
        """Somebody who comes from one address of this machine, and checks the certificate."""
        trusted = ssl.create_default_context(cafile=self.folder / "tls.crt")
        transport = httpx.HTTPTransport(verify=trusted, local_address=address)
        return httpx.Client(transport=transport, base_url=self.url, timeout=PATIENCE)

    def log(self) -> str:
        """What nginx wrote of requests."""
        return (self.folder / "access.log").read_text()

    def write(self, gateway: str) -> list[str]:
        """Put the configuration where this user may, filled in as the image does; returns the command that runs it."""
        make_certificate(self.folder, NAME)
        for folder in ("conf.d", "cache"):
            (self.folder / folder).mkdir()
        shutil.copytree(CONFIGURATION / "pages", self.folder / "pages")
        main = self._moved((CONFIGURATION / "nginx.conf").read_text())
        told = {"SERVER_NAME": NAME, "GATEWAY": gateway, "NGINX_LOCAL_RESOLVERS": "127.0.0.1"}
        site = self._moved((CONFIGURATION / "gateway.conf.template").read_text())
        for name, value in told.items():
            site = site.replace(f"${{{name}}}", value)
        (self.folder / "nginx.conf").write_text(main)
        (self.folder / "conf.d/gateway.conf").write_text(site)
        options = f"daemon off; user {getpass.getuser()};" if os.geteuid() == 0 else "daemon off;"
        return [str(nginx()), "-c", str(self.folder / "nginx.conf"), "-g", options]

    def _moved(self, text: str) -> str:
        here = {
            "/etc/nginx": self.folder,
            "/run/secrets": self.folder,
            "/var/cache/nginx": self.folder / "cache",
            "/tmp/nginx.pid": self.folder / "nginx.pid",
            "/dev/stderr": self.folder / "error.log",
            "/dev/stdout": self.folder / "access.log",
            "listen 8080": f"listen 127.0.0.1:{self.base}",
            "listen 8443": f"listen 127.0.0.1:{self.tls_port}",
        }
        for place, moved in here.items():
            text = text.replace(place, str(moved))
        return text


@contextmanager
def running(command: list[str], address: str, path: str, told: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that answers at an address, for as long as the block lasts."""
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **told}) as process:
        try:
            assert wait_until(lambda: http_status(address, path) == HTTPStatus.OK, PATIENCE), command
            yield process
        finally:
            process.terminate()


@contextmanager
def serving(service: str, port: int) -> Iterator[None]:
    """A service's API over HTTP."""
    server = make_server("127.0.0.1", port, service_app(service), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def whole_front(folder: Path) -> Iterator[Front]:
    """All three, with the settings of production."""
    base = free_base()
    front, gateway, auth = Front(folder, base), f"127.0.0.1:{base + 2}", base + 3
    told = {f"{service.upper()}_URL": f"http://127.0.0.1:{auth if service == 'auth' else 9}" for service in SERVICES}
    told |= {
        "DEPLOYMENT": "production",
        "PUBLIC_URL": f"https://{NAME}",
        "SECURE_COOKIES": "true",
        "PROXY_HOPS": "1",
        "WEB_CONCURRENCY": "1",
    }
    with ExitStack() as stack:
        stack.enter_context(serving("auth", auth))
        stack.enter_context(running(command_of("web", gateway), gateway, "/readyz", told))
        stack.enter_context(running(front.write(gateway), f"127.0.0.1:{base}", "/healthz", {}))
        yield front
