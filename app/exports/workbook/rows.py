"""Rows as a sheet's XML. The hot loop of the export: no object a cell, and one pass over a whole batch.

Every cell is text, whatever it looks like, but for the dates that we wrote ourselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from app.exports.workbook.dates import Dated

_BETWEEN: Final = "\x00"
"""In no cell: the guard takes it out."""
_TEXT: Final = '<t xml:space="preserve">'
_AS_TEXT: Final = f' s="{{style}}" t="inlineStr"><is>{_TEXT}%s</t></is>'
_AS_NUMBER: Final = ' s="{style}"><v>%s</v>'
_CODE: Final = "_x(?=[0-9A-Fa-f]{4}_)"
_CODES: Final = re.compile(_CODE)
_CELLS_WITH_CODES: Final = re.compile(f"<is>{_TEXT}([^<]*{_CODE}[^<]*)</t></is>")


@dataclass(frozen=True, slots=True)
class RowForm:
    """What rows are made after: their XML with a `%s` for each cell, and what writes the cells that may be dates."""

    xml: str
    dated: Mapping[int, Callable[[str], str]]


def row_of(columns: Iterable[tuple[str, int, Dated | None]]) -> RowForm:
    """Return what `rows_as_xml` makes a row of, given each column's letters, style, and which dates may be in it."""
    cells, writers = [], {}
    for place, (letters, style, dated) in enumerate(columns):
        as_text = _AS_TEXT.format(style=style)
        if dated is not None:
            writers[place] = partial(_as_date, dated, as_text, _AS_NUMBER.format(style=dated.style))
        cells.append(f'<c r="{letters}#"{"%s" if dated else as_text}</c>')
    return RowForm(f'<row r="#">{"".join(cells)}</row>', writers)


def rows_as_xml(rows: Sequence[tuple[str, ...]], first: int, form: RowForm) -> bytes:
    """Return the rows, the first of them with that number.

    Raises:
        ValueError: a cell has a NUL. To go on would move texts into the columns of others.
    """
    width = len(rows[0])
    joined = _BETWEEN.join([_BETWEEN.join(cells) for cells in rows])
    escaped = joined.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split(_BETWEEN)
    if len(escaped) != width * len(rows):
        raise ValueError("a cell has a NUL")
    for place, write in form.dated.items():
        escaped[place::width] = map(write, escaped[place::width])
    numbered = [form.xml.replace("#", str(number)) for number in range(first, first + len(rows))]
    xml = "".join(numbered) % tuple(escaped)
    if _CODES.search(joined):
        xml = _CELLS_WITH_CODES.sub(_in_runs, xml)
    return xml.encode()


def _as_date(dated: Dated, as_text: str, as_number: str, escaped: str) -> str:
    """Return what is within a cell: a date where the text is one, else the text."""
    number = dated.number(escaped)
    return as_text % escaped if number is None else as_number % number


def _in_runs(cell: re.Match[str]) -> str:
    """Return a cell in which no run has the whole of what Excel would take for the code of a character, as `_x0041_`.

    The standard's own `_x005F_x0041_` says the same, but openpyxl and pandas leave it as it is.
    """
    runs = _CODES.sub(f"_x{_BETWEEN}", cell[1]).split(_BETWEEN)
    return f"<is>{''.join(f'<r>{_TEXT}{run}</t></r>' for run in runs)}</is>"
