"""All checks, for `flask doctor`, `/setup`, `/readyz`, metrics and alerts.

Each is declared beside the function that looks, in a module of this package, and found there.
"""

from __future__ import annotations

from typing import Final

from app.checks import Check, Shown
from app.web.feature import declared_in


def in_order(package: str) -> tuple[Check, ...]:
    """Return the checks that a package declares, in the order of the report."""
    return tuple(sorted(declared_in(package, Check), key=lambda each: each.position))


CHECKS: Final = in_order("app.checks")
"""What `doctor` alone asks is in `app/cli/outside`."""


def shown_in(place: Shown) -> tuple[Check, ...]:
    return tuple(check for check in CHECKS if place in check.shown)
