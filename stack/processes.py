"""The one list of the product's processes; docker-compose.yml is compared with it."""

from dataclasses import dataclass
from typing import Literal

from shared.settings import SERVICES

Kind = Literal["api", "worker", "relay", "web", "sandbox"]
WORKER_OPTIONS = (
    "--pool=prefork",  # time limits and the return of a killed process's task need it
    "--concurrency=1",
    # Nothing that workers tell each other, only what the database tells them:
    "--without-gossip",
    "--without-mingle",
    "--without-heartbeat",
    "--loglevel=info",
)
GATEWAY_THREADS = 32  # of which eight answer at once; the others wait in line or are sent away (web/door.py)


@dataclass(frozen=True)
class Process:
    """One process of the product; only those who serve HTTP have an application and an offset from the base port."""

    name: str
    kind: Kind
    service: str | None = None
    queue: str | None = None
    application: str | None = None
    port_offset: int | None = None

    def module(self, address: str = "") -> list[str]:
        """What follows `python -m`; `address` is where an HTTP process listens."""
        if self.kind == "worker":
            name = f"--hostname={self.name}@%h"
            return [
                "celery",
                f"--app=services.{self.service}.worker",
                "worker",
                f"--queues={self.queue}",
                name,
                *WORKER_OPTIONS,
            ]
        if self.kind == "relay":
            return ["shared.messaging.relay", str(self.service)]
        threads = [f"--threads={GATEWAY_THREADS}"] if self.kind == "web" else []
        return ["gunicorn", "--config=python:stack.gunicorn", *threads, f"--bind={address}", str(self.application)]


def _api(service: str) -> Process:
    application = f"services.{service}.app:create_app()"
    return Process(service, "api", service, application=application, port_offset=SERVICES.index(service) + 1)


def _worker(name: str, service: str, queue: str) -> Process:
    return Process(name, "worker", service, queue=queue)


PROCESSES: tuple[Process, ...] = (
    *(_api(service) for service in SERVICES),
    *(_worker(f"{service}-worker", service, service) for service in SERVICES),
    _worker(
        "profile-export-worker", "profile", "export"
    ),  # the partner's slowness must not hold up profile's own queue
    *(Process(f"{service}-relay", "relay", service) for service in SERVICES),
    Process("sandbox", "sandbox", application="sandbox.expert_site.app:create_app()", port_offset=5),
    Process("web", "web", application="web.app:create_app()", port_offset=0),
)
