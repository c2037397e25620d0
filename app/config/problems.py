"""Collecting what is wrong with the configuration, so that one start shows all of it."""

from __future__ import annotations


class ConfigurationError(Exception):
    """The settings cannot be used. `problems` has one sentence each: what to set, where, how to make it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(["Anteroom cannot start:", *(f"  - {problem}" for problem in problems)]))
