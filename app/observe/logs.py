"""Logs as JSON lines on standard error: ids and outcomes, never content.

Our own lines name an event and ids. A library's line keeps its place and level, an exception its class and where it
was raised: their text may be anything.
"""

from __future__ import annotations

import logging
import logging.config
import os
import re
import signal
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from structlog.typing import Processor, WrappedLogger

from app.config.environment import node
from app.observe.log_fields import is_told, redact

# gunicorn's own lines: which of their arguments may be shown.
#
# Most are numbers, addresses to listen on and names of signals; but some are a request's path.

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
        "Shutting down: %s",
    }
)
"""Lines whose argument is the server's own: its version, its configuration, one of its processes."""
_FILLED_IN: Final = "Invalid request from ip="
"""The beginning of a line that gunicorn fills in before it logs it. It quotes what the visitor sent."""
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


_FRAMES: Final = 6
SELDOM: Final = 60.0
"""Seconds between two lines that say the same of what goes on."""


class _NoForeignText(logging.Filter):
    """A filter that removes the text of a library's line, which may quote anything.

    It leaves where the line came from.

    The store may not import this package, so its lines without arguments are kept. gunicorn's own templates are kept too
    ("Booting worker with pid: %s"), with those arguments that cannot come from a visitor, and those of Celery without any.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if "_logger" not in record.__dict__:
            text = ""
            if record.name == "gunicorn.error" and isinstance(record.msg, str):
                text = formatted(record)
            elif record.name == "anteroom.store" and not record.args:
                text = str(record.msg)
            elif record.name.startswith(_OF_THE_JOBS) and record.args:
                text = _without_arguments(str(record.msg))
            record.msg = text if is_told(text) else f"library message at {record.module}:{record.lineno}"
            record.args = ()
        return True


_OF_THE_JOBS: Final = ("celery.", "kombu.")
"""Loggers that say with a template what happened: only its arguments may be anything."""
_ARGUMENT: Final = re.compile(r"%(\(\w+\))?[-#0 +]*[0-9.]*[sdrifx]")


def _without_arguments(template: str) -> str:
    """Return the first line of a template, without its arguments."""
    told = _ARGUMENT.sub("[..]", template.strip().partition("\n")[0])
    return told if re.search("[A-Za-z]{3}", told) else ""


_PRIORITIES: Final = (
    (logging.CRITICAL, "<2>"),
    (logging.ERROR, "<3>"),
    (logging.WARNING, "<4>"),
    (logging.INFO, "<6>"),
)
"""Level -> the priority that systemd reads at the beginning of a line (sd-daemon(3))."""


def _priority(level: int) -> str:
    return next((priority for least, priority in _PRIORITIES if level >= least), "<7>")


def _goes_to_the_journal(stream: TextIO) -> bool:
    """Return whether systemd reads a stream into its journal.

    See JOURNAL_STREAM in systemd.exec(5).
    """
    try:
        stream_is = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{stream_is.st_dev}:{stream_is.st_ino}"


class _StandardError(logging.StreamHandler[TextIO]):
    """A stream that writes to the current standard error.

    A server or a test may have replaced it since the start.
    """

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with its priority in front if it goes to systemd's journal."""
        line = super().format(record)
        return _priority(record.levelno) + line if _goes_to_the_journal(self.stream) else line

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """The stream of this moment."""
        return sys.stderr


def _name_exception(
    _logger: WrappedLogger | None, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace `exc_info` by the exception's class and place.

    Its text may quote a patient.
    """
    raised = entry.pop("exc_info", None)
    if isinstance(raised, BaseException):
        entry.update(exception=type(raised).__name__, where=_place(raised.__traceback__))
    elif isinstance(raised, tuple) and raised[0] is not None:
        entry.update(exception=raised[0].__name__, where=_place(raised[2]))
    return entry


def _place(raised_at: TracebackType | None) -> str:
    frames = traceback.extract_tb(raised_at)[-_FRAMES:]
    return "/".join(f"{Path(frame.filename).stem}:{frame.lineno}" for frame in frames)


def _name_node(
    _logger: WrappedLogger | None, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Name the machine that the line is from, for a reader of several logs."""
    entry["node"] = node()
    return entry


_SHARED: Final[list[Processor]] = [
    _name_node,
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configuration(level: str) -> dict[str, Any]:
    """Return the dictionary for `logging.config`.

    Gunicorn takes it too, so that its lines are redacted as well.
    """
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


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger: `log.info("what happened", reason=…)`.

    Fields that are not on the list of allowed ones are removed.
    """
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def bind(**fields: str) -> None:
    """Put fields into every further log line of this request."""
    structlog.contextvars.bind_contextvars(**fields)
