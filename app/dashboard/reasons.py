"""Why names or answers are shown, or something is undone: codes for the trail, which cannot be erased, never free text."""

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
DRAFT_REASONS: Final[Mapping[str, str]] = {
    "asked": _("The sender asked for it"),
    "stuck": _("They are stuck"),
    "wrong_number": _("Wrong number, or not our patient"),
    "test_entry": _("An entry made to try things out"),
    "other": _("Another reason"),
}
"""Why answers that were not sent are deleted."""
LIFT_REASONS: Final[Mapping[str, str]] = {
    "agreed": _("The patient agreed"),
    "settled": _("The objection or dispute is settled"),
    "by_mistake": _("It was restricted by mistake"),
    "law": _("The law requires it"),
    "other": _("Another reason"),
}
"""Why the restriction of a record is lifted."""


def read_reason(text: str) -> str | None:
    """Return the code of a reason; None when it is none of ours."""
    return text if text in REASONS else None
