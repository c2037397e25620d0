"""Taking somebody, or what is in hand, out of a conversation: for the clinic, when it erases or begins again.

Whatever comes next is read as no answer: what is open then was asked of nobody yet, so it is asked first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import path

if TYPE_CHECKING:
    from uuid import UUID

    from app.intake.progress import Progress

CLOSED = frozenset({"declined", "closed"})


def without(progress: Progress, patient: UUID) -> Progress:
    """The progress, and nothing of that person in it. An intake of somebody else goes on as it was."""
    others = tuple(person for person in progress.people if person.id != patient)
    left = replace(progress, people=others)
    if patient == progress.patient:
        return restarted(left)
    if others == progress.people or holds_somebody(progress) or progress.step in CLOSED:
        return left
    return restarted(left)  # a menu may be open that offers people by number, and the numbers have moved


def restarted(progress: Progress) -> Progress:
    """At the beginning, in the same language, without the intake in hand; those who have handed in get their menu."""
    empty = replace(path.empty(progress), patient=None, held="", last_at=None, hinted_at=None)
    if progress.people:
        return replace(empty, step="submitted", aside=None if progress.consent else "consent")
    return replace(empty, step="consent" if progress.language else "language", consent=None)


def holds_somebody(progress: Progress) -> bool:
    """Whether an intake is in hand, or changes to one."""
    return progress.patient is not None or progress.begun
