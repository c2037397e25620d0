"""One pass over the environment: what is read, and every problem that is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.config import keys, sources

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping

    from app.config.secret import Secret


class Reading:
    """Reads settings by their names. What is wrong is noted in `problems`, without quoting a secret, and reading goes on."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = sources.Surroundings(environ)
        self.problems: list[str] = []

    def note(self, *problems: str) -> None:
        """Note what is wrong."""
        self.problems.extend(problems)

    def text(self, name: str, default: str = "") -> str:
        """Return a setting without blanks around it."""
        return self._environ.get(name, "").strip() or default

    def listed(self, name: str) -> tuple[str, ...]:
        """Return the entries of a setting that is a list."""
        return tuple(part.strip() for part in self.text(name).split(",") if part.strip())

    def matching(self, name: str, pattern: re.Pattern[str], what: str) -> str:
        """Return a setting that must be there, in a form; `what` says in words what it is to be set to."""
        text = self.text(name)
        if not pattern.fullmatch(text):
            self.problems.append(f"{name} {'is missing' if not text else 'is malformed'}. Set it to {what}.")
        return text

    def number(self, name: str, default: int, least: int, most: int, what: str) -> int:
        """Return a whole number within its bounds; `what` says in words what it counts."""
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdecimal() and least <= int(text[:6]) <= most):
            self.problems.append(f"{name} is {what}, {least} to {most}.")
            return default
        return int(text)

    def secret(self, name: str) -> str | None:
        """Return a secret from where it is kept; nothing when it is not set, None after a problem."""
        try:
            return sources.find(name, self._environ) or ""
        except sources.Unusable as problem:
            self.problems.append(str(problem))
            return None

    def secrets(
        self, name: str, faults: Callable[[str, tuple[Secret, ...]], Iterator[str]], how: str = ""
    ) -> tuple[Secret, ...]:
        """Return a list of secrets, newest first. `how` says how one is had; without it the list may be empty."""
        text = self.secret(name)
        if text is None:
            return ()
        found = keys.split(text)
        if not found and how:
            self.problems.append(f"{name} is missing. {how}")
        self.note(*faults(name, found))
        return found
