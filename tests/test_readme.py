"""The README tells the truth: its files are there, its commands run, its picture is of this conversation."""

from __future__ import annotations

import re
from pathlib import Path

from docs.conversation import PICTURE, converse, draw

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def test_every_file_that_the_readme_names_is_there():
    named = set(re.findall(r"\]\(([^)#:]+)\)", README)) | set(
        re.findall(r"`((?:app|docs|tests|deploy)/[\w./-]+)`", README)
    )
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_command_in_the_readme_is_one_that_the_app_has(app):
    table = README.partition("## Commands")[2].partition("##")[0]
    for command in re.findall(r"^\| (.*?) \|", table, re.MULTILINE):
        for name in re.findall(r"`([a-z ]+)`", command):
            told = app.test_cli_runner().invoke(args=[*name.split(), "--help"])
            assert told.exit_code == 0, name


def test_every_make_target_in_the_readme_is_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"`make ([a-z]+)`", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_picture_is_of_the_conversation_as_it_is():
    assert PICTURE.read_text() == draw(converse()), "python -m docs.conversation"
