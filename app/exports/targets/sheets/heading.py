"""Whose is this tab? Its first row says so."""

from __future__ import annotations

from enum import Enum, auto
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Heading(Enum):
    """What stands in the first row, held to what a push would write there."""

    SAME = auto()
    OTHER_COLUMNS = auto()
    """Ours, of a push of other columns."""
    FOREIGN = auto()


def judge(found: Sequence[str], wanted: Sequence[str], keys: Sequence[str], *, is_known: bool) -> Heading:
    """Return whose heading was found. `keys` are all the columns that a push may have, in their order.

    A lone `record_id` is a word that anybody may use: it is ours only in a sheet that `is_known`, to the ledger.
    """
    if list(found) == [keys[0]] and not is_known:
        return Heading.FOREIGN
    if digest(found) == digest(wanted):
        return Heading.SAME
    ours = [key for key in keys if key in found]
    # In our order, none twice, none unknown, and the reference among them.
    return Heading.OTHER_COLUMNS if ours == list(found) and keys[0] in found else Heading.FOREIGN


def digest(cells: Sequence[str]) -> bytes:
    """Return what tells a heading from any other, however its cells are cut."""
    return sha256("\x1f".join(cells).encode("utf-8", "surrogatepass")).digest()
