"""Is the process alive (`/healthz`), and can it take a message (`/readyz`)?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

from app.guard.doors import GuardedBlueprint, anyone_in_clear
from app.services import current
from app.store import StoreUnavailable, WrongKeys, causes, schema

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.services import Services

log = structlog.stdlib.get_logger("anteroom.health")

blueprint = GuardedBlueprint("health", __name__, door=anyone_in_clear)


@dataclass(frozen=True, slots=True)
class Check:
    """The state of one thing, in one word that strangers may read: `ok`, or what is wrong.

    For the operator alone: `reason` is the store's code, `mend` a sentence.
    """

    state: str
    reason: str | None = None
    mend: str = ""


_OK: Final = Check("ok")
_UNKNOWN: Final = Check("unknown")
_STANDINGS: Final = {
    schema.Standing.OK: _OK,
    schema.Standing.PENDING: Check("pending", mend="Run: .venv/bin/flask --app wsgi db upgrade"),
    schema.Standing.NEWER: Check("newer", mend=schema.NEWER),
}


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer 200 while the process answers at all; touches no database."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Answer 200 when database, migrations and keys are in order, else 503 and which one is not."""
    checks = readiness(current())
    ready = all(check.state == "ok" for check in checks.values())
    if not ready:
        reason = checks["database"].reason
        log.warning(
            "not ready",
            reason=reason,
            **{f"check_{name}": check.state == "ok" for name, check in checks.items()},
        )
        if reason is not None:
            log.warning(causes.explain(reason))
    return {name: check.state for name, check in checks.items()}, 200 if ready else 503


def readiness(services: Services) -> dict[str, Check]:
    """Return the state of each thing that a message needs."""
    try:
        migrations = _STANDINGS[schema.standing(services.store.engine)]
        if migrations is not _OK:
            return {"database": _OK, "migrations": migrations, "keys": _UNKNOWN}
        services.store.prove_keys()
    except StoreUnavailable as error:
        state = "replaced" if error.reason == "database_replaced" else "unavailable"
        failed = Check(state, error.reason, causes.explain(error.reason))
        return {"database": failed, "migrations": _UNKNOWN, "keys": _UNKNOWN}
    except WrongKeys as error:
        return {"database": _OK, "migrations": _OK, "keys": Check("wrong", mend=str(error))}
    return {"database": _OK, "migrations": _OK, "keys": _OK}
