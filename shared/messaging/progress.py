"""Signs of progress: a file for each queue and each relay, touched when something has been done there.

A worker may live and take nothing any more, and nobody dies of that. So there is always something to take: a relay lays
a ping into each queue of its service that it finds empty. Who supervises compares the queue with its file.
"""

import redis

from shared.messaging.broker import lay
from shared.messaging.contracts import QUEUES
from shared.messaging.envelope import in_passing
from shared.settings import settings

PING = "ping"
PING_SECONDS = 30.0


def made(name: str) -> None:
    """Something has been done in this queue, or by this relay."""
    if settings.progress_dir:
        (settings.progress_dir / name).touch()


def ping(broker: redis.Redis, service: str, queue: str) -> None:
    """Lay something into a queue that does nothing but show that it is taken."""
    lay(broker, queue, [in_passing(service, queue, PING, ("queue", queue), {})])


def queues_of(service: str) -> list[str]:
    """The queues that a service's own workers serve."""
    return [queue for queue, owner in QUEUES.items() if owner == service]
