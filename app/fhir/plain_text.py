"""Take markup and invisible marks out of a text of another program's."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from app.intake.answers import clean

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<!|&(?:[a-z]{2,8}|#[0-9]{1,7});")
_MARKS: Final = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Those that turn the direction of what follows, or cannot be seen."""
_BLOCKS: Final = frozenset(
    {"br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "tr", "ul", "ol", "table"}
)
_UNSEEN: Final = frozenset({"script", "style", "head", "title", "template"})


class _Text(HTMLParser):
    """Collect what a reader sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag in _BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            self._unseen.remove(tag)
        elif tag in _BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.said.append(data)


def plain(text: str) -> str:
    """Return a text as people read it, without tags and invisible marks."""
    if _TAG.search(text):
        parser = _Text()
        parser.feed(text)
        parser.close()
        lines = (" ".join(line.split()) for line in "".join(parser.said).splitlines())
        text = "\n".join(filter(None, lines))
    return clean(_MARKS.sub("", text))


def one_line(text: str, most: int) -> str:
    """Return the begin of a text on one line."""
    line = " ".join(_MARKS.sub("", clean(text[: 4 * most])).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
