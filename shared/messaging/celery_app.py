"""The Celery application of a service: settings, each with its reason, for a broker that may vanish at any time."""

from ssl import CERT_REQUIRED
from typing import Any

import billiard.pool
from celery import Celery
from kombu import Exchange, Queue  # type: ignore[attr-defined]

from shared.messaging.broker_keys import KEY_PREFIX, unacked_key
from shared.messaging.contracts import QUEUES
from shared.messaging.envelope import CONTENT_TYPE, SERIALIZER
from shared.settings import settings

SOFT_LIMIT = 60
HARD_LIMIT = 120
VISIBILITY_TIMEOUT = 300  # longer than twice the hard limit, and the same for every service: the shortest one wins

# A child that ends waits until its parent has read its last result. A parent told to stop may have stopped reading, and
# the child then waits for nothing: 30 s in 4 of 100 stops (billiard 4.3). The result is not needed, the inbox has it.
billiard.pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT = 20  # times 0.1 s

RETRY_AT_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.5}

TRANSPORT_OPTIONS = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # Without these what is told to a broker that hangs never returns.
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "global_keyprefix": KEY_PREFIX,
    # No message has a priority. Kombu would keep a list for each, and ask for the length of all before it sends.
    "priority_steps": [0],
    **RETRY_AT_ONCE,
}

CONFIGURATION = {
    "task_serializer": SERIALIZER,
    "accept_content": [CONTENT_TYPE],
    # A task is taken off the broker only when it has ended; one whose process was killed comes back.
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,  # bounded by the inbox's count of deliveries
    "worker_prefetch_multiplier": 1,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "task_soft_time_limit": SOFT_LIMIT,
    "task_time_limit": HARD_LIMIT,
    "worker_max_tasks_per_child": 10_000,
    # No results, no remote control, no events: nothing that grows in the broker, nobody who steers a worker through it.
    "task_ignore_result": True,
    "result_backend": None,
    "worker_enable_remote_control": False,
    "worker_send_task_events": False,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_transport": "shared.messaging.transport:Transport",
    "worker_consumer": "shared.messaging.consumer:Consumer",
    "worker_hijack_root_logger": False,
}


def celery_app(service: str) -> Celery:
    """The Celery application of a service's workers; which queues one serves is said when it is started."""
    app = Celery(service, set_as_current=False)
    app.add_defaults(lambda: CONFIGURATION | _places(service))
    return app


def _places(service: str) -> dict[str, Any]:
    """Where the broker is and which queues there are; read late, when the environment is complete."""
    return {
        "broker_url": settings.redis_url,
        # With a transport of our own kombu does not look at the scheme, and would speak plainly to a TLS broker.
        "broker_use_ssl": {"ssl_cert_reqs": CERT_REQUIRED} if settings.redis_url.startswith("rediss:") else False,
        # The nameless exchange routes by queue name alone, so that a wiped broker needs no bindings to be repaired.
        "task_queues": [Queue(queue, Exchange(""), routing_key=queue) for queue in QUEUES],  # type: ignore[no-untyped-call]
        "task_default_queue": service,
        "broker_transport_options": {
            **TRANSPORT_OPTIONS,
            "unacked_key": unacked_key(service),
            "unacked_index_key": f"{service}.unacked-index",
            "unacked_mutex_key": f"{service}.unacked-mutex",
        },
    }
