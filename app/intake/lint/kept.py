"""Guard what is on record.

What was published keeps its meaning, and every clinic keeps the shipped questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from app.intake.clinic import N_
from app.intake.definition import Item
from app.intake.lint.fault import Case, Fault, Finding
from app.intake.questionnaire import SHIPPED

_AGAIN: Final = N_("Switch the question off, and add another one.")
_GONE: Final = Fault(
    "item_gone",
    N_("“%(label)s” was published, and is not in the draft."),
    N_("Switch it off instead. Its answers stay on record, and exports need its name."),
)
_KIND: Final = Fault(
    "kind_changed", N_("“%(label)s” has another kind of answer than the published one."), _AGAIN
)
_HEALTH: Final = Fault(
    "health_changed",
    N_("“%(label)s” was published with another word on whether it is about health."),
    _AGAIN,
)
_READERS: Final = Fault(
    "readers_changed", N_("The answers to “%(label)s” were promised to other readers."), _AGAIN
)
_UNIT: Final = Fault("unit_changed", N_("“%(label)s” had another unit: %(unit)s."), _AGAIN)
_CODES: Final = Fault(
    "codes_gone",
    N_("“%(label)s” has lost answers that may be on record: %(codes)s."),
    N_("Put them back, or switch the question off and add another one. An answer may be worded differently."),
)
_COLUMNS: Final = Fault("columns_changed", N_("“%(label)s” had other columns: %(columns)s."), _AGAIN)
_MISSING: Final = Fault(
    "shipped_missing",
    N_("“%(label)s” is missing. Every clinic has that question."),
    N_("Put it back. Allergies and the reason of the visit are left out in the settings."),
)
_CHANGED: Final = Fault(
    "shipped_changed",
    N_("“%(label)s” ships with Anteroom, and only its words and its place can be changed."),
    N_(
        "Put back its kind, its readers, and that it must be answered by everybody. Or add a question of your own."
    ),
)
_OFF: Final = Fault(
    "shipped_off",
    N_("“%(label)s” ships with Anteroom, and cannot be switched off here."),
    N_("Switch it on. Allergies and the reason of the visit are left out in the settings."),
)


def against_published(case: Case) -> Iterator[Finding]:
    """Find items that no longer mean what answers on record mean."""
    if case.before is None:
        return
    for old in case.before.own:
        new = case.definition.item(old.key)
        if new is None:
            yield case.found(_GONE, old)
        else:
            yield from (
                case.found(fault, new, **figures)
                for fault, is_kept, figures in _promises(old, new)
                if not is_kept
            )


def _promises(old: Item, new: Item) -> Iterator[tuple[Fault, bool, Mapping[str, str]]]:
    """Yield each promise of a published item, and whether it is kept."""
    lost = [code for code in old.codes if code not in new.codes]
    before, now = (tuple(column.key for column in each.columns) for each in (old, new))
    yield _KIND, new.kind is old.kind, {}
    yield _HEALTH, new.about_health == old.about_health, {}
    yield _READERS, new.read_by is old.read_by, {}
    yield _UNIT, new.unit == old.unit, {"unit": old.unit or "–"}
    yield _CODES, not lost or new.kind is not old.kind, {"codes": ", ".join(lost)}
    yield _COLUMNS, now == before or new.kind is not old.kind, {"columns": ", ".join(before)}


def shipped(case: Case) -> Iterator[Finding]:
    """Find what was done to the questions that every clinic has, besides their words."""
    for item in SHIPPED.definition.items:
        here = case.definition.item(item.key)
        if here is None:
            yield case.found(_MISSING, item)
            continue
        if here.is_off:
            yield case.found(_OFF, here)
        if msgspec.structs.replace(here, words={}, is_off=False) != item:
            yield case.found(_CHANGED, here)
