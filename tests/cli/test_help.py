"""`flask --help` lists every command with what it does, though none is imported before."""

from __future__ import annotations

import re

from app.cli import COMMANDS


def test_every_command_is_listed_with_a_help_line(app):
    told = app.test_cli_runner().invoke(args=["--help"]).output
    listed = dict(re.findall(r"^  ([a-z-]+)  +(\S.*)$", told[told.index("Commands:") :], re.MULTILINE))
    assert set(listed) == set(COMMANDS)
    assert [line for line in listed.values() if line.endswith("...")] == []


def test_a_command_that_is_not_there_is_told_by_its_name(app):
    done = app.test_cli_runner().invoke(args=["nothing"])
    assert (done.exit_code, "No such command 'nothing'" in done.output) == (2, True)
