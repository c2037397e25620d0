"""Limit how many exports a person may begin in an hour, and download at a time.

They are counted while the member's row is locked, so two at the same moment count as two.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from flask import request
from flask_babel import gettext as _

from app.exports.custody import GONE_AFTER
from app.services import Services
from app.store import Member, Transaction
from app.web.clinic import profile_in

WINDOW: Final = timedelta(hours=1)
MOST_AT_ONCE: Final = 2
"""Each holds a thread of the server for as long as it lasts."""


def next_allowed_at(unit: Transaction, member: Member, services: Services) -> datetime | None:
    """Return when a locked member may begin the next export; None when they may now.

    A refusal is written down: a member who exports so much is to be asked why.
    """
    now = services.clock()
    most = profile_in(unit, services.settings.clinic).exports_per_hour
    begun = [at for _, at in unit.exports.begun_since(now - WINDOW, member.id) if at > now - WINDOW]
    if len(begun) < most:
        return None
    unit.audit.record(
        f"staff:{member.id}", "export.limited", "staff", member.id, {"begun": len(begun)}, at=now
    )
    return begun[-most] + WINDOW


def concurrency_problem(unit: Transaction, member: Member, now: datetime) -> str:
    """Return why a locked member may not download another file now; "" when they may."""
    if unit.exports.leaving(member.id, now - GONE_AFTER) < MOST_AT_ONCE:
        return ""
    return str(
        _(
            "You are already downloading %(most)s files, the most at a time. Wait until one of them has finished.",
            most=MOST_AT_ONCE,
        )
    )


# The line that a file leaves over. One of HTTP/1.0 ends a file by hanging up, and so makes a broken one
# look whole.


def http10_problem() -> str:
    """Return why no file may leave over the line of this request; "" when one may."""
    if request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0":
        return ""
    return str(
        _(
            "Nothing was sent: over this connection, an interrupted file would look complete. The operator must let the proxy speak HTTP/1.1 to Anteroom; in nginx: %(setting)s",
            setting="proxy_http_version 1.1;",
        )
    )
