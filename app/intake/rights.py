"""Take MY DATA and DELETE MY DATA: rights under GDPR Art 15 and 17.

The clinic is told. Nothing is shown or erased here, because somebody else may hold the phone, and staff check first. A
draft is deleted at once: the clinic does not have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.intake.keywords import Keyword
from app.intake.model import RightAsked
from app.intake.progress import Person, Progress
from app.intake.scene import Move, Scene
from app.intake.stages import return_visit

KINDS: Mapping[Keyword, str] = {Keyword.MY_DATA: "copy", Keyword.DELETE_MY_DATA: "erasure"}


def ask(scene: Scene, progress: Progress) -> Move | None:
    """Answer MY DATA and DELETE MY DATA, and tell the clinic."""
    kind = KINDS.get(scene.keyword) if scene.keyword else None
    if kind is None:
        return None
    phrases = scene.phrases
    # The people on file are not listed where no name or date goes through the chat.
    is_open = not (progress.doubted or progress.opted_out or scene.by_link)
    if len(progress.people) > 1 and is_open:
        return Move(replace(progress, aside=f"whose_{kind}", readings=()))
    if whose := _whose(progress.people):
        said = phrases.copy_asked if kind == "copy" else phrases.erasure_asked
        events = tuple(RightAsked(person.id, kind) for person in whose)
        return Move(progress, (scene.fill(said),), events, then_ask=False)
    if kind == "erasure" and (progress.begun or progress.patient):
        # A patient who sent STOP is not asked anything.
        if progress.begun and not progress.opted_out:
            return Move(replace(progress, aside="delete", readings=()))
        return return_visit.delete(scene, progress)
    return Move(progress, (scene.fill(phrases.nothing_on_file),), then_ask=False)


def _whose(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return the sender's own record, or every record of a sender without one."""
    return tuple(person for person in people if not person.other) or people
