"""What is shown at /metrics: how requests were answered, and what is looked up whenever somebody asks.

Several processes may answer for one service (`WEB_CONCURRENCY`). Each counts in files of a folder that they share
(stack/gunicorn.py), so that whoever of them is asked tells what all have done. No label holds what people typed.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import Response, current_app, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from shared.db import POOL_SIZE, Database

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library's own name for it
BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
EXTENSION = "metrics"

disable_created_metrics()  # type: ignore[no-untyped-call]  # nobody asks, and several processes do not tell

Look = Callable[[Session], Iterable[Metric]]


class Metrics:
    """What one application counts, and shows together with what its collectors look up."""

    def __init__(self, *collectors: Collector) -> None:
        self._shown = CollectorRegistry()
        folder = os.environ.get(FOLDER)
        self._counted = None if folder else self._shown
        if folder:
            MultiProcessCollector(self._shown, folder)  # type: ignore[no-untyped-call]
        for collector in collectors:
            self._shown.register(collector)
        self._seconds = Histogram(
            "zhicheng_http_request_seconds",
            "Time to answer a request",
            ["route", "method", "status"],
            buckets=BUCKETS,
            registry=self._counted,
        )
        self._errors = Counter(
            "zhicheng_http_errors", "Requests answered with an error, by its code", ["error"], registry=self._counted
        )

    def answered(self, status: int, seconds: float) -> None:
        """Count the answer to the request of now."""
        method, route = asked()
        self._seconds.labels(route, method, f"{status // 100}xx").observe(seconds)

    def failed(self, error: str) -> None:
        """Count an answer that was an error, by the code that all errors have."""
        self._errors.labels(error).inc()

    def watch_pool(self, db: Database) -> None:
        """Show how many connections the busiest process has in use, and how many it may have."""
        in_use = Gauge(
            "zhicheng_database_pool_in_use",
            "Connections in use, in the process that uses most",
            multiprocess_mode="max",
            registry=self._counted,
        )
        in_use.set(0)  # the files may tell of a process that was killed while it used some

        def watch(engine: Engine) -> None:
            pool: Any = engine.pool
            event.listen(pool, "checkout", lambda *_: in_use.set(pool.checkedout()))
            event.listen(pool, "checkin", lambda *_: in_use.set(pool.checkedout() - 1))  # it is not quite back yet

        db.watch(watch)

    def answer(self) -> Response:
        """All of it, in Prometheus' form."""
        return Response(generate_latest(self._shown), content_type=CONTENT_TYPE_LATEST)


def asked() -> tuple[str, str]:
    """Method and route of the request of now; addresses and methods that nobody knows are all the same."""
    method = request.method if request.method in METHODS else "other"
    return method, request.url_rule.rule if request.url_rule else "unknown"


def counting() -> Metrics:
    """What the application that answers now counts with."""
    metrics: Metrics = current_app.extensions[EXTENSION]
    return metrics


class LookedUp(Collector):
    """What a service's database tells whenever somebody asks; while that is away, only this."""

    def __init__(self, db: Database, looks: Iterable[Look]) -> None:
        self._db = db
        self._looks = tuple(looks)

    def collect(self) -> Iterator[Metric]:
        """Ask the database, one look after another."""
        try:
            with self._db.reading() as session:
                found = [metric for look in self._looks for metric in look(session)]
        except (DBAPIError, PoolTimeout):
            yield GaugeMetricFamily("zhicheng_database_up", "Whether the database answers", 0)
            return
        yield GaugeMetricFamily("zhicheng_database_up", "Whether the database answers", 1)
        yield GaugeMetricFamily(
            "zhicheng_database_pool_limit",
            "Connections that a process keeps, one for each thread",
            POOL_SIZE,
        )
        yield from found


def gauges(name: str, text: str, label: str, values: dict[str, float]) -> Metric:
    """One gauge with a value for each value of its label."""
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
