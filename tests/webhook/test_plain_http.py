"""Over plain http the webhook refuses, and what it refuses it counts."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.people import message_fields, status_fields


@pytest.mark.parametrize(
    ("path", "fields"), [("/webhook", message_fields()), ("/webhook/status", status_fields("sent"))]
)
def test_a_signed_request_over_plain_http_is_answered_403_logged_and_counted(
    twilio, store, capsys, path, fields
):
    answer = twilio.post(fields, path, base_url="http://localhost")
    assert answer.status_code == 403
    assert "Location" not in answer.headers
    assert '"reason": "plain_http"' in capsys.readouterr().err
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT reason, count FROM refusals")).all() == [("plain_http", 1)]
