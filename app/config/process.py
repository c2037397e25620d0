"""What a process of ours leaves to others: no core dump, no file that anybody else may read, no look into its memory."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Final

from app.config.modes import READABLE_BY_OTHERS

_PR_SET_DUMPABLE: Final = 4


def keep_private() -> None:
    """Allow no core dump, which would hold the keys, and make files for this user alone. What is started inherits both."""
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(READABLE_BY_OTHERS)


def shut_out_debuggers() -> None:
    """Keep other processes of the same user out of this one's memory and environment (prctl(2), PR_SET_DUMPABLE).

    It lasts until the process becomes another program. Root is not kept out.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
