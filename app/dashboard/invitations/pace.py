"""Limit how many people a member invites in an hour, and the clinic in a day.

Invitations cost money, and reach people who have not written to the clinic. A few are a day's work. For more a fresh code
is needed, which somebody with another's session does not have.
"""

from __future__ import annotations

from typing import Final

from flask_babel import gettext as _

from app.guard.session import current_session, is_confirmed
from app.services import current
from app.store import Transaction
from app.store.work import storage_counts
from app.store.work.storage_counts import ALL, day_of, hour_kind
from app.web.clinic import number

WITHOUT_CODE: Final = 20
AN_HOUR: Final = 500
A_DAY: Final = 1000
INVITED: Final = "invited"


class TooManyInvited(Exception):
    """Report that nobody more may be invited now. The invitations must be rolled back."""

    def __str__(self) -> str:
        return str(
            _(
                "No more invitations can be sent now: one person may send %(hour)s in an hour, and the clinic %(day)s in a day.",
                hour=number(AN_HOUR),
                day=number(A_DAY),
            )
        )


class CodeWanted(Exception):
    """Report that a fresh code is needed. The invitations must be rolled back."""


def wants_code(more: int) -> bool:
    """Return whether inviting so many more takes a fresh code, which was not given.

    It asks early, before there is anything to roll back. `count_invited` decides.
    """
    now, member = current().clock(), current_session().member.id
    with current().store.read() as unit:
        invited = storage_counts.get(unit.db, member, hour_kind(now, INVITED), day_of(now))
    return _lacks_code(invited + more)


def count_invited(unit: Transaction, people: int) -> None:
    """Count invitations in the transaction that sends them, and holds the member.

    Raises:
        CodeWanted: it is more than a member may send in an hour without a fresh code.
        TooManyInvited: it is more than a member may send in an hour, or the clinic in a day.
    """
    if not people:
        return
    now, member = current().clock(), current_session().member.id
    in_hour = storage_counts.add(unit.db, member, hour_kind(now, INVITED), day_of(now), people)
    in_day = storage_counts.add(unit.db, ALL, INVITED, day_of(now), people)
    if in_hour > AN_HOUR or in_day > A_DAY:
        raise TooManyInvited
    if _lacks_code(in_hour):
        raise CodeWanted


def _lacks_code(invited: int) -> bool:
    return invited > WITHOUT_CODE and not is_confirmed()
