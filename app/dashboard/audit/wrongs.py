"""What is wrong with the chain of the trail, in the page's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

from app.store.chain_report import Wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.store.chain_report import Fault

_WRONGS: Final[Mapping[Wrong, str]] = {
    Wrong.CHANGED: _("The entry at position %(place)s was changed, or what stood before it was removed."),
    Wrong.MISSING: _("The entry at position %(place)s is no longer in the trail."),
    Wrong.REORDERED: _("The entry at position %(place)s was moved, or numbered anew."),
    Wrong.INSERTED: _("The entry at position %(place)s was put in afterwards."),
    Wrong.UNLINKED: _("The entry at position %(place)s has lost its link."),
    Wrong.CUT: _("The trail is said to begin after position %(place)s, and nothing vouches for that."),
    Wrong.NOT_KEPT: _(
        "The entry at position %(place)s is not the one that was kept: the chain was cut there and linked anew."
    ),
}


def in_words(fault: Fault) -> str:
    """Return the first broken place, and what is wrong with it."""
    return str(_WRONGS[fault.wrong]) % {"place": fault.position}
