"""One step of the set-up, and how it names a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.checks.finding import FLASK
from app.guard.words import moment

if TYPE_CHECKING:
    from datetime import datetime

    from app.dashboard.setup.reality import Reality

DOCTOR: Final = f"{FLASK} doctor"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `proof` says what was looked at; what follows it says what to do next.

    `link` is where that is done, `label` what the button says; `attest` is what a person is asked to confirm.
    """

    title: str
    done: bool
    proof: str
    todo: str = ""
    command: str = ""
    link: str = ""
    label: str = ""
    attest: str = ""


def when(reality: Reality, at: datetime) -> str:
    """Return a moment as the page says it."""
    return moment(at, reality.now)
