"""The parts of a record that a session shows, for a reason and for a minute.

The trail records when somebody asks for a part. Until the minute is over, every page of the session shows the part: after
a note, in the list, and back on the record.

The reason is asked once in a session, and kept in the signed cookie of the forms. It is a code and never free text,
because the trail cannot be erased.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask import session as form_cookie
from flask_babel import lazy_gettext as _l

from app.guard.doors import May, allows
from app.guard.pace import count_shown, may_show
from app.guard.session import current_session
from app.records.parts import Part, parts_open_to
from app.services import current
from app.store import Transaction
from app.store.staff import showings
from app.store.staff.sessions import StaffSession
from app.store.staff.showings import Showing
from app.web.feature import Words

REASONS: Final = Words(
    "reason",
    {
        "calling_in": _l("Calling a patient in"),
        "ringing": _l("Calling a patient by phone"),
        "reviewing": _l("Reviewing answers"),
        "correcting": _l("Correcting a record"),
        "comparing": _l("Comparing possible duplicates"),
        "other": _l("Another reason"),
    },
)
"""Why names or answers are shown: code -> what the page says."""


def read_reason(text: str) -> str | None:
    """Return the code of a reason, or None if it is not in the list."""
    return text if text in REASONS else None


SHOWN_FOR: Final = timedelta(seconds=60)
NAME: Final = "name"
"""What a row of the list shows: the name, and the age and number beside it."""
COPIED: Final = ("name", "birth_date", "address", "number")
"""The answers that have a button to copy them."""
_WHY: Final = "why"


def keep(unit: Transaction, patient_id: UUID, parts: Iterable[str], why: str = "") -> None:
    """Show these parts of a record in this session for a minute from now.

    It counts as reading them.

    Raises:
        TooMuchShown: the member has been shown as many as an hour allows.
    """
    parts = list(parts)
    if parts == [NAME]:
        count_shown(unit, names=1)
    else:
        count_shown(unit, records=1 if parts else 0)
    _show(unit, patient_id, parts, why)


def keep_corrected(unit: Transaction, patient_id: UUID, parts: Iterable[str]) -> None:
    """Show the parts that were corrected, unless the hour's limit is reached.

    The correction is saved either way, because a refusal would lose what was typed.
    """
    keep_if_allowed(unit, patient_id, parts, "correcting")


def keep_if_allowed(unit: Transaction, patient_id: UUID, parts: Iterable[str], why: str = "") -> bool:
    """Show parts of a record, unless the hour's limit is reached; return whether."""
    if allowed := may_show(unit, records=1):
        _show(unit, patient_id, parts, why)
    return allowed


def _show(unit: Transaction, patient_id: UUID, parts: Iterable[str], why: str) -> None:
    session, until = current_session(), current().clock() + SHOWN_FOR
    showings.add(unit.db, session.id, patient_id, parts, until=until, why=why)
    session.showings_end = until  # the answer to this request may be the page


def end(unit: Transaction, patient_id: UUID | None = None) -> None:
    """Hide what this session shows of one record, or of all of them."""
    showings.end(unit.db, current_session().id, patient_id)


def shown_of(unit: Transaction, patient_id: UUID) -> dict[str, datetime]:
    """Return the parts of a record that this session shows, each with its end.

    A role that has lost a part since is not shown it.
    """
    now, session = current().clock(), current_session()
    open_to_them = {NAME, *parts_open_to(session.member.role)}
    return {
        each.part: each.until
        for each in _of(unit, session, now, patient_id)
        if each.part in open_to_them and is_within(each.until, now)
    }


def names_shown(unit: Transaction) -> dict[UUID, datetime]:
    """Return whose names this session shows one by one, each with its end."""
    now = current().clock()
    return {
        each.patient_id: each.until
        for each in _of(unit, current_session(), now)
        if each.part in {NAME, Part.IDENTITY} and is_within(each.until, now)
    }


def _of(
    unit: Transaction, session: StaffSession, now: datetime, patient_id: UUID | None = None
) -> Iterable[Showing]:
    """Return what a session shows, unless all of it had ended when the request came."""
    is_over = session.showings_end is None or session.showings_end <= now
    return () if is_over else showings.of(unit.db, session.id, now, patient_id)


def all_names_until(session: StaffSession) -> datetime | None:
    """Return until when a session's list shows every name; None when it does not."""
    until = session.names_shown_until
    return until if until is not None and is_within(until, current().clock()) else None


def is_within(until: datetime, now: datetime) -> bool:
    """Tell whether a moment is in the future, and at most a minute away.

    It may be further away if the clock was put back.
    """
    return now < until <= now + SHOWN_FOR


def reads_clinical_notes() -> bool:
    """Tell whether the member reads notes and messages that are hidden from reception."""
    return allows(current_session().member.role, May.READ_HEALTH)


def seconds_left(until: datetime) -> int:
    """Return the whole seconds until a moment."""
    return max(0, int((until - current().clock()).total_seconds()))


def remember(why: str) -> None:
    """Keep this reason as the default choice for the rest of the session."""
    form_cookie[_WHY] = [current_session().id.hex, why]


def remembered() -> str:
    """Return the reason that this session gave last; "" when it gave none."""
    session_id, why = form_cookie.get(_WHY) or ("", "")
    return why if session_id == current_session().id.hex else ""
