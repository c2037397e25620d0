"""Find conditions that nobody could meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.intake.clinic import N_
from app.intake.definition import Item
from app.intake.lint.fault import Case, Fault, Finding

_NOBODY: Final = N_("Nobody would be asked. Ask it always, or after another answer.")
_ITSELF: Final = Fault("condition_on_itself", N_("“%(label)s” is asked only after its own answer."), _NOBODY)
_LOOP: Final = Fault(
    "condition_loop", N_("“%(label)s” is asked only after “%(other)s”, which waits for it in turn."), _NOBODY
)
_UNKNOWN: Final = Fault(
    "condition_unknown", N_("“%(label)s” is asked only after “%(other)s”, which is no question."), _NOBODY
)
_LATER: Final = Fault(
    "condition_later",
    N_("“%(label)s” is asked only after an answer to “%(other)s”, which comes later."),
    N_("Move “%(other)s” up, or “%(label)s” down."),
)
_ON_OFF: Final = Fault(
    "condition_on_off",
    N_("“%(label)s” is asked only after an answer to “%(other)s”, and “%(other)s” is switched off."),
    _NOBODY,
)
_ON_TEXT: Final = Fault(
    "condition_on_text",
    N_("“%(label)s” is asked only after an answer to “%(other)s”, which has no answers to choose from."),
    N_("Ask it always, or after a question with answers to choose from."),
)
_CODES: Final = Fault(
    "condition_codes",
    N_("“%(label)s” is asked only after answers that “%(other)s” does not have: %(codes)s."),
    N_("Choose among its answers."),
)


def conditions(case: Case) -> Iterator[Finding]:
    """Find conditions on nothing, on a later item, or on what nobody can answer."""
    places = {item.key: place for place, item in enumerate(case.definition.items)}
    for place, item in enumerate(case.definition.items):
        if item.only_if is None or item.is_off:
            continue
        other = case.definition.item(item.only_if.key)
        if other is None:
            yield case.found(_UNKNOWN, item, other=item.only_if.key)
        elif other.key == item.key:
            yield case.found(_ITSELF, item)
        elif _leads_back(case, item):
            yield case.found(_LOOP, item, other=case.called(other))
        elif places[other.key] > place:
            yield case.found(_LATER, item, other=case.called(other))
        else:
            yield from _on_answers(case, item, other)


def _leads_back(case: Case, item: Item) -> bool:
    """Return whether what an item waits for waits for the item."""
    seen, here = set[str](), item
    while here.only_if and here.key not in seen:
        seen.add(here.key)
        following = case.definition.item(here.only_if.key)
        if following is None:
            return False
        if following.key == item.key:
            return True
        here = following
    return False


def _on_answers(case: Case, item: Item, other: Item) -> Iterator[Finding]:
    label = case.called(other)
    lacking = [code for code in (item.only_if.codes if item.only_if else ()) if code not in other.codes]
    if other.is_off:
        yield case.found(_ON_OFF, item, other=label)
    elif not other.codes:
        yield case.found(_ON_TEXT, item, other=label)
    elif lacking:
        yield case.found(_CODES, item, other=label, codes=", ".join(lacking))
