"""What a record may be, and what may come next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Status:
    """A status: its word, the kind of its tag, what the button says that sets it, and which may follow."""

    label: str
    tag: str
    act: str
    next: tuple[str, ...]


STATUSES: Final[Mapping[str, Status]] = {
    "new": Status(_("New"), "new", _("Back to new"), ("in_review", "done", "follow_up", "rejected")),
    "in_review": Status(
        _("In review"), "review", _("Start review"), ("done", "follow_up", "rejected", "new")
    ),
    "follow_up": Status(
        _("Needs follow-up"), "waiting", _("Needs follow-up"), ("in_review", "done", "rejected")
    ),
    "done": Status(_("Done"), "done", _("Mark done"), ("in_review", "follow_up")),
    "rejected": Status(_("Rejected"), "rejected", _("Reject"), ("in_review",)),
}
