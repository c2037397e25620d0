"""Nothing a patient says reaches a log line, whoever writes it and at whatever level."""

from __future__ import annotations

import ast
import json
import logging
import os
import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import environment
from app.observe.log_fields import _FIELDS, REMOVED, is_told, redact
from app.observe.logs import bind, get_logger
from app.store.engine import causes
from tests.databases import Keys
from tests.documents import SECURITY_PAGES, section
from tests.people import message_fields
from tests.project import ROOT

pytestmark = pytest.mark.usefixtures("talkative_logs")

CANARY = "Zanzibar Quillfeather 77"


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_ids_and_outcomes_are_logged_as_json(capsys):
    bind(request_id="0123456789abcdef")
    get_logger("anteroom.test").info("request", route="/webhook", status=200, milliseconds=1.5)
    (line,) = lines(capsys)
    assert line["event"] == "request"
    assert (line["route"], line["status"], line["request_id"]) == ("/webhook", 200, "0123456789abcdef")
    assert line["level"] == "info"


def test_a_field_that_is_not_on_the_list_is_removed(capsys):
    get_logger("anteroom.test").warning(
        "message", body=CANARY, address="whatsapp:+15005550006", details={"n": CANARY}
    )
    written = capsys.readouterr().err
    assert CANARY not in written
    assert "15005550006" not in written
    assert REMOVED in written


def test_a_listed_field_of_another_form_is_removed(capsys):
    get_logger("anteroom.test").info("request", route=f"/{CANARY}", conversation=CANARY, reason=CANARY)
    assert CANARY not in capsys.readouterr().err


def test_a_librarys_line_keeps_its_place_and_loses_its_text(capsys):
    logging.getLogger("somebody.else").error(f"failed for {CANARY}")  # noqa: G004 - as careless libraries do
    logging.getLogger("somebody.else").debug("failed for %s", CANARY)
    written = capsys.readouterr().err
    assert CANARY not in written
    assert "library message at test_logs" in written


def test_the_stores_own_line_keeps_its_text(sqlite_store, capsys):
    url = sqlite_store.engine.url.set(database=f"{sqlite_store.engine.url.database}.away")
    Keys().store(url.render_as_string()).scrub()
    assert [line["event"] for line in lines(capsys) if line["logger"] == "anteroom.store"] == ["not scrubbed"]
    logging.getLogger("anteroom.store").warning("not scrubbed: %s", CANARY)
    assert CANARY not in capsys.readouterr().err


def test_gunicorns_templates_stay_without_their_arguments(capsys):
    logging.getLogger("gunicorn.error").error("Error handling request %s", f"/webhook?q={CANARY}")
    written = capsys.readouterr().err
    assert CANARY not in written
    assert "Error handling request" in written


@pytest.mark.parametrize(
    "error",
    [
        "Invalid HTTP request line: 'GET /zanzibar'",
        "[SSL] http request",
        "Invalid HTTP Header: 'quillfeather'",
    ],
)
def test_a_request_that_gunicorn_refuses_is_told_and_not_quoted(capsys, error):
    logging.getLogger("gunicorn.error").warning(f"Invalid request from ip=203.0.113.9: {error}")  # noqa: G004
    (line,) = lines(capsys)
    assert line["event"] == "Invalid request"


def test_a_gunicorn_line_that_may_not_be_told_keeps_its_place(capsys):
    logging.getLogger("gunicorn.error").warning("Exception during worker exit:\n%s", CANARY)
    logging.getLogger("gunicorn.error").warning("")
    for line in lines(capsys):
        assert line["event"].startswith("library message at test_logs:")


@cache
def _calls():
    """Return every call in the app's modules that write to a log."""
    texts = [path.read_text() for path in sorted((ROOT / "app").rglob("*.py"))]
    writing = [text for text in texts if re.search(r"\b(?:_?log|logger)\.|\bbind\(", text)]
    return [node for text in writing for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]


