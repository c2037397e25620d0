"""The steps of the set-up: each looks at how things stand, and says what it saw. One file a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.dashboard.setup.checks.backups import backup
from app.dashboard.setup.checks.clinic import clinic, second_admin
from app.dashboard.setup.checks.keys import keys
from app.dashboard.setup.checks.messages import conversation, signature, webhook
from app.dashboard.setup.checks.said import terms
from app.dashboard.setup.checks.serving import https, production, sign_in
from app.dashboard.setup.checks.trail import chain

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.dashboard.setup.checks.step import Step
    from app.dashboard.setup.reality import Reality

_CHECKS: Final[tuple[Callable[[Reality], Step], ...]] = (
    keys,
    production,
    https,
    sign_in,
    clinic,
    terms,
    webhook,
    signature,
    conversation,
    second_admin,
    backup,
    chain,
)


def steps(reality: Reality) -> list[Step]:
    """Return every step, in the order in which a clinic sets up."""
    return [check(reality) for check in _CHECKS]
