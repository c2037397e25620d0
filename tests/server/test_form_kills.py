"""What the form has acknowledged is there exactly once, whichever worker is killed."""

from __future__ import annotations

import time

import pytest

from tests.server.crowd import WHOLE_INTAKE, answers_of
from tests.server.form_crowd import FormCrowd, new_links, prove
from tests.server.live_server import RemotePatient

KILLS = 2
A_SECOND = 50
ENOUGH = 24


@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.timeout(200)
def test_kills_lose_no_page_of_the_form_and_double_none(serve, store, record_property):
    server = serve(WEB_CONCURRENCY="2")
    crowd = FormCrowd(server, new_links(store, 30), A_SECOND, at_once=6)
    writer = RemotePatient(server, "whatsapp:+15005550006")
    lines = iter(line.format(**answers_of(1)) for line in WHOLE_INTAKE)
    for kill in range(KILLS):
        while crowd.ledger.submissions < ENOUGH * (kill + 1) // KILLS and not crowd.is_done:
            time.sleep(0.05)
        server.kill_one_worker()
        for _ in range(4):
            writer.says(next(lines, "thanks"))
    ledger = crowd.stop()
    records, drafts = prove(store, ledger)
    assert ledger.submissions >= ENOUGH
    assert records + drafts == len(ledger.acknowledged)
    record_property("acknowledged", ledger.submissions)
    record_property("sent again", ledger.again)
