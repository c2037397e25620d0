"""The audit trail: is it linked as it is written?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.checks.finding import FLASK, Finding, State, ok
from app.store.chain_lag import oldest_unlinked

if TYPE_CHECKING:
    from app.services import Services

_LATE: Final = timedelta(minutes=5)


def trail(services: Services) -> Finding:
    """Return whether entries wait for their link. Whether the chain is whole takes longer, and has a command of its own.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    waiting = oldest_unlinked(services.store.engine)
    if waiting is None or services.clock() - waiting <= _LATE:
        return ok("audit", f"linked to its end; whether it is whole: {FLASK} audit verify")
    return Finding(
        "audit",
        State.BAD,
        f"entries since {waiting.isoformat(timespec='minutes')} have no link",
        "An entry without a link can be changed or removed unseen.",
        f"Start the server, which links; at once: {FLASK} audit verify",
    )
