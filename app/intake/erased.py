"""The clinic erases a person, or resets a conversation.

The next message is not read as an answer: nobody was asked what is open then.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.intake.path import CLOSED, empty
from app.intake.progress import Progress


def without(progress: Progress, patient: UUID) -> Progress:
    """Take one person out of the progress. An intake of somebody else goes on."""
    others = tuple(person for person in progress.people if person.id != patient)
    left = replace(progress, people=others)
    if patient == progress.patient:
        return restarted(left)
    if others == progress.people or holds_somebody(progress) or progress.step in CLOSED:
        return left
    return restarted(left)  # an open menu offers people by number, and the numbers have changed


def restarted(progress: Progress) -> Progress:
    """Go back to the beginning in the same language, without the current intake.

    A sender who has handed in answers gets the menu.
    """
    emptied = replace(empty(progress), patient=None, last_at=None, hinted_at=None)
    if progress.people:
        return replace(emptied, step="submitted", aside=None if progress.consent else "consent")
    return replace(emptied, step="whom" if progress.language else "language", consent=None, whom=None)


def holds_somebody(progress: Progress) -> bool:
    """Return whether an intake, or a change to one, has been begun."""
    return progress.patient is not None or progress.begun
