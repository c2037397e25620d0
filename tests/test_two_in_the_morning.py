"""docs/two-in-the-morning.md: each command is there to be typed, and each sign that wakes somebody is on the page."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml

from app.checks import Shown, checklist
from app.cli import renew
from app.store.engine import causes
from tests.deploy.shipped import DEPLOY, HOME, documents
from tests.project import ROOT
from tests.typed_commands import parse, typed, words_of

if TYPE_CHECKING:
    from flask import Flask

TEXT: Final = (ROOT / "docs" / "two-in-the-morning.md").read_text()
UNITS: Final = {path.name for path in DEPLOY.glob("anteroom*")}
OTHERS: Final = {"caddy.service", "postgresql.service", "redis-server.service"}
"""Units of Debian's."""
PROGRAMS: Final = {"chmod", "chown", "df", "du", "ls"}


def of_flask(words: list[str], app: Flask) -> set[str]:
    parse(app, words)
    return {*words[:2]} - {"--app", "wsgi"}


def of_systemctl(words: list[str]) -> set[str]:
    act, *units = words
    assert act in {"--failed", "reset-failed", "restart", "start", "status"}
    return {each if "." in each else f"{each}.service" for each in units} - UNITS - OTHERS


def of_journalctl(words: list[str]) -> set[str]:
    option, unit, *more = words
    assert option == "-u"
    assert re.fullmatch(r"(-p (err|warning) ?)?(-n \d+|--since -\d+h)?", " ".join(more))
    return {f"{unit}.service"} - UNITS - OTHERS


def of_compose(words: list[str]) -> set[str]:
    [compose] = documents(DEPLOY / "compose" / "compose.yaml")
    assert words[:2] == ["compose", "ps"] or set(words) & set(compose["services"])
    return set()


def unknown(words: list[str], app: Flask) -> set[str]:
    """Return what of a command is not there."""
    program, *rest = words
    known = {
        "cd": lambda: set(rest) - {HOME},
        ".venv/bin/flask": lambda: of_flask(rest, app),
        ".venv/bin/python": lambda: set(rest) - {"-m", "app.cli.renew", *renew.NEW},
        "systemctl": lambda: of_systemctl(rest),
        "journalctl": lambda: of_journalctl(rest),
        "timedatectl": lambda: set(rest) - {"set-ntp", "true"},
        "docker": lambda: of_compose(rest),
        "kubectl": lambda: set(rest[:2]) - {"-n", "anteroom"},  # tests/deploy/test_page.py has the objects
    }
    if program in known:
        return known[program]()
    return set() if program in PROGRAMS and shutil.which(program) else {program}


def test_each_command_on_the_page_is_there(app):
    told = list(typed(TEXT))
    assert len(told) > 40
    for command in told:
        for part in command.split("; "):
            assert unknown(words_of(part), app) == set(), command


def test_each_entry_of_readyz_is_on_the_page():
    entries = {check.key or check.code for check in checklist.shown_in(Shown.READY)}
    for entry in entries | {"database", "migrations", "keys", "writes"}:
        assert f"`{entry}`" in TEXT, entry


def test_each_reason_of_our_own_is_on_the_page():
    ours = {code for codes in causes._CAUSES for code in codes if re.fullmatch("[a-z_]{3,}", code)}
    for reason in ours - {"pool_timeout"}:  # it ends by itself
        assert f"`{reason}`" in TEXT or reason == "database_replaced", reason


def test_each_alert_that_wakes_somebody_is_on_the_page():
    rules: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus" / "anteroom.rules.yaml").read_text())
    woken = [
        rule["alert"]
        for group in rules["groups"]
        for rule in group["rules"]
        if rule["labels"]["severity"] == "critical"
    ]
    assert len(woken) > 5
    for alert in woken:
        assert alert in TEXT, alert


@pytest.mark.parametrize("page", ["README.md", "docs/operating.md", "docs/metrics.md", "app/cli/alert.py"])
def test_the_page_is_linked_where_somebody_looks(page):
    assert "two-in-the-morning.md" in (ROOT / page).read_text()
