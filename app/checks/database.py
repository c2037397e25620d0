"""The database: reachable, at the newest migration, of these keys, and taking what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State
from app.observe.health import readiness

if TYPE_CHECKING:
    from app.services import Services

_WHY: Final = {
    "database": "Messages are answered with 503, and nobody can sign in.",
    "migrations": "The code expects other tables than there are.",
    "keys": "What others sealed with a key that is not here cannot be read, so nothing is read or written.",
    "writes": "Messages are answered with 503: not one can be stored.",
}
_ELSEWHERE: Final = Finding(
    "database",
    State.BAD,
    "replaced: a server or worker still has the file open that was here before",
    "It answers 503, and does no jobs, until it is started again.",
    "Start Anteroom again, and every worker. Before a restore, stop them.",
)


def database(services: Services) -> list[Finding]:
    """Return the state of what every message needs."""
    found = [_ELSEWHERE] if services.store.presence.others_elsewhere() else []
    for name, check in readiness(services, try_now=True).items():
        said = f"{check.state} ({check.reason})" if check.reason else check.state
        if check.state == "ok":
            found.append(Finding(name, State.OK, said))
        elif check.state == "unknown":
            found.append(Finding(name, State.BAD, "not looked at: mend first what is above"))
        else:
            found.append(Finding(name, State.BAD, said, _WHY[name], check.mend))
    return found
