"""The pages tell the truth: files are there, commands can be typed, the picture is of this conversation."""

from __future__ import annotations

import re

import pytest

from docs.conversation import PICTURE, converse, draw
from tests.documents import ARCHITECTURE, OPERATING, README, pages, section
from tests.project import ROOT
from tests.typed_commands import parse, typed, words_of

# The changelog tells of what was.
TIMELESS = {"CHANGELOG.md"}


def named(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", [each for each in pages() if each.name not in TIMELESS], ids=named)
def test_every_file_that_a_page_names_is_there(page):
    told = set(re.findall(r"`((?:app|bench|docs|tests|deploy|migrations)/[\w./-]+)`", page.read_text()))
    assert {name for name in told if not (ROOT / name).exists()} == set()


def test_every_part_that_the_architecture_names_is_in_the_app():
    told = set(re.findall(r"`([a-z_]+(?:/[a-z_]+)+(?:\.py)?)`", ARCHITECTURE.read_text()))
    assert len(told) > 20
    assert {
        part
        for part in told
        if not any((ROOT / path).exists() for path in (part, f"app/{part}", f"app/{part}.py"))
    } == set()


def test_every_documented_command_is_one_that_the_app_has(app):
    for command in re.findall(r"^\| (.*?) \|", section(OPERATING, "Commands"), re.MULTILINE):
        for name in re.findall(r"`([a-z ]+)`", command):
            told = app.test_cli_runner().invoke(args=[*name.split(), "--help"])
            assert told.exit_code == 0, name


@pytest.mark.parametrize("page", [each for each in pages() if each.name not in TIMELESS], ids=named)
def test_every_command_of_flask_on_a_page_can_be_typed_as_it_stands(page, app):
    """`tests/cli/test_operators_commands.py` runs each command that there is; this holds the options that pages name."""
    for command in typed(page.read_text()):
        if re.match(r"(\S*/)?flask ", command):
            parse(app, words_of(command)[1:])


@pytest.mark.parametrize("page", [each for each in pages() if each.name not in TIMELESS], ids=named)
def test_every_bench_on_a_page_is_there(page):
    for name in re.findall(r"python -m (bench\.\w+)", page.read_text()):
        assert (ROOT / f"{name.replace('.', '/')}.py").exists(), name


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_make_target_that_a_page_names_is_in_the_makefile(page):
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"`make ([a-z-]+)[ `]", page.read_text())):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_readme_names_the_two_commands_that_are_the_whole_set_up():
    assert re.findall(r"^make ([a-z]+)", README.read_text(), re.MULTILINE) == ["run", "test"]


def test_the_picture_is_of_the_conversation_as_it_is():
    assert PICTURE.read_text() == draw(converse()), "python -m docs.conversation"
