"""Room: bytes and names on the disks that Anteroom writes to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State, ok

if TYPE_CHECKING:
    from pathlib import Path

_GIB: Final = 2**30
_WHY: Final = "When the disk is full no message is taken, and nothing can be erased or corrected."
_MEND: Final = "See what takes the room: du -xh --max-depth=2 / | sort -h | tail"


@dataclass(frozen=True, slots=True)
class Room:
    """How much has to be free: less than the share is told, less than the bytes is bad."""

    share: float = 0.10
    bytes: int = _GIB


ENOUGH: Final = Room()


def disk(folder: Path, least: Room = ENOUGH) -> Finding:
    """Return whether the disk of a folder, or of where it is going to be, has room left."""
    while not folder.exists():
        folder = folder.parent
    stat = os.statvfs(folder)
    free, share = stat.f_bavail * stat.f_frsize, stat.f_bavail / max(stat.f_blocks, 1)
    said = f"{free / _GIB:.1f} GiB free ({share:.0%}) where {folder} is"
    if free < least.bytes:
        return Finding("disk", State.BAD, said, _WHY, _MEND)
    if share < least.share:
        return Finding("disk", State.WARN, said, _WHY, _MEND)
    if stat.f_files and stat.f_favail / stat.f_files < least.share:
        said = f"{stat.f_favail} of {stat.f_files} inodes free where {folder} is"
        return Finding(
            "disk",
            State.WARN,
            said,
            _WHY,
            "Find the folder with many files: du --inodes -x / | sort -n | tail",
        )
    return ok("disk", said)
