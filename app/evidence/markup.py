"""Answers as HTML: paragraphs, lists, tables, and words that stand out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from markupsafe import Markup, escape

_STANDS_OUT: Final = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])"), r"<em>\1</em>"),
)
_ITEM: Final = "- "
_CELL: Final = "|"


def to_html(text: str) -> Markup:
    """Return an answer as HTML. What is no markup of ours is shown as it is."""
    blocks = (block.splitlines() for block in text.split("\n\n") if block.strip())
    return Markup("\n").join(piece for lines in blocks for piece in _block(lines))


def _block(lines: Sequence[str]) -> Iterator[Markup]:
    """Yield a block; a sentence may stand above its list."""
    above = [line for line in lines if not line.startswith((_ITEM, _CELL))]
    if above:
        yield Markup("<p>{}</p>").format(_words(" ".join(above)))
    items = [line.removeprefix(_ITEM) for line in lines if line.startswith(_ITEM)]
    if items:
        yield Markup("<ul>{}</ul>").format(
            Markup("").join(Markup("<li>{}</li>").format(_words(each)) for each in items)
        )
    rows = [line.strip(f"{_CELL} ").split(f" {_CELL} ") for line in lines if line.startswith(_CELL)]
    if rows:
        head, _line, *others = rows
        yield Markup(
            '<div class="scroll"><table class="table rows tight plain"><thead>{}</thead><tbody>{}</tbody></table></div>'
        ).format(_row(head, "th"), Markup("").join(_row(each, "td") for each in others))


def _row(cells: Sequence[str], kind: str) -> Markup:
    told = Markup("").join(Markup("<{0}>{1}</{0}>").format(kind, _words(each.strip())) for each in cells)
    return Markup("<tr>{}</tr>").format(told)


def _words(text: str) -> Markup:
    written = str(escape(text))
    for found, meant in _STANDS_OUT:
        written = found.sub(meant, written)
    return Markup(written)  # noqa: S704  (escaped above)
