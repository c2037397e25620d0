"""What the audit trail keeps as codes, in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from flask_babel import lazy_gettext as _

from app.dashboard import reasons
from app.dashboard.erasing import reasons as erasure_reasons
from app.dashboard.requests import kinds
from app.dashboard.retention import words as retention_words
from app.dashboard.settings import profile_changes
from app.guard.roles import MAY_NAMES, ROLE_NAMES
from app.guard.words import day, number, time_of_day
from app.records.copy_reasons import COPY_REASONS
from app.records.statuses import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACES: Final = {**ROLE_NAMES, **{code: status.label for code, status in STATUSES.items()}}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "role": ROLE_NAMES,
    "from": _PLACES,
    "to": _PLACES,
    "needs": {act.value: words for act, words in MAY_NAMES.items()},
    "proof": {"code": _("code"), "recovery code": _("recovery code")},
    "reason": {**reasons.REASONS, **erasure_reasons.REASONS, **erasure_reasons.BY_ITSELF},
    "fields": {**profile_changes.LABELS, **retention_words.LABELS},
    "kept": retention_words.KEPT_WORDS,
    "became": {"dropped": _("the sender stays"), "forgotten": _("the sender went with them")},
    "step": {
        "backup": _("Backup taken and tried out"),
        "whatsapp_terms": _("Read what WhatsApp may carry"),
    },
    "kind": {
        "name": _("name"),
        "number": _("number"),
        "birth_date": _("date of birth"),
        "sheets.push": _("a push to Google Sheets"),
        "sheets.remove": _("an erased patient to be taken out of Google Sheets"),
        "xlsx.protect": _("a workbook under a passphrase"),
        "exports.sweep": _("tidying up after exports"),
        "twilio.scrub": _("an erased patient’s messages to be deleted at Twilio"),
        "retention.daily": _("letting go of what is over its time"),
    },
    "target": {"csv": _("CSV"), "xlsx": _("Excel"), "sheets": _("Google Sheets")},
    "refused": {
        "webhook": _("refused requests to the webhook"),
        "limited": _("sign-in tries that were turned away"),
        "failed": _("failed sign-ins"),
        "nobody": _("failed sign-ins to accounts that do not exist"),
    },
    "request_kind": kinds.KINDS,
    "channel": kinds.CHANNELS,
    "refusal": kinds.REASONS,
    "format": {"json": _("JSON"), "fhir": _("FHIR")},
    "copy_reason": COPY_REASONS,
    "draft_reason": reasons.DRAFT_REASONS,
    "lift_reason": reasons.LIFT_REASONS,
    "parts": {
        "identity": _("who they are"),
        "health": _("health answers"),
        "notes": _("notes"),
        "agreement": _("what agrees"),
    },
}
"""Name of a detail -> its code -> the words for it."""
_MOMENTS: Final = ("aware", "made", "erased_since")
_BETWEEN: Final = ", "


def in_words(detail: str, value: Any) -> str:
    """Return what an event's detail says, in the page's language; a code that no table knows stays as it is."""
    if isinstance(value, int):
        return number(value)
    if detail in _MOMENTS:
        return _moment(str(value))
    if isinstance(value, list):
        return _BETWEEN.join(in_words(detail, each) for each in value)
    known = _WORDS.get(detail, {})
    return _BETWEEN.join(str(known.get(code, code)) for code in str(value).split(_BETWEEN))


def _moment(written: str) -> str:
    """Return a time in the clinic's zone, with its day in full: an entry is read years later."""
    at = datetime.fromisoformat(written)
    return f"{day(at)}, {time_of_day(at)}"
