"""An export as the answer to a request: streamed under a name that tells of nobody, and kept by nothing on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Response

from app.exports.asking import CSV, XLSX

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

TYPES: Final[Mapping[str, str]] = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_name(target: str, at: datetime) -> str:
    """Return the name under which it is saved: when it was made, in the clinic's time."""
    return f"anteroom-{at:%Y-%m-%d-%H%M}.{target}"


def sent(content: Iterable[bytes], target: str, at: datetime) -> Response:
    """Return the answer. It has no length: by the mark at its end a browser knows that it is whole."""
    answer = Response(content, content_type=TYPES[target])
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(target, at)}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Accel-Buffering"] = "no"  # nginx would keep what it cannot pass on at once in a file
    return answer
