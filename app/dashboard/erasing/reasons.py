"""Why a patient may be erased. The code goes into the audit trail, the sentence onto the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

REASONS: Final[Mapping[str, str]] = {
    "patient_asked": _("The patient asked for it"),
    "wrong_number": _("Wrong number, or not our patient"),
    "duplicate": _("Duplicate of another record"),
    "test_entry": _("An entry made to try things out"),
    "other": _("Another reason"),
}
BY_ITSELF: Final[Mapping[str, str]] = {"retention": _("Its time was over, by the retention rule")}
"""The reasons that nobody chooses."""
