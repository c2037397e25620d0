"""How many exports a person may begin in an hour, and download at a time.

They are counted while the member's row is locked, so two at the same moment count as two.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from flask_babel import gettext as _

from app.exports.custody import GONE_AFTER
from app.services import Services
from app.store import Transaction
from app.store.exports import exports
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.recorded import EXPORT_LIMITED
from app.web.clinic import clinic_in

LIMIT_WINDOW: Final = timedelta(hours=1)
MOST_AT_ONCE: Final = 2
"""Each holds a thread of the server for as long as it lasts."""


def next_allowed_at(unit: Transaction, member: Member, services: Services) -> datetime | None:
    """Return when a locked member may begin the next export; None when they may now.

    A refusal is written down: a member who exports so much is to be asked why.
    """
    now = services.clock()
    most = clinic_in(unit, services.settings.clinic).exports_per_hour
    begun = [
        at for _, at in exports.begun_since(unit.db, now - LIMIT_WINDOW, member.id) if at > now - LIMIT_WINDOW
    ]
    if len(begun) < most:
        return None
    audit.record(
        unit.db, f"staff:{member.id}", EXPORT_LIMITED, "staff", member.id, {"begun": len(begun)}, at=now
    )
    return begun[-most] + LIMIT_WINDOW


def concurrency_problem(unit: Transaction, member: Member, now: datetime) -> str:
    """Return why a locked member may not download another file now; "" when they may."""
    if exports.leaving(unit.db, member.id, now - GONE_AFTER) < MOST_AT_ONCE:
        return ""
    return str(
        _(
            "You are already downloading %(most)s files, the most at a time. Wait until one of them has finished.",
            most=MOST_AT_ONCE,
        )
    )
