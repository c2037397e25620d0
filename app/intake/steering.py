"""Keywords that work at every step. Those of one stage (DONE, NONE, SKIP, SEND, DON'T KNOW) are read there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import path
from app.intake.keywords import Keyword
from app.intake.scene import Move
from app.intake.stages import beginning, consent, declined, listing, resume

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene

CLOSED = frozenset({"declined", "closed"})
LISTS = frozenset({"review", "changes"})
# Asides that interrupt a question or a list, and give way to a word that steers elsewhere.
LIGHT = frozenset({None, "which_day", "year_or_age", "resume", "unfinished", "language"})

# Asides that BACK leaves for what lies under them.
FROM_ASIDE = frozenset({"which_day", "year_or_age", "unfinished", "language", "whose"})


def tell(scene: Scene, progress: Progress) -> Move | None:
    """HELP, PRIVACY and LANGUAGE: answered whatever else there is to say first."""
    match scene.keyword:
        case Keyword.HELP:
            return Move(progress, (scene.fill(scene.phrases.help),), then_ask=False)
        case Keyword.PRIVACY if consent.is_open(progress):
            return consent.read_more(scene, progress)
        case Keyword.PRIVACY:
            return Move(progress, (consent.longer(scene),))
        case Keyword.LANGUAGE if progress.step != "language":
            return Move(replace(progress, aside="language", readings=()))
        case _:
            return None


def steer(scene: Scene, progress: Progress) -> Move | None:
    """BACK, RESTART, START, GO ON, EDIT and REVIEW."""
    match scene.keyword:
        case Keyword.START:
            return start(progress)
        case Keyword.GO_ON:
            return _go_on(scene, progress)
        case Keyword.BACK:
            return _back(scene, progress)
        case Keyword.RESTART:
            return _restart(scene, progress)
        case Keyword.EDIT | Keyword.REVIEW:
            return _look(scene, progress)
        case _:
            return None


def start(progress: Progress) -> Move:
    """The way back for somebody who declined; anybody else is asked again what is open."""
    return declined.return_from(progress) if progress.step in CLOSED else Move(progress)


def _go_on(scene: Scene, progress: Progress) -> Move:
    if progress.aside == "resume":
        return resume.go_on(scene, progress)
    has_answer = progress.on_file is not None or progress.step in (*progress.answers, *progress.skipped)
    is_kept = path.is_question(scene, progress) and has_answer and not progress.pieces.get(progress.step)
    return Move(path.onward(scene, progress)) if is_kept and progress.aside is None else Move(progress)


def _back(scene: Scene, progress: Progress) -> Move:
    if progress.aside in FROM_ASIDE:
        return Move(replace(progress, aside=path.under(progress), readings=()))
    if progress.aside in {"sure", "consent"} or progress.step == "consent":
        return _back_from_consent(progress)
    if progress.step == "changes":
        return beginning.leave_unchanged(scene, progress)
    if path.is_question(scene, progress) or progress.step == "review":
        return _back_one(scene, progress)
    return Move(progress)


def _back_one(scene: Scene, progress: Progress) -> Move:
    if progress.on_file:
        return Move(path.onward(scene, progress))
    before = path.before(scene, progress.step)
    if before is None:
        return Move(
            replace(progress, aside=path.under(progress)), (scene.fill(scene.phrases.first_question),)
        )
    return Move(path.at(progress, before))


def _restart(scene: Scene, progress: Progress) -> Move:
    if progress.step in CLOSED:
        return start(progress)
    if progress.aside in LIGHT and (path.is_question(scene, progress) or progress.step in LISTS):
        return beginning.restart(scene, progress)
    return Move(progress)


def _look(scene: Scene, progress: Progress) -> Move | None:
    if progress.aside not in LIGHT or not (path.is_question(scene, progress) or progress.step in LISTS):
        return None
    if scene.command and scene.command.number is not None:
        look = listing.edit if scene.keyword is Keyword.EDIT else listing.one
        return look(scene, progress, scene.command.number)
    if progress.step in LISTS:
        return Move(replace(progress, aside=None))
    return Move(replace(progress, aside=path.under(progress)), (listing.so_far(scene, progress),))


def _back_from_consent(progress: Progress) -> Move:
    """To the text, from there to the menu of those who have handed in, or to the language."""
    if progress.aside == "sure":
        return Move(consent.back(progress))
    if progress.aside == "consent":
        return Move(progress)
    if progress.people:
        return Move(replace(progress, step="submitted"))
    return Move(replace(progress, aside="language"))
