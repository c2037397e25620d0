"""One id and one log line a request, and nothing of one request in the lines of another."""

from __future__ import annotations

import json

import structlog

from app.observe.logs import get_logger
from tests.people import message_fields


def test_what_a_request_put_into_its_log_lines_is_gone_when_it_ends(twilio, capsys):
    fields = message_fields()
    answer = twilio.post(fields)
    get_logger("anteroom.test").info("between two requests")
    *_, of_request, after = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (of_request["request_id"], of_request["message_sid"]) == (
        answer.headers["X-Request-Id"],
        fields["MessageSid"],
    )
    assert after.keys().isdisjoint({"request_id", "message_sid", "kind"})
    assert structlog.contextvars.get_contextvars() == {}
