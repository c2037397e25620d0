"""The configuration: that it loads is shown by there being an app; what it says is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.checks.finding import Finding, State, ok

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.config import Settings

NAME = "configuration"


def configuration(settings: Settings) -> Finding:
    """Return what kind of set-up the settings describe."""
    kind = "production" if settings.production else "development"
    older = len(settings.fernet_keys) - 1
    sealing = f"one sealing key and {older} older" if older else "one sealing key"
    return ok(NAME, f"complete: {kind}, {settings.workers} server processes, {sealing}")


def problems(found: Sequence[str]) -> list[Finding]:
    """Return a finding for each thing that keeps the configuration from loading."""
    return [
        Finding(
            NAME,
            State.BAD,
            problem,
            "Anteroom does not start.",
            "Set it as said, in .env or the environment.",
        )
        for problem in found
    ]
