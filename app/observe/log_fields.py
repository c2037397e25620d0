"""What a log line may hold: fields, each with its own form.

Everything else is dropped. A list of what is allowed cannot miss a new kind of patient data, as a list of what is
forbidden would (ASVS 16.2.5).
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any, Final

from structlog.typing import WrappedLogger

REMOVED: Final = "[removed]"
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/<>+-]{0,79}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SID: Final = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_SENTENCE: Final = re.compile(r"[A-Za-z0-9 ,.:;!?'()\[\]/_%-]{1,200}")

_FIELDS: Final[dict[str, re.Pattern[str]]] = {
    "event": _SENTENCE,
    "level": _WORD,
    "logger": _WORD,
    "timestamp": _WORD,
    "request_id": _WORD,
    "method": re.compile(r"[A-Z]{1,10}"),
    "route": re.compile(r"/[a-z0-9_/<>:.-]{0,80}"),
    "reason": _WORD,
    "node": _WORD,
    "network": re.compile(r"[0-9a-f.:]{2,45}/\d{1,3}|other|unix"),
    "kind": _WORD,
    "step": _WORD,
    "outcome": _WORD,
    "purpose": _WORD,
    "code": _WORD,
    "conversation": _UUID,
    "patient": _UUID,
    "job": _UUID,
    "message": _UUID,
    "message_sid": _SID,
    "exception": _WORD,
    "where": re.compile(r"[A-Za-z0-9_./:<>-]{1,400}"),
}


def redact(
    _logger: WrappedLogger | None, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Remove from the entry what may not be logged.

    A structlog processor, the last one before the renderer.
    """
    return {name: _allowed(name, value) for name, value in entry.items() if not name.startswith("_")}


def is_told(event: str) -> bool:
    """Return whether the text of an event may be logged; otherwise it is removed."""
    return _SENTENCE.fullmatch(event) is not None


def _allowed(name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    pattern = _FIELDS.get(name)
    text = str(value)
    return text if pattern is not None and pattern.fullmatch(text) else REMOVED
