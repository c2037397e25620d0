"""Trace the app by OpenTelemetry; the home of `opentelemetry`.

It is imported only if OTEL_EXPORTER_OTLP_ENDPOINT is set. The spans are made by hand, because libraries that make them
record whole URLs and the texts of errors. Here a request has its page's name and pattern, its status and its id; a
statement has its text without values; a call to elsewhere has the host. A trace that a visitor begins is not continued,
and none is passed on to others.
"""

from __future__ import annotations

import atexit
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from threading import Lock
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, g, request
from opentelemetry import context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    get_current_span,
    set_span_in_context,
)
from requests.adapters import HTTPAdapter

from app.config.environment import node, version
from app.config.settings import TraceSettings
from app.observe import spans
from app.services import Services
from app.store.engine.observers import watch_statements

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_VALUE: Final = re.compile(
    r"'(?:[^']|'')*'"  # a text
    r"|(\$\w*\$).*?\1"  # a text in PostgreSQL's other quotes
    r"|\b\d+(?:\.\d+)?\b",
    re.DOTALL,
)
_LONGEST: Final = 2000
_SECONDS: Final = 3
"""How long a collector may take to answer, and how long the end of a process waits for its last spans."""


class Tracing:
    """Makes the spans of one process, and of those that it forks."""

    def __init__(self, make: Callable[[], SpanExporter]) -> None:
        self._make = make
        self._lock = Lock()
        self._provider: TracerProvider | None = None
        self._process = 0

    @property
    def tracer(self) -> Tracer:
        """The tracer of this process: its thread would not live through a fork."""
        with self._lock:
            if self._provider is None or self._process != os.getpid():
                resource = {"service.name": "anteroom", "service.version": version(), "host.name": node()}
                self._provider = TracerProvider(
                    resource=Resource.create(resource),
                    shutdown_on_exit=False,  # it would wait for a collector that is down
                )
                self._provider.add_span_processor(BatchSpanProcessor(self._make()))
                self._process = os.getpid()
            return self._provider.get_tracer("anteroom")

    def flush(self) -> None:
        """Hand over what waits."""
        if self._provider is not None and self._process == os.getpid():
            self._provider.force_flush(_SECONDS * 1000)

    @contextmanager
    def span(
        self, name: str, attributes: spans.Attributes, kind: SpanKind = SpanKind.INTERNAL
    ) -> Iterator[Span]:
        """Trace a block. Of an exception only the class is recorded."""
        span = self.tracer.start_span(name, kind=kind, attributes=dict(attributes))
        token = context.attach(set_span_in_context(span))
        try:
            yield span
        except BaseException as error:
            _fail(span, type(error).__name__)
            raise
        finally:
            context.detach(token)
            span.end()


def exporter_of(settings: TraceSettings) -> SpanExporter:
    """Return the exporter that sends spans to a collector (OTLP over HTTP)."""
    headers = {}
    for pair in settings.headers.reveal().split(","):
        name, _, value = pair.partition("=")
        if name.strip():
            headers[name.strip().lower()] = unquote(value.strip())
    return OTLPSpanExporter(endpoint=f"{settings.endpoint}/v1/traces", headers=headers, timeout=_SECONDS)


def init_traces(app: Flask, services: Services, make: Callable[[], SpanExporter]) -> Tracing:
    """Trace the app's requests, its jobs, their statements and their calls."""
    tracing = Tracing(make)
    app.before_request(partial(_begin_request, tracing))
    app.after_request(_note_answer)
    app.teardown_request(_end_request)
    spans.use(tracing.span, tracing.flush)
    atexit.register(tracing.flush)
    watch_statements(services.store.engine, lambda engine, text: _begin_statement(tracing, engine, text))
    _trace_calls(tracing)
    return tracing


def _begin_request(tracing: Tracing) -> None:
    # An empty context: what a visitor sends begins and continues no trace.
    span = tracing.tracer.start_span("request", context.Context(), kind=SpanKind.SERVER)
    g.span, g.span_token = span, context.attach(set_span_in_context(span))


def _note_answer(response: Response) -> Response:
    span: Span | None = g.get("span")
    if span is None:
        return response
    method = request.method if request.method in _METHODS else "other"
    span.update_name(f"{method} {request.endpoint or 'none'}")
    said = {
        "http.request.method": method,
        "http.response.status_code": response.status_code,
        "http.route": request.url_rule.rule if request.url_rule else None,
        "anteroom.request_id": g.get("request_id"),
        "anteroom.outcome": g.get("outcome"),
    }
    span.set_attributes({name: value for name, value in said.items() if value is not None})
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        span.set_status(Status(StatusCode.ERROR))
    if response.is_streamed and not response.direct_passthrough:
        g.span_is_streamed = True
        response.call_on_close(span.end)
    return response


def _end_request(error: BaseException | None) -> None:
    if (span := g.pop("span", None)) is None:
        return
    context.detach(g.pop("span_token"))
    if error is not None:
        _fail(span, type(error).__name__)
    if not g.pop("span_is_streamed", False):
        span.end()


def _begin_statement(tracing: Tracing, engine: str, text: str) -> Callable[[bool], None]:
    """Begin the span of a statement, and return what ends it."""
    if not get_current_span().is_recording():  # what threads ask every second belongs to no piece of work
        return lambda _failed: None
    said = _VALUE.sub("?", text)[:_LONGEST]
    attributes = {"db.system.name": engine, "db.query.text": said}
    span = tracing.tracer.start_span(said.partition(" ")[0], kind=SpanKind.CLIENT, attributes=attributes)

    def end(failed: bool) -> None:
        if failed:
            span.set_status(Status(StatusCode.ERROR))
        span.end()

    return end


_send = HTTPAdapter.send


def _trace_calls(tracing: Tracing) -> None:
    """Trace what is asked of Twilio and Google: their clients all send through this."""

    def send(adapter: HTTPAdapter, asked: Any, *arguments: Any, **options: Any) -> Any:
        if not get_current_span().is_recording():
            return _send(adapter, asked, *arguments, **options)
        host = urlsplit(asked.url or "").hostname or ""
        attributes = {"server.address": host, "http.request.method": asked.method}
        with tracing.span(asked.method, attributes, SpanKind.CLIENT) as span:
            answer = _send(adapter, asked, *arguments, **options)
            span.set_attribute("http.response.status_code", answer.status_code)
            return answer

    HTTPAdapter.send = send  # type: ignore[method-assign,assignment]


def _fail(span: Span, what: str) -> None:
    span.set_attribute("error.type", what)
    span.set_status(Status(StatusCode.ERROR))
