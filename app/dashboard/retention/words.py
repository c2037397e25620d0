"""The classes of data and the limits in words: what each is, from when it counts, and why it is kept so long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.guard.words import day, time_of_day
from app.retention.rule import Kept
from app.store.believed_clock import Why

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.store import Doubt


class InWords(NamedTuple):
    """What a figure is called, and what it means."""

    label: str
    hint: str


CLASSES: Final[Mapping[Kept, InWords]] = {
    Kept.OPEN: InWords(
        _("Records that are open"), _("New, in review or to be followed up. From their last change.")
    ),
    Kept.DONE: InWords(_("Records that are done"), _("From their last change.")),
    Kept.REJECTED: InWords(_("Records that were rejected"), _("From their last change.")),
    Kept.DRAFT: InWords(
        _("Answers that were not sent"),
        _("From the sender’s last message. Who has no record goes with them."),
    ),
    Kept.STOPPED: InWords(
        _("Numbers that wrote STOP"),
        _("The bare number of somebody without a record, so that STOP is obeyed."),
    ),
    Kept.REPLY: InWords(
        _("Stored replies"), _("Read answers back; needed when Twilio asks for the same message again.")
    ),
    Kept.RECEIPT: InWords(
        _("Receipts"),
        _(
            "That a message came, so that nobody can send it again; deliveries, where conversations came by, requests that were refused."
        ),
    ),
    Kept.EXPORT: InWords(
        _("History of exports"), _("Who took what out, and why. HIPAA looks six years back.")
    ),
    Kept.JOB: InWords(
        _("Jobs that are over"), _("Those that failed stay until somebody has looked at them.")
    ),
    Kept.TOMBSTONE: InWords(
        _("Marks of who was erased"),
        _("So that a backup which is put back does not bring them back: keep them longer than any backup."),
    ),
    Kept.AUDIT: InWords(
        _("Audit trail"),
        _("Leaves from its beginning alone, and stays provable. A year at least; HIPAA asks for six."),
    ),
}
LIMITS: Final[Mapping[str, InWords]] = {
    "sender_records": InWords(
        _("Records a day from one number"), _("The answers of one more wait until the next day.")
    ),
    "sender_messages": InWords(
        _("Messages a day from one number"), _("Whoever sends more is told that it was not saved.")
    ),
    "records_a_day": InWords(
        _("Records a day from all"), _("The answers of one more wait until the next day. 0 is no limit.")
    ),
    "storage_mb": InWords(
        _("Size of the database, in megabytes"),
        _("At this size nothing more is saved, and patients are told. 0 is no limit."),
    ),
    "free_disk_mb": InWords(
        _("Room that stays free, in megabytes"),
        _("With less nothing more is saved. On the disk of an SQLite database; 0 is no limit."),
    ),
}
LABELS: Final[Mapping[str, str]] = {
    **{kept.field: words.label for kept, words in CLASSES.items()},
    **{name: words.label for name, words in LIMITS.items()},
}
"""Figure of the rules -> what pages call it."""
KEPT_WORDS: Final[Mapping[str, str]] = {kept.value: words.label for kept, words in CLASSES.items()}
_YEAR: Final = 365


def span(days: int) -> str:
    """Return how long so many days are: whole years as years."""
    years, rest = divmod(days, _YEAR)
    if years and not rest:
        return str(ngettext("one year", "%(num)d years", years))
    return str(ngettext("one day", "%(num)d days", days))


def why_in_doubt(doubt: Doubt, now: datetime) -> str:
    """Return what time it is by the server's clock, and what speaks against that."""
    clock = gettext("By the server’s clock it is %(day)s, %(time)s.", day=day(now), time=time_of_day(now))
    days = doubt.ahead.days
    if doubt.why is Why.LEAPT:
        against = ngettext(
            "It has leapt: that is one day more than the computer has counted since the last run.",
            "It has leapt: that is %(num)d days more than the computer has counted since the last run.",
            days,
        )
    else:
        against = ngettext(
            "By that, the rules did not run for one day, since %(since)s.",
            "By that, the rules did not run for %(num)d days, since %(since)s.",
            days,
            since=day(doubt.since),
        )
    return f"{clock} {against}"
