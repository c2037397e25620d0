"""The statuses of a record, and which may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from flask_babel import lazy_gettext as _


class Status(NamedTuple):
    """Describe a status: its name, tag, button, and the statuses that may follow."""

    label: str
    tag: str
    act: str
    next: tuple[str, ...]


REJECTED: Final = "rejected"
STATUSES: Final[Mapping[str, Status]] = {
    "new": Status(_("New"), "new", _("Mark as new"), ("in_review", "done", "follow_up", "rejected")),
    "in_review": Status(
        _("In review"), "review", _("Start review"), ("done", "follow_up", "rejected", "new")
    ),
    "follow_up": Status(
        _("Needs follow-up"), "waiting", _("Needs follow-up"), ("in_review", "done", "rejected")
    ),
    "done": Status(_("Done"), "done", _("Mark done"), ("in_review", "follow_up")),
    REJECTED: Status(_("Rejected"), "rejected", _("Reject"), ("in_review",)),
}
