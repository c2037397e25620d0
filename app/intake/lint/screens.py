"""Measure a question as each channel shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.intake.channel import LIMIT, as_sms, sms_parts, units
from app.intake.choice_forms import BUTTONS, LIST, LONGEST_BODY, LONGEST_TITLE, MOST
from app.intake.clinic import N_
from app.intake.definition import AnswerKind, Item
from app.intake.lint.fault import SMS, WHATSAPP, Case, Fault, Finding, label_of
from app.intake.phrases import speak

_MOST_PARTS: Final = 4
_MOST_SHOWN: Final = MOST[LIST]
"""The most answers that a message offers; more come page by page."""

_TOO_LONG: Final = Fault(
    "message_too_long",
    N_("“%(label)s” makes a message of %(length)s characters in %(language)s; one holds %(most)s."),
    N_("Shorten the question or its hint."),
)
_BUTTON_TEXT: Final = Fault(
    "button_text_too_long",
    N_(
        "“%(label)s” has a text of %(length)s characters in %(language)s above its buttons; WhatsApp takes %(most)s."
    ),
    N_("Shorten the question or its hint."),
)
_PARTS: Final = Fault(
    "many_sms",
    N_("“%(label)s” makes %(count)s SMS in %(language)s, and each is paid for."),
    N_("Shorten it to %(most)s or fewer. One character that SMS lack makes more of them."),
    blocks=False,
)
_TITLE: Final = Fault(
    "title_too_long",
    N_("“%(label)s” has an answer of %(length)s characters in %(language)s."),
    N_("WhatsApp shows %(most)s on a button and %(rows)s in a list. The patient gets numbers instead."),
    blocks=False,
)


def lengths(case: Case) -> Iterator[Finding]:
    """Find questions too long for a message, and answers too long for a button."""
    for item in case.asked:
        for language in case.languages:
            yield from _of_item(case, item, language)


def _of_item(case: Case, item: Item, language: str) -> Iterator[Finding]:
    has_buttons = WHATSAPP in case.channels and _has_buttons(item)
    for asked in _asked(item, language):
        above, whole = _text(item, asked, language)
        if has_buttons and units(above) > LONGEST_BODY:
            yield case.found(_BUTTON_TEXT, item, language, length=units(above), most=LONGEST_BODY)
            return
        if case.channels and units(whole) > LIMIT:
            yield case.found(_TOO_LONG, item, language, length=units(whole), most=LIMIT)
            return
        if SMS in case.channels and (count := sms_parts(as_sms(whole))) > _MOST_PARTS:
            yield case.found(_PARTS, item, language, count=count, most=_MOST_PARTS)
            break
    if has_buttons:
        yield from _titles(case, item, language)


def _has_buttons(item: Item) -> bool:
    return item.kind is AnswerKind.YES_NO or (
        item.kind is AnswerKind.ONE and 1 <= len(item.choices) <= _MOST_SHOWN
    )


def _asked(item: Item, language: str) -> Iterator[str]:
    """Yield the clinic's texts of a question, each with its hint."""
    wording = item.words.get(language)
    if wording:
        for text in (wording.ask, wording.ask_of_other):
            if text:
                yield "\n".join(filter(None, (text, wording.hint)))


def _text(item: Item, asked: str, language: str) -> tuple[str, str]:
    """Return what is above the buttons, and the message that numbers the answers."""
    phrases = speak(language)
    head = phrases.head.format(number=99, total=99, title=label_of(item, language)) if item.asks else ""
    choices = item.choices[:_MOST_SHOWN]
    lines = (f"*{number}* {each.labels.get(language, '')}" for number, each in enumerate(choices, start=1))
    foot = phrases.skip_hint if item.asks and not item.required else ""
    opening = "\n".join(filter(None, (head, asked)))
    return "\n\n".join(filter(None, (opening, foot))), "\n\n".join(
        filter(None, (opening, "\n".join(lines), foot))
    )


def _titles(case: Case, item: Item, language: str) -> Iterator[Finding]:
    kind = BUTTONS if len(item.choices) <= MOST[BUTTONS] else LIST
    longest = max((units(choice.labels.get(language, "")) for choice in item.choices), default=0)
    if longest > LONGEST_TITLE[kind]:
        figures = {"length": longest, "most": LONGEST_TITLE[BUTTONS], "rows": LONGEST_TITLE[LIST]}
        yield case.found(_TITLE, item, language, **figures)
