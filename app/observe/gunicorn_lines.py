"""gunicorn's own lines: which of their arguments may be shown.

Most are numbers, addresses to listen on and names of signals; but some are a request's path.
"""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import logging

_ADDRESS: Final = re.compile(
    r"(https?://)?(localhost|[0-9.]{7,15}|\[[0-9a-f:.]{2,45}\]):[0-9]{1,5}"
    r"|\('(localhost|[0-9.]{7,15}|[0-9a-f:.]{2,45})', [0-9]{1,5}\)"
    r"|unix:/run/[A-Za-z0-9_./-]+|/run/[A-Za-z0-9_./-]+\.sock"
)
_WORKERS: Final = frozenset({"sync", "gthread", "gevent", "tornado", "asgi"})
_OF_THE_SERVER: Final = frozenset(
    {
        "Starting gunicorn %s",
        "Using worker: %s",
        "Hang up: %s",
        "Parent changed, shutting down: %s",
    }
)
"""Lines whose argument is the server's own: its version, its configuration, one of its processes."""
_FILLED_IN: Final = "Invalid request from ip="
"""How a line begins that gunicorn fills in before it logs it: it quotes what the visitor sent."""
_SIGNALS: Final = frozenset(
    name for each in signal.Signals for name in (each.name, each.name.removeprefix("SIG").lower())
)


def formatted(record: logging.LogRecord) -> str:
    """Return the line with its arguments when all of them are safe, else its template."""
    template, arguments = str(record.msg), record.args
    if template.startswith(_FILLED_IN):
        return "Invalid request"
    if not isinstance(arguments, tuple):
        return template
    if template in _OF_THE_SERVER:
        arguments = tuple(str(argument).strip("<>") for argument in arguments)
    elif not all(map(_is_safe, arguments)):
        return template
    try:
        return template % arguments if arguments else template
    except (TypeError, ValueError):
        return template


def _is_safe(argument: object) -> bool:
    if isinstance(argument, int):
        return True
    return isinstance(argument, str) and (
        argument in _WORKERS
        or argument in _SIGNALS
        or all(map(_ADDRESS.fullmatch, argument.split(",") if "(" not in argument else [argument]))
    )
