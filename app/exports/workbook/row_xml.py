"""Rows as a sheet's XML: no object a cell, and one pass over a whole batch.

This is the hot loop of the export. Every cell is text, whatever it looks like, except the dates and numbers that we write ourselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from app.exports.workbook.dates import CountedCells

_BETWEEN: Final = "\x00"
"""A character that no cell has, because `app.records.cells` removes it."""
_TEXT: Final = '<t xml:space="preserve">'
_AS_TEXT: Final = f' s="{{style}}" t="inlineStr"><is>{_TEXT}%s</t></is>'
_AS_NUMBER: Final = ' s="{style}"><v>%s</v>'
_CODE: Final = "_x(?=[0-9A-Fa-f]{4}_)"
_CODES: Final = re.compile(_CODE)
_CELLS_WITH_CODES: Final = re.compile(f"<is>{_TEXT}([^<]*{_CODE}[^<]*)</t></is>")


class RowTemplate(NamedTuple):
    """The XML of a row, with a `%s` for each cell, and the writers of numbers."""

    xml: str
    counted: Mapping[int, Callable[[Sequence[str]], list[str]]]


def row_template(columns: Iterable[tuple[str, int, CountedCells | None]]) -> RowTemplate:
    """Return the template for rows, given each column's letters, style and kind."""
    cells, writers = [], {}
    for place, (letters, style, counted) in enumerate(columns):
        as_text = _AS_TEXT.format(style=style)
        if counted is not None:
            writers[place] = partial(_as_counted, counted, as_text, _AS_NUMBER.format(style=counted.style))
        cells.append(f'<c r="{letters}#"{"%s" if counted else as_text}</c>')
    return RowTemplate(f'<row r="#">{"".join(cells)}</row>', writers)


def rows_as_xml(rows: Sequence[tuple[str, ...]], first: int, form: RowTemplate) -> bytes:
    """Return the XML of rows, of which the first has the number `first`.

    Raises:
        ValueError: a cell has a NUL, which would move texts into other columns.
    """
    width = len(rows[0])
    joined = _BETWEEN.join([_BETWEEN.join(cells) for cells in rows])
    escaped = joined.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split(_BETWEEN)
    if len(escaped) != width * len(rows):
        raise ValueError("a cell has a NUL")
    for place, write in form.counted.items():
        escaped[place::width] = write(escaped[place::width])
    numbered = [form.xml.replace("#", str(number)) for number in range(first, first + len(rows))]
    xml = "".join(numbered) % tuple(escaped)
    if _CODES.search(joined):
        xml = _CELLS_WITH_CODES.sub(_in_runs, xml)
    return xml.encode()


def _as_counted(counted: CountedCells, as_text: str, as_number: str, escaped: Sequence[str]) -> list[str]:
    """Return the contents of the cells: a number if the text is one, else the text."""
    return [
        as_text % text if (number := counted.number(text)) is None else as_number % number for text in escaped
    ]


def _in_runs(cell: re.Match[str]) -> str:
    """Return a cell split so that no run holds a whole escape such as `_x0041_`.

    Excel would read the escape as a character. The standard's way, `_x005F_x0041_`, would do as well, but openpyxl and
    pandas do not decode it.
    """
    runs = _CODES.sub(f"_x{_BETWEEN}", cell[1]).split(_BETWEEN)
    return f"<is>{''.join(f'<r>{_TEXT}{run}</t></r>' for run in runs)}</is>"
