"""Write texts in several languages: one, and the others as translations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.fhir.elements import Resource, text_of
from app.fhir.urls import TRANSLATION
from app.intake.definition import Item, Wording
from app.intake.phrases import SHIPPED
from app.intake.words import QuestionWords

Texts = Mapping[str, str]
"""Language -> text."""


def primitive(name: str, texts: Texts, language: str) -> Resource:
    """Return an element of FHIR that is a string, with its translations."""
    said = _said(texts)
    others = {each: text for each, text in said.items() if each != language}
    return {
        **({name: said[language]} if language in said else {}),
        **({f"_{name}": {"extension": translations(TRANSLATION, others)}} if others else {}),
    }


def translations(url: str, texts: Texts) -> list[Resource]:
    """Return an extension for each language.

    The value of an extension has no translations beside it.
    """
    return [{"url": url, "extension": in_language(each, text)} for each, text in _said(texts).items()]


def in_language(language: str, *texts: str) -> list[Resource]:
    """Return the parts of an extension that says something in a language."""
    return [
        {"url": "lang", "valueCode": language},
        *({"url": "content", "valueString": text} for text in texts),
    ]


def _said(texts: Texts) -> Texts:
    return {each: said for each, text in texts.items() if (said := text_of(text))}


def shipped_words(key: str) -> dict[str, QuestionWords]:
    """Return the words of a question that ships, by language."""
    return {code: phrases.questions[key] for code, phrases in SHIPPED.items() if key in phrases.questions}


def labels_of(item: Item) -> Texts:
    """Return what the answer is called."""
    return _texts(item, lambda own: own.label, lambda shipped: shipped.title)


def asks_of(item: Item) -> Texts:
    """Return the question, or the text of a note."""
    return _texts(item, lambda own: own.ask, lambda shipped: shipped.ask)


def _texts(item: Item, own: Callable[[Wording], str], shipped: Callable[[QuestionWords], str]) -> Texts:
    """Return the clinic's texts, and the shipped ones where it has none."""
    ships = shipped_words(item.key) if item.is_shipped else {}
    return {code: shipped(words) for code, words in ships.items()} | {
        code: text for code, wording in item.words.items() if (text := own(wording))
    }


def without_shipped(key: str, words: Mapping[str, Wording]) -> dict[str, Wording]:
    """Return what a clinic says of a shipped question in words of its own."""
    ships = shipped_words(key)
    own = {}
    for language, said in words.items():
        title, ask = (ships[language].title, ships[language].ask) if language in ships else ("", "")
        kept = Wording(
            "" if said.label == title else said.label,
            "" if said.ask == ask else said.ask,
            said.ask_of_other,
            said.hint,
        )
        if kept != Wording():
            own[language] = kept
    return own
