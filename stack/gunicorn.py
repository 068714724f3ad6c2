"""How every HTTP process is served, here and in production: `gunicorn --config python:stack.gunicorn`."""

import os
import shutil
from itertools import count
from pathlib import Path
from typing import Any

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
preload_app = False
timeout = 30
graceful_timeout = 10
limit_request_line = 8190  # more than nginx lets through (deploy/nginx/): it is nginx who refuses, in Chinese
keepalive = 75  # longer than a proxy's own, so that it is never the server who hangs up on a reused connection
control_socket_disable = True  # it would be one for all processes of a user
max_requests = 20_000
max_requests_jitter = 2_000
loglevel = "info"

_METRICS = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")  # where workers count together, for whoever is asked


def on_starting(_: Any) -> None:
    """What an earlier life has counted is gone, as everybody expects who reads counters."""
    if _METRICS:
        shutil.rmtree(_METRICS, ignore_errors=True)
        Path(_METRICS).mkdir(parents=True)


def pre_fork(server: Any, worker: Any) -> None:
    """Give a worker the lowest free place: it goes on with the files of who had it before, so that there are few."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in count() if place not in taken)


def post_fork(_: Any, worker: Any) -> None:
    """Let all that the worker counts go to the files of its place."""
    if _METRICS:
        from prometheus_client import values  # the library chose when it was imported, maybe long before the fork

        values.ValueClass = values.MultiProcessValue(lambda: worker.place)  # type: ignore[no-untyped-call]
