"""Is the process alive (`/healthz`), and can it take a message (`/readyz`)?"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

from app.guard.doors import GuardedBlueprint, anyone_in_clear
from app.guard.limits import login_limits
from app.retention.rules import reached
from app.services import current
from app.store import StoreUnavailable, WrongKeys, database, schema

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
    """Answer 200 when database, migrations, keys and writes are in order, else 503; in either case, what is not.

    A limit that is met, a sign-in that is closed and jobs that nobody does are told with 200: patients are answered,
    and every other server would stand just so, hence to send them elsewhere would help nobody.
    """
    services = current()
    needs = readiness(services)
    ready = all(check.state == "ok" for check in needs.values())
    if not ready:
        reason = next((check.reason for check in needs.values() if check.reason), None)
        log.warning(
            "not ready",
            reason=reason,
            **{f"check_{name}": check.state == "ok" for name, check in needs.items()},
        )
        if reason is not None:
            log.warning(database.explain(reason))
    told = {name: check.state for name, check in needs.items()} | _also_told(services, is_ready=ready)
    return told, 200 if ready else 503


def readiness(services: Services, *, try_now: bool = False) -> dict[str, Check]:
    """Return the state of each thing that a message needs.

    A write is tried when one has failed; with `try_now` in any case.
    """
    try:
        migrations = _STANDINGS[schema.standing(services.store.engine)]
        if migrations is not _OK:
            return {"database": _OK, "migrations": migrations, "keys": _UNKNOWN, "writes": _UNKNOWN}
        services.store.prove_keys()
    except StoreUnavailable as error:
        state = "replaced" if error.reason == "database_replaced" else "unavailable"
        failed = Check(state, error.reason, database.explain(error.reason))
        return {"database": failed, "migrations": _UNKNOWN, "keys": _UNKNOWN, "writes": _UNKNOWN}
    except WrongKeys as error:
        wrong = Check("wrong", mend=str(error))
        return {"database": _OK, "migrations": _OK, "keys": wrong, "writes": _UNKNOWN}
    reason = services.store.writes.reason(at_once=try_now)
    writes = Check("refused", reason, database.explain(reason)) if reason else _OK
    return {"database": _OK, "migrations": _OK, "keys": _OK, "writes": writes}


def _also_told(services: Services, *, is_ready: bool) -> dict[str, str]:
    """Return what is worth somebody's sleep, though no message needs it."""
    limits = jobs = _UNKNOWN.state
    if is_ready:
        with suppress(StoreUnavailable, WrongKeys):
            found = reached(services.store, services.settings.retention, services.clock())
            limits = ",".join(found.met) or _OK.state
            jobs = _jobs(services)
    return {
        "limits": limits,
        "sign_in": "ok" if login_limits().can_count() else "closed",
        "jobs": jobs,
        "erasure_journal": "ok" if services.store.journal.trouble() is None else "unwritable",
    }


def _jobs(services: Services) -> str:
    with services.store.read() as unit:
        if unit.outbox.is_worked(services.clock()):
            return _OK.state
    log.warning("nobody does the jobs")
    return "silent"
