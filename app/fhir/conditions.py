"""Read when an item is asked.

We know one condition: an earlier answer is one of some.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from app.fhir.choices import Said
from app.fhir.element import Element
from app.fhir.notes import Done, Notes
from app.intake.definition import NO, YES, AnswerKind, Condition, Item

_CHOSEN: Final = (AnswerKind.ONE, AnswerKind.SEVERAL, AnswerKind.YES_NO)
_EXPRESSIONS: Final = (
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression",
)


class Asked(NamedTuple):
    """An item that was read, and how the file names its answers."""

    item: Item
    codes: Mapping[Said, str]


Earlier = Mapping[str, Asked]
"""By linkId, what was read before."""


def condition(item: Element, link_id: str, earlier: Earlier, notes: Notes) -> Condition | None:
    """Return the condition of an item.

    What cannot be kept is noted, and then more people are asked.
    """
    whens = item.each("enableWhen")
    is_any = item.take("enableBehavior", str) != "all"
    for url in _EXPRESSIONS:
        for expression in item.extensions(url):
            expression.take_any("valueExpression")
            notes.add(link_id, url.rpartition("-")[2], Done.ALWAYS_ASKED)
    found = [_one(when, earlier) for when in whens]
    kept = [each for each in found if each is not None]
    keys = {each.key for each in kept}
    if not kept or (is_any and (len(kept) < len(found) or len(keys) > 1)):
        if found:
            notes.add(link_id, "enableWhen", Done.ALWAYS_ASKED)
        return None
    is_whole = len(kept) == len(found) and len(keys) == 1
    if is_any:
        return _united(kept)
    if is_whole and (common := _common(kept, earlier)):
        return common
    if len(found) > 1:
        notes.add(link_id, "enableWhen", Done.NARROWED)
    return kept[0]


def _united(kept: list[Condition]) -> Condition:
    return Condition(kept[0].key, tuple(dict.fromkeys(code for each in kept for code in each.codes)))


def _common(kept: list[Condition], earlier: Earlier) -> Condition | None:
    """Return the condition on one answer that all of these are together."""
    key = kept[0].key
    if any(asked.item.key == key and asked.item.kind is AnswerKind.SEVERAL for asked in earlier.values()):
        return None
    codes = tuple(code for code in kept[0].codes if all(code in each.codes for each in kept))
    return Condition(key, codes) if codes else None


def both(
    inherited: Condition | None, own: Condition | None, link_id: str, earlier: Earlier, notes: Notes
) -> Condition | None:
    """Return the condition of an item within a group that has one.

    If the item hangs on a question that hangs on the same as the group, nothing is lost.
    """
    if inherited is None or own is None or own == inherited:
        return own or inherited
    items = {asked.item.key: asked.item for asked in earlier.values()}
    on: Condition | None = own
    for _ in range(len(items)):
        on = items[on.key].only_if if on and on.key in items else None
        if on == inherited:
            return own
    notes.add(link_id, "enableWhen", Done.WIDENED)
    return own


def _one(when: Element, earlier: Earlier) -> Condition | None:
    on = earlier.get(when.take("question", str) or "")
    operator = when.take("operator", str)
    said = _answer(when)
    if on is None or on.item.kind not in _CHOSEN:
        return None
    named = _named(said, on)
    match operator:
        case "exists" if said is True:
            codes = on.item.codes
        case "=" if named is not None:
            codes = (named,)
        case "!=" if named is not None and on.item.kind is not AnswerKind.SEVERAL:
            codes = tuple(code for code in on.item.codes if code != named)
        case _:
            return None
    return Condition(on.item.key, codes) if codes else None


def _answer(when: Element) -> bool | Said | None:
    """Take what the answer is compared with; None if nobody can choose it."""
    truth = when.take("answerBoolean", bool)
    if truth is not None:
        return truth
    if coding := when.taken("answerCoding"):
        system, code = (coding.take(name, str) or "" for name in ("system", "code"))
        display = coding.take("display", str) or ""
        return system, code or display
    said = when.take_any(
        *(f"answer{kind}" for kind in ("String", "Integer", "Date", "Time", "Decimal", "DateTime"))
    )
    when.take_any("answerQuantity", "answerReference")
    return None if said is None else ("", str(said))


def _named(said: bool | Said | None, on: Asked) -> str | None:
    if isinstance(said, bool):
        return (YES if said else NO) if on.item.kind is AnswerKind.YES_NO else None
    if said is None:
        return None
    return on.codes.get(said) or on.codes.get(("", said[1]))
