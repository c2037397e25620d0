"""What a process is for, as its engine knows it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import Engine


class Role(StrEnum):
    """What a process is for.

    PostgreSQL lists its connections under that name, in `pg_stat_activity`.
    """

    WEB = "web"
    WORKER = "worker"
    COMMAND = "command"


_ROLE: Final = "anteroom_role"


def play(engine: Engine, role: Role) -> None:
    """Give connections that are made from now on the role's name and time limits."""
    engine.update_execution_options(**{_ROLE: role})


def role_of(engine: Engine) -> Role:
    """Return the role that `play` gave."""
    role: Role = engine.get_execution_options().get(_ROLE, Role.COMMAND)
    return role
