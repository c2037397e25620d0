"""The trail is narrowed by what was done, and nothing that is recorded falls between the choices."""

from __future__ import annotations

import pytest

from app.dashboard.audit.groups import GROUPS, beginnings_of
from app.features import FEATURES
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.events import TrailGroup


def test_every_group_has_its_words_in_the_order_of_the_choices():
    assert list(GROUPS) == list(TrailGroup)


def test_every_code_is_in_one_group(app):
    with app.app_context():
        beginnings = {group: beginnings_of(group) for group in TrailGroup}
    for event in FEATURES.events.values():
        assert [group for group in TrailGroup if event.code.startswith(beginnings[group])] == [event.group]


def test_a_group_finds_what_is_in_it_and_nothing_else(app, services, clock, colleague, subtests):
    auditor = colleague("auditor")
    auditor.is_let_in()
    with services.store.begin() as unit:
        for event in FEATURES.events.values():
            audit.record(unit.db, "operator", event, at=clock())
    for group in TrailGroup:
        with app.app_context(), services.store.read() as unit:
            found = audit.page(unit.db, AuditFilters(action=beginnings_of(group), actor="operator"), 200)
        page = auditor.browser.get(f"/audit?action={group}&actor=operator").text
        with subtests.test(group.value):
            ours = [event.code for event in FEATURES.events.values() if event.group is group]
            assert sorted(each.action for each in found) == sorted(ours)
            assert f'<option value="{group}" selected>' in page
            assert page.count('<td class="full">') == min(50, len(found))


def test_the_settings_and_the_report_are_among_the_choices(colleague):
    auditor = colleague("auditor")
    auditor.is_let_in()
    page = auditor.browser.get("/audit").text
    for label in ("Settings", "Report", "Sign-ins", "Their own account"):
        assert f">{label}</option>" in page


@pytest.mark.parametrize("typed", ["", "nothing.of.the.kind", "staff.", "%00", "x" * 500])
def test_a_group_that_there_is_not_does_not_narrow(typed, colleague):
    auditor = colleague("auditor")
    auditor.is_let_in()
    page = auditor.browser.get(f"/audit?action={typed}")
    assert page.status_code == 200
    assert "Signed in with a code" in page.text
    assert "Show everything" not in page.text
