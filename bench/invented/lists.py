"""Write lists of habits briefly."""

from __future__ import annotations


def listed(text: str) -> tuple[str, ...]:
    """Return the texts of a list that is written with | between them."""
    return tuple(" ".join(each.split()) for each in text.split("|"))


def named(text: str) -> tuple[tuple[str, str], ...]:
    """Return names, each with how the person may be thanked."""
    return tuple((name, called) for name, called in (each.split(" > ") for each in listed(text)))


def lines(text: str) -> tuple[tuple[str, ...], ...]:
    """Return addresses, whose lines have / between them."""
    return tuple(tuple(each.split(" / ")) for each in listed(text))
