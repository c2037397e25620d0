"""Name what is kept: since when it counts, and why it is kept so long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.retention.rules import Kept
from app.web.feature import Words


class InWords(NamedTuple):
    """What a figure is called, and what it means."""

    label: str
    hint: str


CLASSES: Final[Mapping[Kept, InWords]] = {
    Kept.OPEN: InWords(
        _l("Records that are open"), _l("New, in review or needing follow-up. From their last change.")
    ),
    Kept.DONE: InWords(_l("Records that are done"), _l("From their last change.")),
    Kept.REJECTED: InWords(_l("Records that were rejected"), _l("From their last change.")),
    Kept.DRAFT: InWords(
        _l("Answers that were not sent"),
        _l("From the sender’s last message. People without a record are removed too."),
    ),
    Kept.STOPPED: InWords(
        _l("Numbers that wrote STOP"),
        _l("Only the number of someone without a record, so that STOP is respected."),
    ),
    Kept.ALARM: InWords(
        _l("Alarms"),
        _l(
            "What a patient wrote that may be a cry for help. From when someone took the alarm; until then it stays."
        ),
    ),
    Kept.REPLY: InWords(_l("Stored replies"), _l("Our replies, kept in case Twilio repeats a message.")),
    Kept.RECEIPT: InWords(
        _l("Receipts"),
        _l(
            "Message receipts (against replay), delivery reports, conversation steps, calls made, refused requests."
        ),
    ),
    Kept.EXPORT: InWords(_l("Export history"), _l("Who exported what and why. HIPAA: six years.")),
    Kept.JOB: InWords(_l("Finished jobs"), _l("Failed jobs stay until someone has looked at them.")),
    Kept.TOMBSTONE: InWords(
        _l("Erasure records"),
        _l("So that restoring a backup doesn’t bring anyone back. Keep longer than any backup."),
    ),
    Kept.AUDIT: InWords(
        _l("Audit trail"),
        _l("Oldest entries go first; the rest stays verifiable. At least a year; HIPAA asks for six."),
    ),
}
LIMITS: Final[Mapping[str, InWords]] = {
    "sender_records": InWords(
        _l("Records per day from one number"), _l("Further records wait until the next day.")
    ),
    "sender_messages": InWords(
        _l("Messages per day from one number"),
        _l("Senders who exceed it are told that their message was not saved."),
    ),
    "records_a_day": InWords(
        _l("Records per day in total"), _l("Further records wait until the next day. 0 means no limit.")
    ),
    "storage_mb": InWords(
        _l("Size of the database, in megabytes"),
        _l("At this size nothing more is saved, and patients are told. 0 means no limit."),
    ),
    "free_disk_mb": InWords(
        _l("Minimum free disk space, in megabytes"),
        _l("Below this, nothing more is saved. For the disk of an SQLite database; 0 means no limit."),
    ),
}
LABELS: Final = Words(
    "fields",
    {
        **{kept.field: words.label for kept, words in CLASSES.items()},
        **{name: words.label for name, words in LIMITS.items()},
    },
)
"""Figure of the rules -> what pages call it."""
KEPT_WORDS: Final = Words("kept", {kept.value: words.label for kept, words in CLASSES.items()})
BECAME: Final = Words(
    "became", {"dropped": _l("the sender stays"), "forgotten": _l("the sender went with them")}
)
_YEAR: Final = 365


def span(days: int) -> str:
    """Return a number of days in words, whole years as years."""
    years, rest = divmod(days, _YEAR)
    if years and not rest:
        return str(ngettext("one year", "%(num)d years", years))
    return str(ngettext("one day", "%(num)d days", days))
