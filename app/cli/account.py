"""The account that a command runs under.

An installation has two owners. Code, libraries and `.env` are root's, so that the service can read and not change them.
What is in `instance/` belongs to the service's user. A command that root types runs as that user: it would otherwise
leave files that the server cannot open, and do as root what the service's own files tell it.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_ROOT: Final = 0
_CHANGES_SETTINGS: Final = "new-password"
"""The command of `flask` that writes `.env`."""


def step_down_for(arguments: Sequence[str], folder: Path) -> None:
    """Run a command of `flask` as the owner of a folder, if root typed it."""
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        step_down(folder, for_good=_CHANGES_SETTINGS not in arguments)


def step_down(folder: Path, *, for_good: bool) -> None:
    """Run as the owner of a folder from here on, if this is root and the owner is not.

    Unless `for_good`, `as_root` can undo it for a moment. Programs that this process starts cannot.
    """
    try:
        owner = folder.stat()
    except FileNotFoundError:
        return
    if os.geteuid() != _ROOT or owner.st_uid == _ROOT:
        return
    group = owner.st_gid
    try:
        account = pwd.getpwuid(owner.st_uid)
    except KeyError:
        os.setgroups([group])
    else:
        group = account.pw_gid
        os.initgroups(account.pw_name, group)
        os.environ["HOME"] = account.pw_dir
    os.setresgid(group, group, group if for_good else _ROOT)
    os.setresuid(owner.st_uid, owner.st_uid, owner.st_uid if for_good else _ROOT)


@contextmanager
def as_root() -> Iterator[None]:
    """Run the block as root if `step_down` left a way back, else as whoever this is."""
    user, group = os.geteuid(), os.getegid()
    with suppress(PermissionError):
        os.seteuid(_ROOT)
        os.setegid(_ROOT)
    try:
        yield
    finally:
        if os.geteuid() != user:
            os.setegid(group)
            os.seteuid(user)


def name() -> str:
    """Return the name of the user that this runs as, or its number."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
