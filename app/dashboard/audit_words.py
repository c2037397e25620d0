"""The audit trail's events in words, so that an auditor needs no manual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext, ngettext

from app.guard.doors import MAY_NAMES, ROLE_NAMES
from app.records.sights import event_of
from app.records.status import STATUSES
from app.store.trail.events import Counted, TrailEvent
from app.web.clinic import day, number, time_of_day
from app.web.feature import Words, brought

_BETWEEN: Final = ", "
_PLACES: Final = {**ROLE_NAMES, **{code: status.label for code, status in STATUSES.items()}}
_REASONS: Final = (
    "reason",
    "alarm_reason",
    "number_reason",
    "draft_reason",
    "copy_reason",
    "lift_reason",
    "access_reason",
)
ROLES = Words("role", ROLE_NAMES)
BEFORE = Words("from", _PLACES)
AFTER = Words("to", _PLACES)
NEEDS = Words("needs", {act.value: words for act, words in MAY_NAMES.items()})


def in_words(detail: str, value: Any) -> str:
    """Return an event's detail in the page's language; unknown codes stay as they are."""
    if isinstance(value, int):
        return number(value)
    if isinstance(value, list):
        return _BETWEEN.join(in_words(detail, each) for each in value)
    known = brought().words.get(detail, {})
    return _BETWEEN.join(str(known.get(code, code)) for code in str(value).split(_BETWEEN))


def reason_of(details: Mapping[str, Any]) -> tuple[str, str]:
    """Return the detail that says why, and that reason in words; "" if none does."""
    for name in _REASONS:
        if name in details:
            return name, in_words(name, details[name])
    return "", ""


def sentence(action: str, details: Mapping[str, Any]) -> str:
    """Return the event in the page's language; an unknown action is shown as it is."""
    event = event_of(action, details)
    if event is None:
        return action
    known = _Known(event, details)
    said = _template(event, known).format_map(known)
    if values := details.get("values"):
        said = f"{said}. {_values(values)}"
    if "allergies" in details:
        said = f"{said}. {_allergies(details['allergies'])}"
    return gettext("%(said)s, automatically by the open page", said=said) if details.get("live") else said


def _template(event: TrailEvent, known: _Known) -> str:
    if not isinstance(event.sentence, Counted):
        return str(gettext(event.sentence))
    figure = known.get(event.sentence.detail)
    several = figure if isinstance(figure, int) else 2
    return str(ngettext(event.sentence.one, event.sentence.more, several))


def _values(values: Mapping[str, Sequence[str]]) -> str:
    """Return what settings were before and are now."""
    return "; ".join(
        f"{in_words('fields', field)}: {old or '–'} → {new or '–'}" for field, (old, new) in values.items()
    )


def _allergies(count: Any) -> str:
    """Return how many allergy flags a list showed: each is a look at a health answer."""
    return str(ngettext("One allergy flag shown", "%(num)s allergy flags shown", count))


class _Known(dict[str, Any]):
    """Details in words, with a dash for what an older event did not record."""

    def __init__(self, event: TrailEvent, details: Mapping[str, Any]) -> None:
        super().__init__({**details, "count": len(details.get("fields", ()))})
        self._moments = event.moments

    def __getitem__(self, key: str) -> Any:
        if key not in self:
            return "–"
        value = super().__getitem__(key)
        return _moment(str(value)) if key in self._moments else in_words(key, value)


def _moment(written: str) -> str:
    """Return a time in the clinic's zone with its full date, to be read years later."""
    at = datetime.fromisoformat(written)
    return f"{day(at)}, {time_of_day(at)}"
