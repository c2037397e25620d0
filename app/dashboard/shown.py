"""What a session is shown of a record: asked for with a reason, for a minute.

Asking writes the line of the trail. Until the minute is over, each page of the session shows the same again: after
a note, in the list, and back on the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask import session as form_cookie

from app.guard.session import current_session
from app.records.vocabulary import Part, parts_open_to
from app.services import current
from app.store import Session, Transaction

SHOWN_FOR: Final = timedelta(seconds=60)
NAME: Final = "name"
"""What a row of the list shows: the name, and the age and number beside it."""
COPIED: Final = ("name", "birth_date", "address", "number")
"""What has a button that copies it."""
_WHY: Final = "why"


def keep(unit: Transaction, patient_id: UUID, parts: Iterable[str], why: str = "") -> None:
    """Show these parts of a record in this session for a minute from now."""
    until = current().clock() + SHOWN_FOR
    unit.showings.add(current_session().id, patient_id, parts, until, why)


def end(unit: Transaction, patient_id: UUID | None = None) -> None:
    """Show nothing more in this session: of one record, or of any."""
    unit.showings.end(current_session().id, patient_id)


def shown_of(unit: Transaction, patient_id: UUID) -> dict[str, datetime]:
    """Return the parts of a record that this session shows, each with its end.

    A role that has lost a part since is not shown it.
    """
    now, session = current().clock(), current_session()
    open_to_them = {NAME, *parts_open_to(session.member.role)}
    return {
        each.part: each.until
        for each in unit.showings.of(session.id, now, patient_id)
        if each.part in open_to_them and is_within(each.until, now)
    }


def names_shown(unit: Transaction) -> dict[UUID, datetime]:
    """Return whose names this session shows one by one, each with its end."""
    now = current().clock()
    return {
        each.patient_id: each.until
        for each in unit.showings.of(current_session().id, now)
        if each.part in {NAME, Part.IDENTITY} and is_within(each.until, now)
    }


def all_names_until(session: Session) -> datetime | None:
    """Return until when a session's list shows every name; None when it does not."""
    until = session.names_shown_until
    return until if until is not None and is_within(until, current().clock()) else None


def is_within(until: datetime, now: datetime) -> bool:
    """Tell whether a moment is to come, and no further than was promised.

    The clock may have been put back.
    """
    return now < until <= now + SHOWN_FOR


def seconds_left(until: datetime) -> int:
    """Return the whole seconds until a moment."""
    return max(0, int((until - current().clock()).total_seconds()))


# Why somebody looks is asked once in a session. The code is kept in the signed cookie of the forms.


def remember(why: str) -> None:
    """Have this reason chosen already the next time that this session asks for one."""
    form_cookie[_WHY] = [current_session().id.hex, why]


def remembered() -> str:
    """Return the reason that this session gave last; "" when it gave none."""
    session_id, why = form_cookie.get(_WHY) or ("", "")
    return why if session_id == current_session().id.hex else ""
