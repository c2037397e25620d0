"""By when a request is due, in words: whoever reads "2 days overdue" need not count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _
from flask_babel import ngettext

if TYPE_CHECKING:
    from datetime import date

SOON: Final = timedelta(days=7)


def due_in_words(due_on: date, today: date) -> str:
    """Return "due in 3 days", "due today", "2 days overdue"."""
    days = (due_on - today).days
    if days == 0:
        return str(_("due today"))
    if days < 0:
        return str(ngettext("%(num)s day overdue", "%(num)s days overdue", -days))
    return str(ngettext("due in %(num)s day", "due in %(num)s days", days))


def due_kind(due_on: date, today: date) -> str:
    """Return the kind of the tag that says it."""
    if due_on < today:
        return "alert"
    return "waiting" if due_on - today <= SOON else "answering"
