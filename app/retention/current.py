"""The rules that count: what an admin last wrote, or until then what the operator has set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.retention.bounds import rules_of, within

if TYPE_CHECKING:
    from app.config import RetentionSettings
    from app.store import Rules, Unit


def rules_in(unit: Unit, settings: RetentionSettings) -> Rules:
    """Return the rules that count within this transaction."""
    return version_in(unit, settings)[1]


def version_in(unit: Unit, settings: RetentionSettings) -> tuple[int, Rules]:
    """Return the newest version and its rules; 0 with what the operator has set, until there is one."""
    kept = unit.retention.current()
    return (kept.version, within(kept.rules)) if kept else (0, rules_of(settings))
