"""Celery's side of a worker, less one thing: all that a message says would go into the log if nobody here knows it."""

from typing import Any

import structlog
from celery.worker import consumer
from kombu.transport.virtual import Message

log = structlog.get_logger()


class Consumer(consumer.Consumer):  # type: ignore[misc]
    """Takes messages off the broker; one that has no receiver here is dropped, and its sender sends it again."""

    def on_unknown_task(self, body: Any, message: Message, exc: Exception) -> None:  # noqa: ARG002 - Celery's names
        """Say which receiver is missing: that of a newer release, or of another queue."""
        named = {"receiver": message.headers["task"], "message_id": message.headers["id"]}
        log.error("message dropped", reason="no such receiver here", **named)
        message.reject_log_error(log, self.connection_errors)  # type: ignore[no-untyped-call]
