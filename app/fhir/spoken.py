"""Read texts of FHIR in every language that they are there in."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from app.fhir import urls
from app.fhir.element import Element
from app.fhir.notes import Done, Notes
from app.fhir.plain_text import one_line, plain
from app.intake.answers import clean

_LANGUAGE: Final = re.compile("([A-Za-z]{2})(?:[-_].*)?")
_XHTML: Final = "http://hl7.org/fhir/StructureDefinition/rendering-xhtml"
LONGEST_LABEL: Final = 300
LONGEST_TEXT: Final = 2000
_MOST_MARKUP: Final = 4
"""How many times as long as its words a text with markup may be."""
_LABEL_OF_TEXT: Final = 60


def language_of(said: object) -> str | None:
    """Return the two letters of a language; None for none or one that has three."""
    found = _LANGUAGE.fullmatch(said) if isinstance(said, str) else None
    return found[1].lower() if found else None


class Voice(NamedTuple):
    """Read texts of one Questionnaire."""

    language: str
    is_ours: bool
    """Whether we wrote it, so that each text is taken as it is."""
    notes: Notes

    def read(self, element: Element, name: str, link_id: str, longest: int) -> dict[str, str]:
        """Return a text by language."""
        beside = element.only(f"_{name}")
        said: dict[str, str] = {}
        text = element.take(name, str)
        if text is None and (rich := beside.extension(_XHTML)):
            text = rich.take("valueString", str)
        if text is not None:
            self._put(said, self.language, text, link_id, name, longest)
        self._translate(said, beside.extensions(urls.TRANSLATION), link_id, name, longest)
        return said

    def own(self, element: Element, name: str, link_id: str, longest: int) -> dict[str, str]:
        """Return the texts of one of our own extensions, by language."""
        said: dict[str, str] = {}
        self._translate(said, element.extensions(name), link_id, name, longest)
        return said

    def of_extension(self, element: Element | None, link_id: str, longest: int) -> dict[str, str]:
        """Return the text of an extension by language."""
        return {} if element is None else self.read(element, "valueString", link_id, longest)

    def _translate(
        self, said: dict[str, str], found: list[Element], link_id: str, name: str, longest: int
    ) -> None:
        for each in found:
            language, content = self._translation(each)
            if language and content is not None:
                self._put(said, language, content, link_id, name, longest)
            else:
                self.notes.add(link_id, f"translation of {name}", Done.LEFT_OUT)

    def _translation(self, each: Element) -> tuple[str | None, str | None]:
        lang, content = each.extension("lang"), each.extension("content")
        spoken = lang.take_any("valueCode", "valueString") if lang else None
        said = content.take_any("valueString", "valueMarkdown") if content else None
        return language_of(spoken), said if isinstance(said, str) else None

    def _put(  # noqa: PLR0917  (what is said, and where)
        self, said: dict[str, str], language: str, text: str, link_id: str, name: str, longest: int
    ) -> None:
        begin = text[: _MOST_MARKUP * longest]  # more is not read at all, whatever it is
        written = clean(begin) if self.is_ours else plain(begin)
        if written not in {begin, begin.strip()}:
            self.notes.add(link_id, name, Done.PLAIN)
        if len(written) > longest or len(begin) < len(text):
            self.notes.add(link_id, name, Done.SHORTENED)
            written = written[: longest - 1] + "…"
        if written and language not in said:
            said[language] = written


def label_of(text: str) -> str:
    """Return a short label for a question that has none."""
    return one_line(text, _LABEL_OF_TEXT).rstrip(" :?*")
