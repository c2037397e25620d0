"""All checks, for `flask doctor`, `/setup`, `/readyz`, metrics and alerts.

Each is declared beside the function that looks, in a module of this package, and found there.
"""

from __future__ import annotations

from typing import Final

from app.checks import Check, Shown
from app.web.feature import declared_in

CHECKS: Final = tuple(sorted(declared_in("app.checks", Check), key=lambda each: each.position))
"""In the order of the report. What `doctor` alone asks from outside is in `app/cli/doctor.py`."""


def shown_in(place: Shown) -> tuple[Check, ...]:
    """Return the checks that are shown in one place."""
    return tuple(check for check in CHECKS if place in check.shown)
