"""Logs: constant event text, facts as fields; JSON for machines, or one readable line for people who watch."""

import logging
import sys
from typing import Any

import structlog
from structlog.typing import EventDict

from shared.redaction import on_one_line, redacted, redacted_text
from shared.settings import settings


def configure_logging(process: str) -> None:
    """Send this process's own logs and those of its libraries to stderr in the one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        LastLook(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_secrets, _renderer()],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for chatty in ("celery.worker.strategy", "celery.app.trace", "kombu", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(process=process)


class LastLook(structlog.stdlib.ProcessorFormatter):
    """What leaves the process: no number, token or password, whoever wrote it, and one line for each event."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of an event, with a traceback behind it if it has one and people watch."""
        return redacted_text(super().format(record))


def _without_secrets(_: Any, __: str, event: EventDict) -> EventDict:
    """Facts that are named as secrets go as a whole; line breaks in facts cannot begin a line of their own."""
    trace = event.pop("exception", None)
    kept = {name: _on_one_line(value) for name, value in redacted(event).items()}
    return kept | ({"exception": trace} if trace else {})


def _on_one_line(value: Any) -> Any:
    return on_one_line(value) if isinstance(value, str) else value


def _renderer() -> Any:
    if settings.log_format == "text":
        return structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.processors.JSONRenderer(ensure_ascii=False)
