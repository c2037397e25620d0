"""How long this computer has been up: whoever sets its clock changes nothing of that."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


def uptime() -> tuple[str, float] | None:
    """Return which start of this computer it is, and seconds since then, asleep or not; None where nobody tells."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return None
    try:
        boot = _BOOT.read_text(encoding="ascii").strip()
        return boot, time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, ValueError):
        return None