def _said():
    """Yield what the log lines of the app say, as far as it is written there."""
    for node in _calls():
        if (
            isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in {"log", "_log", "logger"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield node.args[0].value


def _fields():
    """Yield the names of the fields that the app gives its log lines, but for those that are put together."""
    for node in _calls():
        match node.func:
            case ast.Name(id="bind"):
                yield from (each.arg for each in node.keywords if each.arg)
            case ast.Attribute(value=ast.Name(id="log")):
                yield from (each.arg for each in node.keywords if each.arg and each.arg != "exc_info")


def test_the_page_names_every_field_and_the_app_writes_no_other():
    table = section(SECURITY_PAGES / "logs.md", "Fields of a line")
    rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    of_requests = {"status", "milliseconds"}
    checks = {f"check_{name}" for name in ("database", "migrations", "keys", "writes")}
    assert named == {*_fields()} | {*_FIELDS} | of_requests | checks


def test_a_line_of_a_message_says_what_came_of_it_and_on_which_machine(twilio, capsys):
    fields = message_fields()
    twilio.post(fields)
    twilio.post(fields)
    of_requests = [line for line in lines(capsys) if line["event"] == "request"]
    assert [line["outcome"] for line in of_requests] == ["saved", "repeat"]
    assert {line["node"] for line in of_requests} == {environment.node()}


def test_whatever_the_app_says_in_its_log_may_be_told():
    said = [*_said()]
    assert len(said) > 15
    assert [text for text in [*said, *causes._CAUSES.values(), causes._OTHER] if not is_told(text)] == []


class _Worker:
    def __str__(self) -> str:
        return "<Worker 4711>"


@pytest.mark.parametrize(
    ("template", "arguments", "written"),
    [
        ("Booting worker with pid: %s", (4711,), "Booting worker with pid: 4711"),
        ("Starting gunicorn %s", ("25.0.3",), "Starting gunicorn 25.0.3"),
        ("Hang up: %s", ("app:create_app()",), "Hang up: app:create_app()"),
        (
            "Parent changed, shutting down: %s",
            (_Worker(),),
            "Parent changed, shutting down: Worker 4711",
        ),
        ("Listening at: %s (%s)", ("https://127.0.0.1:8443", 1), "Listening at: https://127.0.0.1:8443 (1)"),
        ("Listening at: %s (%s)", ("http://[::1]:8000", 1), "Listening at: http://[::1]:8000 (1)"),
        ("Listening at: %s (%s)", ("unix:/run/anteroom/anteroom.sock", 1),
         "Listening at: unix:/run/anteroom/anteroom.sock (1)"),
        ("Listening at: %s (%s)", ("http://127.0.0.1:8000,http://127.0.0.1:8001", 1),
         "Listening at: http://127.0.0.1:8000,http://127.0.0.1:8001 (1)"),
        ("Connection in use: %s", ("127.0.0.1:8000",), "Connection in use: 127.0.0.1:8000"),
        ("Connection in use: %s", ("('127.0.0.1', 8000)",), "Connection in use: ('127.0.0.1', 8000)"),
        ("Shutting down: %s", ("Master",), "Shutting down: Master"),
        ("Using worker: %s", ("gthread",), "Using worker: gthread"),
        ("Handling signal: %s", ("term",), "Handling signal: term"),
        ("Worker (pid:%s) was sent %s! Perhaps out of memory?", (12, "SIGKILL"),
         "Worker (pid:12) was sent SIGKILL! Perhaps out of memory?"),
        ("Error handling request %s %s", ("GET", "/run/quillfeather"), "Error handling request %s %s"),
        ("Error handling request %s", ("/run/quillfeather",), "Error handling request %s"),
        ("Error handling request %s", ("quillfeather:77",), "Error handling request %s"),
        ("Too few: %s %s", (1,), "Too few: %s %s"),
        ("Number: %d", ("gthread",), "Number: %d"),
    ],
)  # fmt: skip
def test_a_gunicorn_line_keeps_its_arguments_when_all_of_them_are_safe(capsys, template, arguments, written):
    logging.getLogger("gunicorn.error").error(template, *arguments)
    (line,) = lines(capsys)
    assert line["event"] == written


def test_celerys_line_keeps_what_happened_and_loses_its_arguments(capsys):
    connecting = "consumer: Cannot connect to %s: %s.\n%s\n"
    logging.getLogger("celery.worker.consumer.consumer").error(connecting, f"redis://{CANARY}", CANARY, "")
    logging.getLogger("celery.worker").error(
        "Task %(name)s[%(id)s] raised: %(exc)s", {"name": CANARY, "id": 1, "exc": 1}
    )
    logging.getLogger("celery.worker").error("%s (%s)", CANARY, 1)
    logging.getLogger("celery.worker").error(f"failed for {CANARY}")  # noqa: G004
    first, second, *others = (line["event"] for line in lines(capsys))
    assert first == "consumer: Cannot connect to [..]: [..]."
    assert second == "Task [..][[..]] raised: [..]"
    assert all(each.startswith("library message at test_logs") for each in others)


def test_a_line_to_systemds_journal_begins_with_its_priority_and_no_other_does(tmp_path, monkeypatch):
    with (tmp_path / "journal").open("w+") as journal, (tmp_path / "file").open("w+") as file:
        found = os.fstat(journal.fileno())
        monkeypatch.setenv("JOURNAL_STREAM", f"{found.st_dev}:{found.st_ino}")
        for stream in (journal, file):
            monkeypatch.setattr("sys.stderr", stream)
            for level in ("debug", "info", "warning", "error", "critical"):
                getattr(logging.getLogger("anteroom.test"), level)("it happened")
            stream.seek(0)
        assert [line.partition("{")[0] for line in journal] == ["<7>", "<6>", "<4>", "<3>", "<2>"]
        assert [line[0] for line in file] == ["{"] * 5


def test_an_exception_is_logged_by_class_and_place_without_its_text(capsys):
    def failing():
        raise ValueError(CANARY)

    try:
        failing()
    except ValueError as error:
        get_logger("anteroom.test").error("unexpected error", exc_info=error)
        logging.getLogger("somebody.else").exception("it broke")
    written = capsys.readouterr().err
    assert CANARY not in written
    assert written.count("ValueError") == 2
    assert "test_logs:" in written


@given(
    st.dictionaries(st.text(max_size=12), st.text() | st.binary() | st.lists(st.text(max_size=5)), max_size=6)
)
def test_only_listed_names_with_their_own_form_ever_pass(entry):
    for name, value in redact(None, "info", dict(entry)).items():
        assert value == REMOVED or name in {
            "event", "level", "logger", "timestamp", "request_id", "method", "route", "reason", "network", "kind",
            "step", "outcome", "conversation", "patient", "message_sid", "exception", "where",
        }  # fmt: skip
