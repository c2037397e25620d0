"""Checks of several machines: who is silent, and the connections of all."""

from __future__ import annotations

from typing import Final

from app.checks import Finding, State, ok
from app.config.variables import LEAST_CONNECTIONS
from app.services import Services
from app.store.jobs import SILENT
from app.store.postgresql import Role

_WHY: Final = (
    "Its processes are gone or stuck, or it does not reach the database. The others do its work meanwhile."
)
_MEND: Final = (
    "Look at its log, and start Anteroom there. A machine that was switched off is forgotten after a day."
)


def machines(services: Services) -> list[Finding]:
    """Return the machines that were heard of lately and are not any more.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    now = services.clock()
    with services.store.read() as unit:
        heard = unit.milestones.machines()
    silent = [each for each in heard if now - each.at > SILENT]
    if silent:
        return [
            Finding(
                "machines",
                State.BAD,
                f"{each.machine} ({each.role}) is silent since {each.at.isoformat(timespec='minutes')}",
                _WHY,
                _MEND,
                "silent",
            )
            for each in silent
        ]
    alive = sorted({f"{each.machine} ({each.role})" for each in heard})
    return [ok("machines", f"{', '.join(alive)}: alive" if alive else "none has been heard of yet")]


_FOR_COMMANDS: Final = 5
"""Connections for a backup, `doctor` and others beside the servers."""
_FULL: Final = (
    "When PostgreSQL has no connection left, messages are answered with 503 and nobody can sign in."
)


def connections(services: Services) -> list[Finding]:
    """Return whether PostgreSQL has room for what all processes may open.

    It is taken that all machines have the settings of this one.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    room, settings = services.store.connections(), services.settings
    if room is None:
        return [ok("connections", "SQLite has room for all")]
    with services.store.read() as unit:
        roles = [each.role for each in unit.milestones.machines()]
    web = max(1, roles.count(Role.WEB)) * settings.workers
    processes = web + roles.count(Role.WORKER)
    needed = processes * settings.connections + _FOR_COMMANDS
    said = f"{processes} processes may open {needed}, PostgreSQL has room for {room.most}, and {sum(room.in_use.values())} are in use"
    if needed <= room.most:
        return [ok("connections", said)]
    each = (room.most - _FOR_COMMANDS) // processes
    mend = f"Set max_connections = {needed + 3} or more in postgresql.conf, and restart PostgreSQL"
    if each >= LEAST_CONNECTIONS:
        mend = f"Set DATABASE_CONNECTIONS={each} on every machine, or: {mend[0].lower()}{mend[1:]}"
    return [Finding("connections", State.WARN, said, _FULL, mend)]
