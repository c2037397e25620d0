"""An admin sees which people alerts reach, and sends a test."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.config import load
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import jobs
from app.store.work.alerts import ALERT_SMS_TEST, ALERT_TEST
from tests.settings import complete_environment

URL = "smtps://anteroom:zzpassword@mail.example.org"


@pytest.fixture
def services(services, tmp_path, request):
    environment = complete_environment(**getattr(request, "param", {}))
    return replace(services, settings=load(environment, tmp_path))


on = pytest.mark.parametrize(
    "services", [{"ALERT_EMAIL_TO": "oncall@clinic.example.org", "SMTP_URL": URL}], indirect=True
)


@pytest.fixture
def signed_in(admin):
    admin.is_let_in()
    return admin


@on
def test_the_page_names_whom_alerts_reach_and_a_test_is_queued_and_audited(signed_in, store):
    page = signed_in.browser.get("/settings/danger").text
    assert "oncall@clinic.example.org" in page
    assert "zzpassword" not in page
    for _ in range(2):
        answer = signed_in.browser.post("/settings/alerts/test")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/danger#alerts")
    with store.read() as unit:
        queued = [job for job in jobs.page(unit.db, 20) if job.kind == ALERT_TEST]
        lines = audit.page(unit.db, AuditFilters(action="alerts.tested"), 10)
    assert len(queued) == 1, "of one that waits no second is asked for"
    assert len(lines) == 2


@pytest.mark.parametrize(
    "services",
    [{"ALERT_SMS_TO": "+15005550061", "TWILIO_SENDERS": "whatsapp:+14155238886,+15005550100"}],
    indirect=True,
)
def test_numbers_alone_are_named_and_get_a_test(signed_in, store):
    assert "+15005550061" in signed_in.browser.get("/settings/danger").text
    assert signed_in.browser.post("/settings/alerts/test").status_code == 303
    with store.read() as unit:
        kinds = [job.kind for job in jobs.page(unit.db, 20)]
    assert (kinds.count(ALERT_SMS_TEST), kinds.count(ALERT_TEST)) == (1, 0)


def test_where_none_are_set_up_the_page_says_what_to_set_and_no_test_is_taken(signed_in):
    page = signed_in.browser.get("/settings/danger").text
    assert "set ALERT_EMAIL_TO and SMTP_URL, or ALERT_SMS_TO" in page
    assert 'action="/settings/alerts/test"' not in page
    assert signed_in.browser.post("/settings/alerts/test").status_code == 400
