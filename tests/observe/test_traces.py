"""Traces say where time goes, and nothing of a patient, of a token, or of what a visitor typed."""

from __future__ import annotations

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
import requests
from argon2.profiles import CHEAPEST
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from requests.adapters import HTTPAdapter
from sqlalchemy import select

from app import create_app
from app.config import ConfigurationError, Secret, load
from app.config.settings import TraceSettings
from app.observe import spans, traces
from app.store import StoreUnavailable
from app.store.patients.patient import patients
from tests.cases import for_each
from tests.people import ANSWERS, HANDS_IN, TOKEN, Patient, Twilio, begins
from tests.server.canary import encodings
from tests.settings import PHRASE, complete_environment
from tests.staff_people import add_colleague

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARY = "Quillfeather"
COLLECTOR_TOKEN = "collector-token-7Xq2wVb9"


class Collector(BaseHTTPRequestHandler):
    """A collector of OTLP over HTTP."""

    received: list[tuple[str, str | None, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.path, self.headers.get("Authorization"), body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, str | None, bytes]]]]:
    """A collector's address, and what it received."""
    received: list[tuple[str, str | None, bytes]] = []
    handler = type("Handler", (Collector,), {"received": received})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()
        thread.join()


@pytest.fixture
def traced(services, collector, monkeypatch):
    """An app that traces into the collector."""
    monkeypatch.setattr(traces, "_SECONDS", 60)  # else a busy machine might give up a span that is on its way
    send = HTTPAdapter.send
    settings = TraceSettings(collector[0], Secret(f"authorization=Bearer%20{COLLECTOR_TOKEN}"))
    yield create_app(replace(services, settings=replace(services.settings, traces=settings)), CHEAPEST)
    spans._begin.clear()
    spans._flush.clear()
    HTTPAdapter.send = send  # type: ignore[method-assign]


def told(received):
    """Return the spans that were handed over, with their attributes."""
    found = []
    for _, _, body in received:
        for of_resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for of_scope in of_resource.scope_spans:
                found += [
                    (
                        span.name,
                        {
                            each.key: each.value.string_value or each.value.int_value
                            for each in span.attributes
                        },
                        span,
                    )
                    for span in of_scope.spans
                ]
    return found


def test_a_request_its_statements_and_calls_are_traced_and_name_nobody(
    traced, services, collector, clock, store
):
    twilio = Twilio(traced.test_client())
    patient = Patient(twilio, "whatsapp:+15005550017")
    begins(patient)
    patient.tells(f"Maya {CANARY}", *ANSWERS[1:], *HANDS_IN)
    nurse = add_colleague(traced, services, clock, "nurse@larkfield.example", "clinician")
    nurse.is_let_in()
    where = nurse.browser.post("/patients/search", q=CANARY).headers["Location"]
    nurse.browser.get(f"{where}?q={CANARY}")
    with store.engine.connect() as connection:
        maya = connection.execute(select(patients.c.id)).scalar_one()
    traced.test_client().get(
        f"/{CANARY}?{CANARY}",
        base_url="https://intake.example.org",
        headers={"traceparent": "00-" + "ab" * 16 + "-" + "cd" * 8 + "-01"},
    )
    address = collector[0].removeprefix("http://")
    with pytest.raises(KeyError), spans.span("job message.send", {"anteroom.attempts": 1}):
        requests.post(f"http://{CANARY}:{TOKEN}@{address}/{CANARY}?{CANARY}", data=CANARY, timeout=5)
        raise KeyError(CANARY)
    spans.flush()
    received = [each for each in collector[1] if each[0] == "/v1/traces"]
    assert {each[1] for each in received} == {f"Bearer {COLLECTOR_TOKEN}"}
    found = told(received)
    names = {name for name, *_ in found}
    assert {
        "POST webhook.receive",
        "GET none",
        "job message.send",
        "POST",
        "INSERT",
    } <= names
    messages = [attributes for name, attributes, _ in found if name == "POST webhook.receive"]
    assert {each["anteroom.outcome"] for each in messages} == {"saved"}
    assert messages[0]["http.route"] == "/webhook"
    ids = {span.span_id: name for name, _, span in found}
    parents = {
        ids.get(span.parent_span_id) for name, _, span in found if name in {"INSERT", "SELECT", "UPDATE"}
    }
    assert "POST webhook.receive" in parents
    assert None not in parents, "no statement without its work"
    [call] = [attributes for name, attributes, _ in found if name == "POST"]
    assert call == {
        "server.address": "127.0.0.1",
        "http.request.method": "POST",
        "http.response.status_code": 200,
    }
    [job] = [attributes for name, attributes, _ in found if name == "job message.send"]
    assert job["error.type"] == "KeyError"
    assert not [span for *_, span in found if span.trace_id.hex() == "ab" * 16], (
        "no visitor's trace is continued"
    )
    everything = b"".join(body for *_, body in received)
    for word in (CANARY, "15005550017", "Maya", "Mill Lane", "Asthma", TOKEN, PHRASE, str(maya), maya.hex):
        assert not [encoded for encoded in encodings(word) if encoded in everything], word
    assert maya.bytes not in everything


@for_each(
    ("text", "told"),
    [
        ("SELECT a FROM b WHERE c = 'Maya''s' AND d=17 LIMIT 3", "SELECT a FROM b WHERE c = ? AND d=? LIMIT ?"),
        ("ALTER ROLE \"x\" PASSWORD 'SCRAM-SHA-256$4096:salt'", 'ALTER ROLE "x" PASSWORD ?'),
        ("SELECT $$Maya$$, $q$Maya $$ 1$q$", "SELECT ?, ?"),
        ("SELECT t1.a_2 FROM t1 WHERE x = %(x_1)s OR y = :y_1 OR z = ?", "SELECT t1.a_2 FROM t1 WHERE x = %(x_1)s OR y = :y_1 OR z = ?"),
    ],
)  # fmt: skip
def test_a_statement_loses_its_values(text, told):
    assert traces._VALUE.sub("?", text) == told


def test_a_statement_that_fails_is_traced_as_such_and_the_next_one_is_not(traced, services, collector):
    with spans.span("work", {}):
        with pytest.raises(StoreUnavailable), services.store.begin() as unit:
            unit.db.connection().exec_driver_sql("SELECT * FROM no_such_table")
        with services.store.begin() as unit:
            unit.db.connection().exec_driver_sql("SELECT 1")
    spans.flush()
    by_text = {attributes.get("db.query.text"): span for _, attributes, span in told(collector[1])}
    assert by_text["SELECT * FROM no_such_table"].status.code == 2
    assert by_text["SELECT ?"].status.code == 0


@pytest.mark.parametrize(
    ("endpoint", "is_taken"),
    [
        ("https://collector.example.org", True),
        ("http://localhost:4318/", True),
        ("http://collector.example.org:4318", False),
        ("https://user:secret@collector.example.org", False),
        ("collector", False),
    ],
)
def test_traces_go_nowhere_where_others_could_read_them(endpoint, is_taken, tmp_path):
    environ = complete_environment(OTEL_EXPORTER_OTLP_ENDPOINT=endpoint)
    if is_taken:
        settings = load(environ, tmp_path).traces
        assert settings is not None
        assert settings.endpoint == endpoint.rstrip("/")
        assert isinstance(traces.exporter_of(settings), OTLPSpanExporter)
    else:
        with pytest.raises(ConfigurationError, match="OTEL_EXPORTER_OTLP_ENDPOINT must begin with https"):
            load(environ, tmp_path)
