"""From a click to its effect in another service is one trace, and it says nothing of whom it is about."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans

from shared import spans
from shared.catalogue import CatalogueContext
from shared.settings import settings
from tests.agreement.conftest import Doors
from tests.agreement.post import PLACES, bring, told
from tests.catalogue.strategies import TODAY
from tests.profile.builders import ID_NUMBER
from tests.profile.expert_site import deliver_due

PERSON = CatalogueContext(today=TODAY, name="张晓梅", id_type="01", id_number=ID_NUMBER)


class Collector(BaseHTTPRequestHandler):
    """Takes what any collector of OpenTelemetry takes."""

    received: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        assert self.path == "/v1/traces"
        self.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing on the screen."""


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """A collector on this machine, which the processes are told of."""
    Collector.received.clear()
    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setitem(vars(settings), "otlp_endpoint", address)
        spans.tracer.cache_clear()
        yield Collector.received
        spans.tracer.cache_clear()
        server.shutdown()


@dataclass(frozen=True)
class Step:
    """A step as it arrived: where, what, in which trace, and after which other one."""

    where: str
    what: str
    trace: bytes
    before: bytes


def steps_in(received: list[bytes]) -> dict[bytes, Step]:
    """All steps that were taken until now, by their number."""
    for service in ("web", "profile", "notices"):
        spans.tracer(service).span_processor.shutdown()  # type: ignore[attr-defined]  # all of it goes out
    return {
        span.span_id: Step(where_of(resource), span.name, span.trace_id, span.parent_span_id)
        for body in received
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    }


def where_of(told: ResourceSpans) -> str:
    return next(each.value.string_value for each in told.resource.attributes if each.key == "service.name")


def test_a_click_and_its_effects_elsewhere_are_one_trace(doors: Doors, collector: list[bytes]) -> None:
    doors.newcomer(PERSON)
    doors.pages.post("/record/exports")
    deliver_due()
    for row in told(PLACES["profile"], ("data_export.ready",), waiting=True):
        bring(PLACES["profile"], row)
    steps = steps_in(collector)

    at = next(key for key, each in steps.items() if each.what == "notices.tell_data_export")
    story = []
    while at:
        story.insert(0, steps[at])
        at = steps[at].before
    assert [(each.where, each.what) for each in story] == [
        ("web", "POST /record/exports"),
        ("profile", "POST /record/exports"),
        ("profile", "export.make_data_export"),
        ("notices", "notices.tell_data_export"),
    ]
    assert len({each.trace for each in story}) == 1


def test_a_trace_says_nothing_of_whom_it_is_about(doors: Doors, collector: list[bytes]) -> None:
    person_id = doors.newcomer(PERSON)
    doors.pages.post("/record/exports", query_string={"name": "张晓梅"})
    doors.pages.get(f"/files/{person_id}", query_string={"number": ID_NUMBER})
    doors.pages.get("/verify/张晓梅")
    steps = steps_in(collector)

    everything = b"".join(collector).decode(errors="replace")
    assert {"GET /files/<uuid:file_id>", "GET /verify/<string:code>"} <= {each.what for each in steps.values()}
    for secret in ("张晓梅", ID_NUMBER, str(person_id), "石家庄市第一医院"):
        assert secret not in everything


def test_without_a_collector_nothing_is_traced(doors: Doors) -> None:
    doors.newcomer(PERSON)
    doors.pages.post("/record/exports")

    deliver_due()
    published = told(PLACES["profile"], ("data_export.ready",), waiting=True)
    assert [spans.HEADER in message.headers for message in published] == [False]
    assert spans.begin("web", "GET /", None) is None
