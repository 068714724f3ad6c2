"""Traces: how long each step of a story took, told to a collector of OpenTelemetry.

Only where `OTEL_EXPORTER_OTLP_ENDPOINT` names one; else nothing is imported. Which step goes on is kept with the other
facts of logs, and so travels in the headers of requests and messages. Told are routes, receivers and numbers, nothing
that people typed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from structlog.contextvars import bind_contextvars, unbind_contextvars

from shared.settings import settings

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

HEADER = "traceparent"
"""The header of W3C Trace Context, in requests and in messages."""


def begin(service: str, name: str, parent: str | None) -> "Span | None":
    """Begin a step of its parent, and have all that follows here belong to it; None where no collector is named."""
    if not settings.otlp_endpoint:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    context = TraceContextTextMapPropagator().extract({HEADER: parent or ""})
    span = tracer(service).start_span(name, context=context)
    bind_contextvars(**sent(span))
    return span


def end(span: "Span | None", **facts: str | int) -> None:
    """End a step and add what is known of it by now."""
    if span is not None:
        span.set_attributes(facts)
        span.end()


@contextmanager
def step(service: str, name: str, parent: str | None, **facts: str | int) -> Iterator[None]:
    """One step from its beginning to its end, whatever becomes of it."""
    span = begin(service, name, parent)
    try:
        yield
    finally:
        end(span, **facts)
        unbind_contextvars(HEADER)


def sent(span: "Span | None") -> dict[str, str]:
    """The header that has what others do belong to this step."""
    if span is None:
        return {}
    of = span.get_span_context()
    return {HEADER: f"00-{of.trace_id:032x}-{of.span_id:016x}-{of.trace_flags:02x}"}


@cache
def tracer(service: str) -> "Tracer":
    """What begins the steps of a service. Made with the first, in the process that does the work: it has a thread."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer("zhicheng")
