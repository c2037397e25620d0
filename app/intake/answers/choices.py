"""Picking one thing from a numbered list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.spelling import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_FIGURES = 2


def pick(text: str, options: Sequence[tuple[str, ...]], *, with_extra_words: bool = False) -> int | None:
    """Which option (from 0) the text picks, or None.

    Accepts the number in any script, the keycap, one of the option's labels, and the number with the label;
    `with_extra_words` also a label within a longer text, if no other option's label is there too.
    """
    typed = plain(text)
    if typed.isdecimal():
        return _by_number(typed, len(options))
    spelled = [{plain(label) for label in labels} for labels in options]
    for index, labels in enumerate(spelled):
        if typed in labels or typed.removeprefix(f"{index + 1} ") in labels:
            return index
    return _within(typed, spelled) if with_extra_words else None


def _by_number(typed: str, count: int) -> int | None:
    if len(typed) > MOST_FIGURES:
        return None
    return int(typed) - 1 if 1 <= int(typed) <= count else None


def _within(typed: str, options: Sequence[set[str]]) -> int | None:
    said = f" {typed} "
    found = [index for index, labels in enumerate(options) if any(f" {label} " in said for label in labels)]
    return found[0] if len(found) == 1 else None
