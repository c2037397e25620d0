"""What a patient may ask for, how it came, why it may be refused and by whom. Codes go into the trail, sentences onto pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

from app.guard.roles import May, allows
from app.store.rights import ERASED

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Final[Mapping[str, str]] = {
    "copy": _("A copy of their data"),
    "correction": _("A correction"),
    "erasure": _("Erasure"),
    "objection": _("Objection or restriction"),
}
CHANNELS: Final[Mapping[str, str]] = {
    "chat": _("The chat"),
    "phone": _("Telephone"),
    "in_person": _("In person"),
    "letter": _("Letter"),
    "email": _("E-mail"),
    "other": _("Another way"),
}
REFUSALS: Final[Mapping[str, str]] = {
    "not_identified": _("We cannot confirm who is asking"),
    "kept_by_law": _("The law says that it must be kept"),
    "rights_of_others": _("It would harm the rights of somebody else"),
    "unfounded": _("It is unfounded or repeated"),
    "withdrawn": _("The patient does not want it any more"),
}
"""The reasons to choose from."""
REASONS: Final[Mapping[str, str]] = {**REFUSALS, ERASED: _("The record was erased before it was done")}

NOT_DONE: Final[Mapping[str, str]] = {
    "copy": _(
        "No copy was made since the patient asked. Make one under “A copy for the patient”, then mark this as done."
    ),
    "correction": _("No answer was corrected since the patient asked. Correct it, then mark this as done."),
    "erasure": _(
        "This request is done once the record is erased. Erase it, or refuse the request and say why."
    ),
}
"""Why a request cannot be marked as done, where the trail can tell."""
_REFUSED_BY: Final[Mapping[str, May]] = {"copy": May.EXPORT, "erasure": May.ERASE_PATIENTS}
NOT_YOURS: Final[Mapping[str, str]] = {
    "copy": _("Only people who may make a copy can refuse one. Ask a clinician."),
    "erasure": _("Only people who may erase a patient can refuse an erasure. Ask a clinician."),
}
"""Why this member cannot refuse a request."""


def refusable(role: str) -> tuple[str, ...]:
    """Return the kinds that a role may refuse: those that it could do."""
    return tuple(kind for kind in KINDS if allows(role, _REFUSED_BY.get(kind, May.WORK_ON_PATIENTS)))
