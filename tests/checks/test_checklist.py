"""One list: an entry added to it is shown by `flask doctor`, on `/setup` and in `/readyz`."""

from __future__ import annotations

import json

import pytest

from app.checks import Check, Finding, Shown, State, checklist, ok
from app.checks.checklist import CHECKS
from app.store import StoreUnavailable
from tests.cli.examination import examined

EVERYWHERE = Shown.DOCTOR | Shown.SETUP | Shown.READY
LEAKS = Finding("roof", State.BAD, "it leaks", "Records get wet.", "Call the roofer.", "leaking")


def add(monkeypatch, look, **more):
    monkeypatch.setattr(
        checklist,
        "CHECKS",
        (*CHECKS, Check("roof", look, EVERYWHERE, label="The roof is tight", **more)),
    )


@pytest.mark.parametrize(
    ("finding", "state", "word", "is_done"),
    [(LEAKS, "bad", "leaking", False), (ok("roof", "it is dry"), "ok", "ok", True)],
)
def test_an_entry_is_shown_by_doctor_on_setup_and_in_readyz(
    app, admin, services, monkeypatch, finding, state, word, is_done
):
    add(monkeypatch, lambda _: finding)
    told = json.loads(examined(services, "--offline", "--json").stdout)
    assert [each for each in told if each["check"] == "roof"] == [
        {"check": "roof", "state": state, "said": finding.said, "why": finding.why, "mend": finding.mend}
    ]
    answer = app.test_client().get("/readyz", base_url="https://localhost")
    assert (answer.status_code, answer.get_json()["roof"]) == (200, word)
    admin.signs_in()
    page = admin.browser.get("/setup").text
    step = page[page.index("The roof is tight") :]
    assert all(words in step for words in (finding.said, finding.why, finding.mend))
    assert ('<span class="vh"> (done)' in step) is is_done


def test_a_check_that_cannot_look_says_so_and_stops_no_other(app, services, monkeypatch):
    def fails(_services):
        raise StoreUnavailable("SQLITE_BUSY")

    add(monkeypatch, fails)
    told = {each["check"]: each for each in json.loads(examined(services, "--offline", "--json").stdout)}
    assert told["roof"]["said"] == "could not look (SQLITE_BUSY)"
    assert {check.code for check in CHECKS if Shown.DOCTOR in check.shown and not check.over_network} <= set(
        told
    )
    answer = app.test_client().get("/readyz", base_url="https://localhost")
    assert (answer.status_code, answer.get_json()["roof"]) == (200, "unknown")
