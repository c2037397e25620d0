"""The records of an export in figures: how many of each kind, and which share of all that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Line:
    """One kind: how many records are of it, and which share of all, from 0 to 1."""

    name: str
    count: int
    share: float


def most_first(counts: Mapping[str, int]) -> list[Line]:
    """Return the kinds, the most frequent first, and of equally many in the order of their names."""
    series = _series(counts).sort_index().sort_values(ascending=False, kind="stable")
    return _lines(series)


def in_order(counts: Mapping[str, int]) -> list[Line]:
    """Return the kinds in the order of their names: days from the first to the last."""
    return _lines(_series(counts).sort_index())


def _series(counts: Mapping[str, int]) -> Any:
    import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415  (heavy: the web process starts without)

    return pd.Series(dict(counts), dtype="int64")


def _lines(series: Any) -> list[Line]:
    shares = series / series.sum()
    return [Line(name, int(series[name]), float(share)) for name, share in shares.items()]
