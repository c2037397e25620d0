"""The rules that count: what an admin last wrote, or until then what the operator has set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.retention.bounds import rules_of, within
from app.store import Forged

if TYPE_CHECKING:
    from app.config import RetentionSettings
    from app.store import Rules, Unit


def rules_in(unit: Unit, settings: RetentionSettings) -> Rules:
    """Return the rules that count within this transaction."""
    return version_in(unit, settings)[1]


def rules_to_go_by(unit: Unit, settings: RetentionSettings) -> Rules:
    """Return the rules by which something may go.

    Raises:
        Forged: the newest were written into the database by hand. They may be shorter than the clinic's, so nothing goes.
    """
    shipped = rules_of(settings)
    kept = unit.retention.current(shipped)
    if kept is not None and not kept.is_genuine:
        raise Forged("retention_rules", kept.id)
    return within(kept.rules) if kept else shipped


def version_in(unit: Unit, settings: RetentionSettings) -> tuple[int, Rules]:
    """Return the newest version and its rules; 0 with what the operator has set, until there is one."""
    shipped = rules_of(settings)
    kept = unit.retention.current(shipped)
    return (kept.version, within(kept.rules)) if kept else (0, shipped)
