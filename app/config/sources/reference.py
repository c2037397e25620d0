"""Reading a reference, the name of a place that keeps a secret: `aws:prod/anteroom?stage=AWSPREVIOUS#fernet_keys`.

    reference = scheme ":" place [ "?" option "=" value { "&" option "=" value } ] [ "#" field ]

A place, an option, a value and a field hold no `#`, `?`, `,` or blank. `cmd:` is followed by a command as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND: Final = "cmd"
_LONGEST: Final = 2048
NO_DOTS: Final = r"(?!.*(?:^|/)\.{0,2}(?:/|$))"
"""Before a path: none of its parts is empty, `.` or `..`, which would name another place."""
_VALUE: Final = re.compile(NO_DOTS + r"[A-Za-z0-9_./:-]{1,128}")
_FIELD: Final = re.compile(r"[^\s#?,]{1,128}")


class Malformed(Exception):
    """The text names one of the places, and breaks its form."""


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of place is written."""

    written: str
    """For people."""
    place: re.Pattern[str]
    options: frozenset[str] = frozenset()
    needs_field: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Reference:
    """Where one secret is kept."""

    scheme: str
    place: str
    options: tuple[tuple[str, str], ...] = ()
    field: str = ""

    @property
    def written(self) -> str:
        """The text that it was read from."""
        options = "&".join(f"{name}={value}" for name, value in self.options)
        return f"{self.scheme}:{self.place}{'?' if options else ''}{options}{'#' if self.field else ''}{self.field}"

    def __str__(self) -> str:
        """Return it as it may be shown: a command's arguments may be secrets themselves."""
        return f"{COMMAND}:…" if self.scheme == COMMAND else self.written

    __repr__ = __str__

    def option(self, name: str) -> str:
        """Return an option's value, or an empty text."""
        return dict(self.options).get(name, "")

    @property
    def whole(self) -> Reference:
        """The reference to all of the secret that this one is a field of."""
        return Reference(self.scheme, self.place, self.options)


def parse(text: str, forms: Mapping[str, Form]) -> Reference | None:
    """Return the reference that the text is; None when it is a value itself.

    Raises:
        Malformed: it begins as a reference and is none. The message holds nothing of it.
    """
    scheme, colon, rest = text.partition(":")
    if not colon or (form := forms.get(scheme)) is None:
        return None
    if scheme == COMMAND:
        found = Reference(scheme, rest)
    else:
        before, hash_, field = rest.partition("#")
        place, mark, options = before.partition("?")
        found = Reference(scheme, place, tuple(_options(options, form)) if mark else (), field)
        if (hash_ or form.needs_field) and not _FIELD.fullmatch(field):
            raise Malformed(form.written)
    if len(text) > _LONGEST or not text.isprintable() or not form.place.fullmatch(found.place):
        raise Malformed(form.written)
    return found


def _options(text: str, form: Form) -> list[tuple[str, str]]:
    options: list[tuple[str, str]] = []
    for part in text.split("&"):
        name, _, value = part.partition("=")
        if name not in form.options or not _VALUE.fullmatch(value) or name in dict(options):
            raise Malformed(form.written)
        options.append((name, value))
    return options
