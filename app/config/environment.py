"""The process's environment, and the settings in `.env` beside the app."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping, MutableMapping
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Final

from dotenv import dotenv_values, find_dotenv
from dotenv.parser import Binding, parse_stream

from app.config.load import NOT_DEBUG, load
from app.config.settings import Settings
from app.config.values import (
    READABLE_BY_OTHERS,
    ConfigurationError,
    how_to_close,
    is_open_to_others,
    withhold,
)

ROOT: Final = Path(__file__).resolve().parents[2]
"""The folder that holds wsgi.py, `.env` and `instance/`."""


_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9.-]")


@cache
def node() -> str:
    """Return the name of this machine, as logs and metrics show it."""
    return _NOT_IN_A_NAME.sub("-", socket.gethostname()).strip("-.")[:64] or "unnamed"


_VERSION: Final = re.compile(r'^version = "([^"]+)"', re.MULTILINE)


@cache
def version() -> str:
    """Return the version that pyproject.toml names."""
    try:
        found = _VERSION.search((ROOT / "pyproject.toml").read_text())
    except OSError:
        return "unknown"
    return found[1] if found else "unknown"


_read: Final[list[Settings]] = []
"""What this process read, or the one it was forked from."""
_withheld: Final[dict[str, str]] = {}


def from_environment(*, again: bool = False) -> Settings:
    """Return the settings of this process, and remove secrets from its environment.

    They are read once; a process that this one starts inherits no secret. With `again` they are read again,
    from the same environment, `.env` and secret stores.

    Raises:
        ConfigurationError: with every problem at once. What was read before stays.
    """
    if not _read:
        _forget_what_flask_loaded(os.environ)
    if again or not _read:
        environ = read_environment(ROOT)
        _read[:] = [load(environ, ROOT / "instance")]
        # Werkzeug's reloader, in development only, starts this program again with this environment.
        if environ.get("FLASK_DEBUG", "").strip().lower() in NOT_DEBUG:
            _withheld.update(withhold(os.environ))
    return _read[0]


def read_before() -> Settings | None:
    """Return the settings that `from_environment` returned last, or None."""
    return _read[0] if _read else None


def whole_environment() -> dict[str, str]:
    """Return the environment that this process was started with.

    Use it only for a program that replaces this one.
    """
    return dict(os.environ) | _withheld


def read_environment(root: Path, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment, with the values of `root/.env` where it has none.

    Raises:
        ConfigurationError: others may read `.env`, it is not text, or a line of it is not NAME=value.
    """
    outer = whole_environment() if environ is None else environ
    path = root / ".env"
    if not path.exists():
        return dict(outer)
    if is_open_to_others(path):
        raise ConfigurationError([f"Other users on this computer can read .env. Run: {how_to_close(path)}"])
    try:
        with path.open(encoding="utf-8") as stream:
            lines = list(parse_stream(stream))
    except PermissionError:
        raise ConfigurationError([f"This user may not read {path}. Run: {how_to_close(path)}"]) from None
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError([f"{path} cannot be read as text."]) from None
    if problems := [
        _not_a_setting(line) for line in lines if line.error or (line.key and line.value is None)
    ]:
        raise ConfigurationError(problems)
    return {line.key: line.value for line in lines if line.key and line.value is not None} | dict(outer)


def what_can_be_read(root: Path) -> dict[str, str]:
    """Return the environment with what can be read of `root/.env`.

    The file may be broken in any way. Use it only to tell somebody of a failure: nothing else may run on settings that
    are in doubt.
    """
    try:
        text = (root / ".env").read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    return in_text(text) | whole_environment()


def _forget_what_flask_loaded(environ: MutableMapping[str, str]) -> None:
    """Remove what Flask's command line loaded from `.env` into the environment.

    The app reads the file itself, as the server does. Left there, every setting would seem to come from
    outside, which takes precedence over the file: no command could change one, and a server that a command
    starts would never see a change. A value that was also set outside is the same there, so nothing is lost.
    Flask's own settings stay.
    """
    if environ.get("FLASK_RUN_FROM_CLI") != "true":
        return
    for name, value in dotenv_values(find_dotenv(usecwd=True), encoding="utf-8").items():
        if value is not None and environ.get(name) == value and not name.startswith("FLASK_"):
            del environ[name]


def in_text(text: str) -> dict[str, str]:
    """Return the settings in the text of a `.env`."""
    return {
        line.key: line.value for line in parse_stream(StringIO(text)) if line.key and line.value is not None
    }


def _not_a_setting(line: Binding) -> str:
    text = line.original.string
    blank_before = text[: len(text) - len(text.lstrip())].count("\n")
    return f".env, line {line.original.line + blank_before}: not NAME=value. Is a quote left open?"


_PLAIN: Final = re.compile(r"[\w./:@,+=%?&~-]*", re.ASCII)


def value_in(text: str, name: str) -> str | None:
    """Return the last value that the file gives the setting, or None."""
    values = [line.value for line in parse_stream(StringIO(text)) if line.key == name]
    return values[-1] if values else None


def with_value(text: str, name: str, value: str) -> str:
    """Return the text with a new value of the setting, in its place or at the end.

    Every other line stays as it is.

    Raises:
        ValueError: the value contains a line break.
    """
    if "\n" in value or "\r" in value:
        raise ValueError("a setting is one line")
    line = f"{name}={_quoted(value)}\n"
    lines = list(_lines(text, name, line))
    if line not in lines:
        before = "" if not text or text.endswith("\n") else "\n"
        lines.append(before + line)
    return "".join(lines)


def _lines(text: str, name: str, line: str) -> Iterator[str]:
    is_there = False
    for binding in parse_stream(StringIO(text)):
        original = binding.original.string
        if binding.key != name:
            yield original
        elif not is_there:  # a second line of the same name would keep the old value in the file
            blank = original[: len(original) - len(original.lstrip())]
            yield from (blank, line) if blank else (line,)
            is_there = True


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4


def keep_private() -> None:
    """Forbid core dumps, which would hold the keys, and make files private.

    Processes that this one starts inherit both.
    """
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(READABLE_BY_OTHERS)


def shut_out_debuggers() -> None:
    """Keep this user's other processes from reading this one's memory.

    It uses prctl(2), PR_SET_DUMPABLE, and lasts until the process becomes another program. Root is not kept
    out.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def stop_with_parent() -> None:
    """Have this process told to stop, by SIGTERM, when its parent has died.

    It uses prctl(2), PR_SET_PDEATHSIG.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


_LOCALTIME: Final = Path("/etc/localtime")


def machine_zone(environ: Mapping[str, str] | None = None, localtime: Path = _LOCALTIME) -> str:
    """Return the name of the time zone that this machine is set to, or "".

    A machine that is set to UTC says nothing about where it is.
    """
    named = (os.environ if environ is None else environ).get("TZ", "").removeprefix(":")
    zone = named or os.path.realpath(localtime).partition("zoneinfo/")[2]
    return zone if "/" in zone and not zone.startswith("Etc/") else ""


# The uptime does not change when somebody sets the clock.

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


def uptime() -> tuple[str, float] | None:
    """Return the id of this boot and the seconds since, or None if unknown.

    Time asleep is included.
    """
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return None
    try:
        boot = _BOOT.read_text(encoding="ascii").strip()
        return boot, time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, ValueError):
        return None
