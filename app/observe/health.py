"""Is the process alive (`/healthz`), and can it take a message (`/readyz`)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from app.guard.doors import GuardedBlueprint, anyone_in_clear
from app.services import current
from app.store import StoreUnavailable, WrongKeys, schema

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.services import Services

log = structlog.stdlib.get_logger("anteroom.health")

blueprint = GuardedBlueprint("health", __name__, door=anyone_in_clear)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer 200 while the process answers at all; touches no database."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Answer 200 when database, migrations and keys are in order, else 503 and which one is not."""
    checks = readiness(current())
    ready = all(state == "ok" for state in checks.values())
    if not ready:
        log.warning("not ready", **{f"check_{name}": state == "ok" for name, state in checks.items()})
    return checks, 200 if ready else 503


def readiness(services: Services) -> dict[str, str]:
    """Return the state of each thing a message needs: `ok`, or one word for what is wrong."""
    try:
        if schema.pending(services.store.engine):
            return {"database": "ok", "migrations": "pending", "keys": "unknown"}
        services.store.prove_keys()
    except StoreUnavailable:
        return {"database": "unavailable", "migrations": "unknown", "keys": "unknown"}
    except WrongKeys:
        return {"database": "ok", "migrations": "ok", "keys": "wrong"}
    return {"database": "ok", "migrations": "ok", "keys": "ok"}
