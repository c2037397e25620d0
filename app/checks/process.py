"""What a crash, or a file made in passing, would leave of the keys in memory."""

from __future__ import annotations

import re
import resource
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State, ok

if TYPE_CHECKING:
    from collections.abc import Iterator

_OTHERS: Final = 0o077
_STATUS: Final = Path("/proc/self/status")


def process() -> list[Finding]:
    """Return what this process inherits, which a server started from here would inherit too."""
    found = [*_core_dumps(), *_umask()]
    return found or [ok("process", "no core dumps, and new files are for this user alone")]


def _core_dumps() -> Iterator[Finding]:
    if resource.getrlimit(resource.RLIMIT_CORE)[0]:
        yield Finding(
            "process",
            State.WARN,
            "a crash would write memory to the disk",
            "The keys are in it, and what patients said.",
            "systemd: LimitCORE=0; in a shell, before the start: ulimit -c 0",
        )


def _umask() -> Iterator[Finding]:
    mask = _mask()
    if mask is not None and mask & _OTHERS != _OTHERS:
        yield Finding(
            "process",
            State.WARN,
            f"the umask is {mask:03o}",
            "What is written from this shell, a copy or an export, can be read by others.",
            "systemd: UMask=0077; in a shell, before the start: umask 077",
        )


def _mask() -> int | None:
    """Return the umask, without setting it for a moment as os.umask would; None where Linux's /proc is not."""
    try:
        found = re.search(r"^Umask:\s*([0-7]+)$", _STATUS.read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1], 8) if found else None
