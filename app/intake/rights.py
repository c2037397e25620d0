"""MY DATA and DELETE MY DATA: the clinic is told what a patient asks for under their rights (GDPR Art 15 and 17).

Nothing is shown here, and nothing that was handed in is erased: whoever holds the phone may be somebody else, so the
staff look first. A draft, which the clinic does not have, is the sender's to delete at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.keywords import Keyword
from app.intake.scene import Move
from app.intake.stages import beginning
from app.intake.turn import RightAsked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.intake.progress import Person, Progress
    from app.intake.scene import Scene

KINDS: Mapping[Keyword, str] = {Keyword.MY_DATA: "copy", Keyword.DELETE_MY_DATA: "erasure"}


def ask(scene: Scene, progress: Progress) -> Move | None:
    """The answer to such a word, with what the clinic is to be told."""
    kind = KINDS.get(scene.keyword) if scene.keyword else None
    if kind is None:
        return None
    phrases = scene.phrases
    if whose := _whose(progress.people):
        said = phrases.copy_asked if kind == "copy" else phrases.erasure_asked
        events = tuple(RightAsked(person.id, kind) for person in whose)
        return Move(progress, (scene.fill(said),), events, then_ask=False)
    if kind == "erasure" and (progress.begun or progress.patient):
        return beginning.delete(scene, progress)
    return Move(progress, (scene.fill(phrases.nothing_on_file),), then_ask=False)


def _whose(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """The sender's own record; of who has handed in for others only, each of theirs."""
    return tuple(person for person in people if not person.other) or people
