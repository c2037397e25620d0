"""Limits: is one met, so that nothing more is saved; and can tries to sign in be counted at all?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State, ok
from app.guard.limits import login_limits
from app.retention.limits import Limit, reached

if TYPE_CHECKING:
    from app.services import Services

_WHY: Final = "At the limit nothing more is saved: patients are asked to ring the clinic."
_MEND: Final = {
    Limit.STORAGE: "Is that growth a flood? Else raise the limit: an admin under /retention, or STORAGE_MB where nobody has.",
    Limit.DISK: "Free some space on the database's disk: du -xh --max-depth=2 / | sort -h | tail",
    Limit.RECORDS: "Is that a flood? Else raise the limit: an admin under /retention, or RECORDS_A_DAY where nobody has.",
}


def limits(services: Services) -> list[Finding]:
    """Return which limits of all patients together are met, or soon will be.

    Raises:
        StoreUnavailable, WrongKeys: the database cannot be asked.
    """
    found = reached(services.store, services.settings.retention, services.clock())
    told = [
        *(Finding("limits", State.BAD, f"{limit} is met", _WHY, _MEND[limit]) for limit in found.met),
        *(
            Finding("limits", State.WARN, f"{limit} is nearly met", _WHY, _MEND[limit])
            for limit in found.near
        ),
    ]
    return told or [ok("limits", "none is near")]


def sign_in(services: Services) -> Finding:
    """Return whether tries to sign in can be counted, without which none is judged."""
    on_redis = services.settings.redis_url is not None
    if login_limits().can_count():
        return ok("sign_in", f"tries are counted in {'Redis' if on_redis else 'the database'}")
    return Finding(
        "sign_in",
        State.BAD,
        "tries cannot be counted",
        "Nobody can sign in, and nothing that asks for a code can be done. Messages are taken, sessions go on.",
        "Redis does not answer at REDIS_URL: start it, or leave REDIS_URL out to count in the database, and start again."
        if on_redis
        else "The database cannot be read: see above.",
    )
