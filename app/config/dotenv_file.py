"""Changing one setting in the text of a `.env` file; every other line stays as it is."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Final

from dotenv.parser import parse_stream

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN: Final = re.compile(r"[\w./:@,+=%?&~-]*", re.ASCII)


def value_in(text: str, name: str) -> str | None:
    """Return the value that the file gives the setting, the last if there are several; None when it names none."""
    values = [line.value for line in parse_stream(StringIO(text)) if line.key == name]
    return values[-1] if values else None


def with_value(text: str, name: str, value: str) -> str:
    """Return the text with the setting at a value: where it stood, or at the end.

    Raises:
        ValueError: the value has a line break in it.
    """
    if "\n" in value or "\r" in value:
        raise ValueError("a setting is one line")
    line = f"{name}={_quoted(value)}\n"
    lines = list(_lines(text, name, line))
    if line not in lines:
        before = "" if not text or text.endswith("\n") else "\n"
        lines.append(before + line)
    return "".join(lines)


def _lines(text: str, name: str, line: str) -> Iterator[str]:
    is_there = False
    for binding in parse_stream(StringIO(text)):
        original = binding.original.string
        if binding.key != name:
            yield original
        elif not is_there:  # a second line of the same name would keep the old value in the file
            blank = original[: len(original) - len(original.lstrip())]
            yield from (blank, line) if blank else (line,)
            is_there = True


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
