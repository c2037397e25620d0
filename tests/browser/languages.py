"""The texts of pages in each language, by the catalogues, and the texts of a page that were left in English."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from babel import Locale

from app.web.languages import SOURCE
from deploy import catalogues

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|\{count\}")
_WORDS: Final = re.compile(r"[^\W\d_]{2}")
_TEXTS: Final = """(places) => places.map((chosen) => {
    const texts = [];
    const silent = "script, style, template, textarea, code, pre, bdi, time, .mono, [lang]:not(html)";
    for (const root of document.querySelectorAll(chosen)) {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            if (!walker.currentNode.parentElement.closest(silent)) texts.push(walker.currentNode.textContent);
        }
        for (const each of [root, ...root.querySelectorAll("*")]) {
            if (each.closest(silent)) continue;
            for (const name of ["aria-label", "placeholder", "data-label"]) texts.push(each.getAttribute(name) ?? "");
        }
    }
    return texts.map((each) => each.trim().replace(/\\s+/g, " "));
})"""
_REFERENCE: Final = re.compile(r"\b[0-9a-f]{4}-[0-9a-f]{4}\b")
_AROUND: Final = " .,:;()·"
_CHROME: Final = "h1, h2, nav, button, legend, thead, summary, caption"
"""The elements that frame a page. Their text is never only a patient's word, a name or a figure."""


def in_words(text: str, language: str) -> str:
    """Return one of our texts in a language."""
    return text if language == SOURCE else _translations(language)[text][0]


def left_in_english(page: Page, language: str) -> list[str]:
    """Return the English texts of a page that have a translation, and the texts of its frame that have none."""
    said, frame = (
        {text.strip(_AROUND) for text in texts if _WORDS.search(_REFERENCE.sub("", text))}
        for texts in page.evaluate(_TEXTS, ["body", _CHROME])
    )
    return sorted(
        {text for text in said if _is_english(text, language)}
        | {text for text in frame if not _is_translated(text, language)}
    )


@cache
def _is_english(text: str, language: str) -> bool:
    return bool(_patterns(language)[0].fullmatch(text))


@cache
def _is_translated(text: str, language: str) -> bool:
    return bool(_patterns(language)[1].fullmatch(text))


@cache
def _translations(language: str) -> dict[str, tuple[str, ...]]:
    """Return each English form of a text, and the forms of its translation."""
    return {
        form: _forms(message.string)
        for message in catalogues.kept(language)
        if message.id
        for form in _forms(message.id)
    }


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns of the English texts and of the translations. A page may show only a part of a text in an element."""
    texts = _translations(language)
    english = [text for text, forms in texts.items() if text not in forms]
    translated = [form for forms in texts.values() for form in forms]
    parts = [part for form in translated for part in (form, *_PLACEHOLDER.split(form))]
    names = Locale(language).languages.values()  # of languages: Babel's own
    return _any(english), _any([*parts, *names], re.IGNORECASE)


def _any(texts: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """Return a pattern for any of these texts; a placeholder stands for anything."""
    return re.compile(
        "|".join(
            ".+".join(re.escape(part) for part in _PLACEHOLDER.split(text.strip(_AROUND)))
            for text in dict.fromkeys(texts)
            if _WORDS.search(_PLACEHOLDER.sub("", text))
        ),
        flags,
    )


def _forms(string: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, list | tuple) else (string or "",)
