"""The classes of data and the limits in words: what each is, from when it counts, and why it is kept so long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from app.retention.rule import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping


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
