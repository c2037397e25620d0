"""Modes of files: who may read what is for us alone."""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path
from typing import Final

READABLE_BY_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
"""The bits that a file of ours alone has none of; as a umask, what keeps them off."""
_MOUNTS: Final = Path("/run")


def is_open_to_others(path: Path) -> bool:
    """Return whether others on this computer may read or change a file that is for this service alone.

    Raises:
        OSError: it cannot be looked at.
    """
    # What systemd or a container mounts for one service has whatever mode it is given there, and nobody can change it.
    is_mounted = path.resolve().is_relative_to(_MOUNTS) or bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    return not is_mounted and lets_others_in(path.stat())


def lets_others_in(found: os.stat_result) -> bool:
    """Return whether mode and owner let others in: not those of a group by which root lets this service read."""
    is_lent = found.st_uid == 0 and found.st_gid != 0
    return bool(found.st_mode & (stat.S_IRWXO | stat.S_IWGRP if is_lent else READABLE_BY_OTHERS))


def how_to_close(path: Path) -> str:
    """Return the command that keeps others out of a file, and lets us in as before."""
    if path.stat().st_uid == os.geteuid() or not os.geteuid():
        return f"chmod 600 {shlex.quote(str(path))}"
    name = shlex.quote(str(path))
    return f"as root: chgrp {os.getegid()} {name} && chmod 640 {name}"
