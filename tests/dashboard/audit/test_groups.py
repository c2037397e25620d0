"""The trail is narrowed by what was done, and nothing that is recorded falls between the choices."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import app
from app.dashboard.audit.groups import GROUPS
from app.dashboard.audit_words import SENTENCES
from app.store import AuditFilters

ACTION = re.compile(r"[a-z_]+\.[a-z_]+|sign_out")
NO_ACTIONS = {"get_logger", "getLogger", "Secret", "Column", "ForeignKey", "Table", "_Place"}
NO_ACTIONS |= {"span", "set_attribute", "search"}
"""Calls that are given names with a dot in them which are no actions: of logs, files, columns and traces."""


def recorded():
    """Return every action that any call of the code is given."""
    trees = [ast.parse(path.read_text()) for path in Path(app.__file__).parent.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    views = {id(part) for call in calls if _name(call) == "url_for" for part in ast.walk(call)}
    given = [
        constant.value
        for call in calls
        if _name(call) not in NO_ACTIONS
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        for constant in ast.walk(argument)
        if isinstance(constant, ast.Constant)
        and isinstance(constant.value, str)
        and id(constant) not in views
    ]
    return {text for text in given if ACTION.fullmatch(text)}


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def test_every_action_that_is_recorded_has_a_sentence():
    found = recorded()
    assert {"report.seen", "setup.attested", "sign_out", "patients.searched", "staff.invited"} <= found
    assert found <= {*SENTENCES}


@pytest.mark.parametrize("action", SENTENCES)
def test_every_action_is_in_one_group(action):
    assert len([name for name, group in GROUPS.items() if action.startswith(group.beginnings)]) == 1


def test_a_group_finds_what_is_in_it_and_nothing_else(services, clock, colleague, subtests):
    auditor = colleague("auditor")
    auditor.is_let_in()
    with services.store.begin() as unit:
        for action in SENTENCES:
            unit.audit.record("operator", action, at=clock())
    for name, group in GROUPS.items():
        with services.store.read() as unit:
            found = unit.audit.page(AuditFilters(action=group.beginnings, actor="operator"), 200)
        page = auditor.browser.get(f"/audit?action={name}&actor=operator").text
        with subtests.test(name):
            assert {each.action for each in found} == {
                action for action in SENTENCES if action.startswith(group.beginnings)
            }
            assert f'<option value="{name}" selected>' in page
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
