"""What a page tells its reader to type, and whether `flask` would take it."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final
from uuid import UUID

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

PLACEHOLDERS: Final = {
    "ID": str(UUID(int=1)),
    "TIME": "2026-11-25T09:00Z",
    "NUMBER": "0101",
    "EMAIL": "maya@example.org",
    "ROLE": "admin",
}
_BLOCK: Final = re.compile(r"^ *```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_FENCE: Final = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)


def typed(text: str) -> Iterator[str]:
    """Yield the lines of a page's blocks, and code in its sentences that has a blank."""
    for block in _BLOCK.findall(text):
        yield from map(str.strip, block.replace("\\\n", " ").splitlines())
    for span in re.findall(r"`([^`\n]+)`", _FENCE.sub("", text)):
        if " " in span and not span.endswith(":"):
            yield span.replace("\\|", "|")


def words_of(command: str) -> list[str]:
    """Return the words of a command, without what is piped or redirected, with values where the page has names."""
    words = shlex.split(re.split(r" [|<>] ?| [<>](?=\S)", command)[0], comments=True)
    return [PLACEHOLDERS.get(word, word) for word in words]


def parse(app: Flask, words: list[str]) -> None:
    """Parse what comes after `flask`.

    Raises:
        AssertionError: no command has this name.
        click.UsageError: it has no such option.
    """
    words = words[2:] if words[:1] == ["--app"] else words
    found: click.Command = app.cli
    while isinstance(found, click.Group) and words and words[0] != "…":
        inner = found.get_command(click.Context(found), words[0])
        assert inner is not None, words
        found, words = inner, words[1:]
    if words and "…" not in words:
        found.make_parser(click.Context(found)).parse_args(list(words))
