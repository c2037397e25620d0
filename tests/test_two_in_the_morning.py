"""docs/two-in-the-morning.md: each command is there to be typed, and each sign that wakes somebody is on the page."""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click
import pytest
import yaml

from app.checks import Shown, checklist
from app.cli import renew
from app.store.engine import causes
from tests.deploy.shipped import DEPLOY, HOME, documents
from tests.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

TEXT: Final = (ROOT / "docs" / "two-in-the-morning.md").read_text()
UNITS: Final = {path.name for path in DEPLOY.glob("anteroom*")}
OTHERS: Final = {"caddy.service", "postgresql.service", "redis-server.service"}
"""Units of Debian's."""
ID: Final = str(UUID(int=1))
PROGRAMS: Final = {"chmod", "chown", "df", "du", "ls"}


def commands() -> Iterator[str]:
    """Yield what the page tells to type: lines of its blocks, and code in its sentences that begins with a program."""
    for block in re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    for span in re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)):
        if " " in span and not span.endswith(":"):
            yield span.replace("\\|", "|")


def resolved(root: click.Group, words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that words name, and the words that are left."""
    found: click.Command = root
    while isinstance(found, click.Group) and words:
        inner = found.get_command(click.Context(found), words[0])
        assert inner is not None, words
        found, words = inner, words[1:]
    return found, words


def of_flask(words: list[str], app: Flask) -> set[str]:
    if words[2:] == ["…"]:  # whatever comes after it
        return set()
    command, arguments = resolved(app.cli, words[2:])
    command.make_context(command.name, list(arguments))  # it parses them, or fails
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
    told = list(commands())
    assert len(told) > 40
    for command in told:
        for part in command.split("; "):
            words = [
                ID if word == "ID" else word for word in shlex.split(part.partition(" | ")[0], comments=True)
            ]
            assert unknown(words, app) == set(), command


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
