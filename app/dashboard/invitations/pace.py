"""Limit how many people a member, and the clinic, invite in a day.

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
from app.store.work.storage_counts import ALL, day_of
from app.web.clinic import number

WITHOUT_CODE: Final = 20
OF_A_MEMBER: Final = 500
OF_ALL: Final = 1000
INVITED: Final = "invited"


class TooManyInvited(Exception):
    """Report that nobody more may be invited now. The invitations must be rolled back."""

    def __str__(self) -> str:
        return str(
            _(
                "No more invitations can be sent today: one person may send %(member)s in a day, and the clinic %(all)s.",
                member=number(OF_A_MEMBER),
                all=number(OF_ALL),
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
        invited = storage_counts.get(unit.db, member, INVITED, day_of(now))
    return _lacks_code(invited + more)


def count_invited(unit: Transaction, people: int) -> None:
    """Count invitations in the transaction that sends them, and holds the member.

    Raises:
        CodeWanted: it is more than a member may send in a day without a fresh code.
        TooManyInvited: it is more than a member, or the clinic, may send in a day.
    """
    if not people:
        return
    now, member = current().clock(), current_session().member.id
    by_member, by_all = (
        storage_counts.add(unit.db, who, INVITED, day_of(now), people) for who in (member, ALL)
    )
    if by_member > OF_A_MEMBER or by_all > OF_ALL:
        raise TooManyInvited
    if _lacks_code(by_member):
        raise CodeWanted


def _lacks_code(invited: int) -> bool:
    return invited > WITHOUT_CODE and not is_confirmed()
