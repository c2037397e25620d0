"""The process's environment, with what `.env` beside the app adds."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dotenv import dotenv_values, find_dotenv
from dotenv.parser import parse_stream

from app.config.load import NOT_DEBUG, load
from app.config.modes import is_open_to_others
from app.config.problems import ConfigurationError
from app.config.withheld import withhold

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from dotenv.parser import Binding

    from app.config.settings import Settings

ROOT: Final = Path(__file__).resolve().parents[2]
"""The folder that holds wsgi.py, `.env` and `instance/`."""


_read: Final[list[Settings]] = []
"""What this process has read, or the one that it was forked from."""
_withheld: Final[dict[str, str]] = {}


def from_environment(*, anew: bool = False) -> Settings:
    """Return the settings of this process: read once, whereupon no secret is left to those that it starts.

    With `anew` they are read again, from the same environment, `.env` and places that keep secrets as they are now.

    Raises:
        ConfigurationError: with every problem at once. What was read before stays.
    """
    if not _read:
        _forget_what_flask_loaded(os.environ)
    if anew or not _read:
        environ = read_environment(ROOT)
        _read[:] = [load(environ, ROOT / "instance")]
        # Werkzeug's reloader (in development only) starts this program a second time, with this environment.
        if environ.get("FLASK_DEBUG", "").strip().lower() in NOT_DEBUG:
            _withheld.update(withhold(os.environ))
    return _read[0]


def read_before() -> Settings | None:
    """Return the settings that `from_environment` returned last, if it did."""
    return _read[0] if _read else None


def whole_environment() -> dict[str, str]:
    """Return the environment that this process was given: for a program that takes its place, and for nobody else."""
    return dict(os.environ) | _withheld


def read_environment(root: Path, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment over the values of `root/.env`, when there is one.

    Raises:
        ConfigurationError: others may read `.env`, it is not text, or a line of it is not NAME=value.
    """
    outer = whole_environment() if environ is None else environ
    path = root / ".env"
    if not path.exists():
        return dict(outer)
    if is_open_to_others(path):
        raise ConfigurationError([f".env can be read by others on this computer. Run: chmod 600 {path}"])
    try:
        with path.open(encoding="utf-8") as stream:
            lines = list(parse_stream(stream))
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError([f"{path} cannot be read as text."]) from None
    if problems := [
        _not_a_setting(line) for line in lines if line.error or (line.key and line.value is None)
    ]:
        raise ConfigurationError(problems)
    return {line.key: line.value for line in lines if line.key and line.value is not None} | dict(outer)


def _forget_what_flask_loaded(environ: MutableMapping[str, str]) -> None:
    """Take out of the environment what Flask's command line has put there from `.env`, before this app was loaded.

    The app reads the file itself, as the server does. Left there, every setting would seem to come from outside, which
    counts before the file: no command could change one, and a server that a command starts would never see a change.
    A value that is outside as well is the same there, so that nothing is lost. Flask's own settings stay for Flask.
    """
    if environ.get("FLASK_RUN_FROM_CLI") != "true":
        return
    for name, value in dotenv_values(find_dotenv(usecwd=True), encoding="utf-8").items():
        if value is not None and environ.get(name) == value and not name.startswith("FLASK_"):
            del environ[name]


def in_text(text: str) -> dict[str, str]:
    """Return the settings that the text of a `.env` has."""
    return {
        line.key: line.value for line in parse_stream(StringIO(text)) if line.key and line.value is not None
    }


def _not_a_setting(line: Binding) -> str:
    text = line.original.string
    blank_before = text[: len(text) - len(text.lstrip())].count("\n")
    return f".env, line {line.original.line + blank_before}: not NAME=value. Is a quote left open?"
