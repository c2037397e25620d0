"""Is the process alive (`/healthz`), and can it take a message (`/readyz`)?"""

from __future__ import annotations

import structlog
from flask.typing import ResponseReturnValue

from app.checks import UNKNOWN, Shown, State, checklist
from app.checks.database import readiness
from app.guard.doors import GuardedBlueprint, anyone_in_clear
from app.observe import drain
from app.observe.requests import leave_out_of_the_log
from app.services import Services, current
from app.store.engine import causes

log = structlog.stdlib.get_logger("anteroom.health")

blueprint = GuardedBlueprint("health", __name__, door=anyone_in_clear)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer 200 while the process answers at all; touches no database.

    With `DRAIN_SECONDS` it answers 503 before the server stops, for a proxy that asks for nothing else.
    """
    leave_out_of_the_log()  # a proxy asks twice a second
    return ({"status": "draining"}, 503) if drain.is_on() else {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Answer 200 when database, migrations, keys and writes are in order, else 503.

    With `DRAIN_SECONDS` it also answers 503 before the server stops.

    A limit that is met, a closed sign-in and jobs that nobody does are reported with 200: patients are still answered,
    and another server would be in the same state.
    """
    if drain.is_on():
        return {"status": "draining"}, 503
    services = current()
    if services.sign.now(services.clock()):
        return {"status": "maintenance"}, 200  # patients are answered, with the database or without
    needs = readiness(services)
    ready = all(each.state is not State.BAD for each in needs)
    if not ready:
        reason = next((each.reason for each in needs if each.reason), None)
        log.warning(
            "not ready",
            reason=reason,
            **{f"check_{each.check}": each.state is not State.BAD for each in needs},
        )
        if reason is not None:
            log.warning(causes.explain(reason))
    else:
        leave_out_of_the_log()
    states = {each.check: each.word or each.state for each in needs} | _also_told(services, is_ready=ready)
    if states.get("jobs") == "silent":
        log.warning("nobody does the jobs")
    if states.get("machines") == "silent":
        log.warning("a machine is silent, run flask doctor")
    return states, 200 if ready else 503


def _also_told(services: Services, *, is_ready: bool) -> dict[str, str]:
    """Return what is worth waking somebody for, though no message needs it."""
    return {
        check.key or check.code: check.word(services) if is_ready or not check.needs_database else UNKNOWN
        for check in checklist.shown_in(Shown.READY)
    }
