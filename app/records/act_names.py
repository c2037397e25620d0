"""Name the acts by which somebody gets something of a record, each in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _

from app.records.sights import event_of

_NAMES: Final[Mapping[str, str]] = {
    "patients.listed": _("Viewed the list"),
    "patients.searched": _("Searched"),
    "patients.name_shown": _("Showed a name in the list"),
    "patient.opened": _("Opened the record"),
    "patient.shown": _("Showed parts of the record"),
    "patient.edit_opened": _("Opened the form that corrects it"),
    "patient.compared": _("Compared it with another"),
    "patient.note_opened": _("Opened a note"),
    "patient.copied": _("Copied from the record"),
    "patient.printed": _("Printed the record"),
    "callback.opened": _("Viewed the number to call"),
    "conversation.number_shown": _("Viewed the number of someone still answering"),
    "alarm.seen": _("Opened an alarm"),
    "alarm.shown": _("Showed parts of an alarm"),
    "export.started": _("Exported"),
    "export.fetched": _("Downloaded a workbook with a passphrase"),
    "export.copied": _("Made a copy for the patient"),
    "affected.letters_taken": _("Downloaded letters about a breach"),
}


def act_name(code: str) -> str:
    """Return what an act is called; its sentence if nobody has named it."""
    if code in _NAMES:
        return str(_NAMES[code])
    event = event_of(code, {})
    return event.sentence if event and isinstance(event.sentence, str) else code
