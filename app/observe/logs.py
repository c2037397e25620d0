"""Logs as JSON lines on standard error: ids and outcomes, never content.

Our own lines name an event and ids. A library's line keeps its place and level, an exception its class and where it
was raised: their text may be anything.
"""

from __future__ import annotations

import logging.config
import sys
import time
import traceback
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TextIO

import structlog

from app.observe import gunicorn_lines
from app.observe.redaction import is_told, redact

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from types import TracebackType

    from structlog.typing import Processor, WrappedLogger

_FRAMES: Final = 6
_SELDOM: Final = 60.0


class _NoForeignText(logging.Filter):
    """Takes the text out of a library's line, which may quote anything, and leaves where it came from.

    The store, which may not import this package, keeps what it says without arguments. gunicorn's own templates stay
    ("Booting worker with pid: %s"), with such arguments as cannot be a visitor's.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if "_logger" not in record.__dict__:
            told = ""
            if record.name == "gunicorn.error" and isinstance(record.msg, str):
                told = gunicorn_lines.formatted(record)
            elif record.name == "anteroom.store" and not record.args:
                told = str(record.msg)
            record.msg = told if is_told(told) else f"library message at {record.module}:{record.lineno}"
            record.args = ()
        return True


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is now, which a server or a test may have changed since the start."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """The stream of this moment."""
        return sys.stderr


def _name_exception(
    _logger: WrappedLogger | None, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace `exc_info` by the exception's class and place: its text may quote a patient."""
    raised = entry.pop("exc_info", None)
    if isinstance(raised, BaseException):
        entry.update(exception=type(raised).__name__, where=_place(raised.__traceback__))
    elif isinstance(raised, tuple) and raised[0] is not None:
        entry.update(exception=raised[0].__name__, where=_place(raised[2]))
    return entry


def _place(raised_at: TracebackType | None) -> str:
    frames = traceback.extract_tb(raised_at)[-_FRAMES:]
    return "/".join(f"{Path(frame.filename).stem}:{frame.lineno}" for frame in frames)


_SHARED: Final[list[Processor]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configuration(level: str) -> dict[str, Any]:
    """Return the `logging.config` dictionary; gunicorn takes it too, so that its lines are redacted as well."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"no_foreign_text": {"()": _NoForeignText}},
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED, structlog.stdlib.ExtraAdder(allow=[])],
                "processors": [_name_exception, redact, structlog.processors.JSONRenderer()],
                "pass_foreign_args": False,
            }
        },
        "handlers": {
            "stderr": {
                "()": _StandardError,
                "formatter": "json",
                "filters": ["no_foreign_text"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "gunicorn.error": {"handlers": [], "propagate": True, "level": level},
            "gunicorn.access": {"handlers": [], "propagate": False},
            # Its INFO lines hold whole URLs with a patient's number in the query.
            "twilio.http_client": {"level": "WARNING"},
            "alembic": {"level": "WARNING"},
        },
    }


def init_logs(level: str) -> None:
    """Send every log line of this process through the redacting renderer."""
    logging.raiseExceptions = False  # a line that cannot be written would be printed raw, arguments and all
    logging.config.dictConfig(configuration(level))
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class Seldom:
    """What is worth a line of the log, but not one for each message. May be shared between threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._last: dict[str, float] = {}

    def is_time(self, what: str) -> bool:
        """Return whether this has not been told for a minute; then it counts as told."""
        with self._lock:
            now = self._monotonic()
            is_time = now - self._last.get(what, float("-inf")) >= _SELDOM
            if is_time:
                self._last[what] = now
            return is_time


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger: `log.info("what happened", reason=…)`. Fields not in redaction.py's list are removed."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def bind(**fields: str) -> None:
    """Put fields into every further log line of this request."""
    structlog.contextvars.bind_contextvars(**fields)
