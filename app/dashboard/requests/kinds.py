"""What a patient may ask for, how it came, and why it may be refused. Codes go into the trail, sentences onto pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

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
    "not_identified": _("It cannot be made sure who asks"),
    "kept_by_law": _("The law says that it must be kept"),
    "rights_of_others": _("It would harm the rights of somebody else"),
    "unfounded": _("It is unfounded, or asked again and again"),
    "withdrawn": _("The patient does not want it any more"),
}
"""The reasons to choose from."""
REASONS: Final[Mapping[str, str]] = {**REFUSALS, ERASED: _("The record was erased before it was done")}
