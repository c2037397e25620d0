"""Say in words what a question is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.intake.definition import YES, AnswerKind, Condition, Definition, Item, ReadBy
from app.intake.phrases import FALLBACK, speak
from app.intake.questionnaire import question_of
from app.intake.questions import words_of
from app.web.languages import page_language

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    AnswerKind.TEXT: (_l("Text"), _l("In their own words")),
    AnswerKind.ONE: (_l("One of several"), _l("They choose one answer")),
    AnswerKind.SEVERAL: (_l("Several answers"), _l("They may choose more than one")),
    AnswerKind.YES_NO: (_l("Yes or no"), _l("Two buttons")),
    AnswerKind.DATE: (_l("Date"), _l("Or a month, or a year")),
    AnswerKind.NUMBER: (_l("Number"), _l("With a smallest and a largest")),
    AnswerKind.LIST: (_l("List"), _l("Several rows, such as people")),
    AnswerKind.NOTE: (_l("Note"), _l("Words to read. It asks nothing")),
}
"""Kind -> its name, and what it means."""
READERS: Final[Mapping[str, str]] = {
    ReadBy.EVERYONE: _l("Everyone"),
    ReadBy.CLINICIANS: _l("Clinicians"),
}


def kind_of(item: Item) -> str:
    """Return what an answer is, with how many may be chosen."""
    match item.kind:
        case AnswerKind.ONE:
            return str(_("One of %(count)s", count=len(item.choices)))
        case AnswerKind.SEVERAL:
            return str(_("Several of %(count)s", count=len(item.choices)))
        case AnswerKind.NUMBER if item.unit:
            return str(_("Number, %(unit)s", unit=_of_language(item.unit_labels) or item.unit))
        case kind:
            return str(KINDS[kind][0])


def label_of(item: Item) -> str:
    """Return what an item is called, in the page's language if it has words in it."""
    if item.is_shipped:
        return words_of(question_of(item), speak(page_language())).title
    return _of_language({code: words.label for code, words in item.words.items()}) or item.key


def ask_of(item: Item) -> str:
    """Return what patients read, in the page's language if it has words in it."""
    if item.is_shipped:
        return words_of(question_of(item), speak(page_language())).ask
    return _of_language({code: words.ask for code, words in item.words.items()})


def readers_of(item: Item) -> str:
    """Return who reads the answer. Reception reads none about health."""
    return str(READERS[ReadBy.EVERYONE if item.is_open else ReadBy.CLINICIANS])


def condition_of(definition: Definition, item: Item) -> str:
    """Return after which answers it is asked, and in which visits."""
    said = [_asked_if(definition, item.only_if)] if item.only_if else []
    visits = {each.code: _of_language(each.labels) or each.code for each in definition.visits}
    if item.visits:
        said.append(_("Visit: %(visits)s", visits=", ".join(visits.get(code, code) for code in item.visits)))
    return " · ".join(said) or str(_("Always"))


def _asked_if(definition: Definition, condition: Condition) -> str:
    on = definition.item(condition.key)
    said = _(
        "%(question)s is %(answers)s",
        question=label_of(on) if on else condition.key,
        answers=" / ".join(answer_of(on, code) if on else code for code in condition.codes),
    )
    return str(said)


def answer_of(item: Item, code: str) -> str:
    """Return what an answer that can be chosen is called."""
    if item.kind is AnswerKind.YES_NO:
        return str(_("Yes") if code == YES else _("No"))
    found = next((choice for choice in item.choices if choice.code == code), None)
    return (_of_language(found.labels) if found else "") or code


def _of_language(texts: Mapping[str, str]) -> str:
    """Return the text in the page's language, else in English, else in any."""
    first = (texts.get(page_language(), ""), texts.get(FALLBACK, ""), *texts.values())
    return next(filter(None, first), "")
