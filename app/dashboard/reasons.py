"""Why somebody's name or answers are shown: a code for the trail, which cannot be erased, never free text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

REASONS: Final[Mapping[str, str]] = {
    "calling_in": _("Calling a patient in"),
    "ringing": _("Ringing a patient"),
    "reviewing": _("Reviewing answers"),
    "correcting": _("Correcting a record"),
    "other": _("Another reason"),
}
"""Code -> what the page says."""


def read_reason(text: str) -> str | None:
    """Return the code of a reason; None when it is none of ours."""
    return text if text in REASONS else None
