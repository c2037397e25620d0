"""Answer in the chat of a clinic whose patients answer on its own page.

The chat hands out links and obeys what concerns the sender. Nothing else that anybody types or sends is kept: no answer,
no note, no draft, no words of a cry for help. A draft from the page stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from app.intake import ear, rights, steer, unreadable
from app.intake.keywords import Keyword, is_blank, plain
from app.intake.kind import Kind
from app.intake.path import CLOSED
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import ASIDES, STEPS, Stage, alarm, handed_in, link
from app.intake.words import Phrases

# The chat asks nothing else. Whatever else is open belongs to the page.
OWN_ASIDES: Final = frozenset({"language", "delete", "not_me", "danger", "doubt", "waiting"})
OWN_STEPS: Final = frozenset({"language", *CLOSED})
FOR_A_LINK: Final = frozenset({Keyword.LINK, Keyword.START, Keyword.GO_ON, Keyword.RESTART})
HINT_AGAIN: Final = timedelta(minutes=10)
KIND_AGAIN: Final = timedelta(days=1)


def open_stage(progress: Progress) -> Stage:
    """Return what the chat asks: something of its own, or else it hands out the link."""
    if progress.aside in OWN_ASIDES:
        return ASIDES[progress.aside or ""]
    return STEPS[progress.step] if _is_own(progress) else STEPS["link"]


Rule = Callable[[Scene, Progress], Move | None]


def answer(scene: Scene, progress: Progress) -> Move:
    """Obey commands and answer questions about the chat; keep nothing else."""
    if not is_text(scene):
        return _cannot_read(scene, progress)
    rules: tuple[Rule, ...] = (_inform, rights.leave, rights.ask_for_rights, _hand_out)
    if alarm.choice(scene, progress) is not None:
        rules = ()
    moves = (rule(scene, progress) for rule in rules)
    if move := next((move for move in moves if move), None):
        return move
    return open_stage(progress).answer(scene, progress) if _is_own(progress) else _not_kept(scene, progress)


def is_text(scene: Scene) -> bool:
    """Return whether a message is words."""
    return scene.message.kind is Kind.TEXT and not is_blank(scene.message.text)


def _inform(scene: Scene, progress: Progress) -> Move | None:
    """Answer questions about the chat, and change the language."""
    match scene.keyword:
        case Keyword.PERSON:
            return replace(handed_in.call_back(scene, progress), then_ask=False)
        case Keyword.LANGUAGE if progress.step != "language":
            return Move(replace(progress, aside="language"))
        case None:
            return steer.switch_language(scene, progress)
        case keyword:
            said = _TOLD.get(keyword)
            return Move(progress, (scene.fill(said(scene.phrases)),), then_ask=False) if said else None


_TOLD: Final[Mapping[Keyword, Callable[[Phrases], str]]] = {
    Keyword.HELP: lambda phrases: phrases.page_help,
    Keyword.PRIVACY: lambda phrases: phrases.page_privacy,
    Keyword.WHY: lambda phrases: phrases.why,
    Keyword.HOW_LONG: lambda phrases: phrases.how_long,
    Keyword.ROBOT: lambda phrases: phrases.robot,
    Keyword.WHO_SEES: lambda phrases: phrases.who_sees,
}


def _hand_out(scene: Scene, progress: Progress) -> Move | None:
    is_early = link.is_before_the_language(progress) or alarm.awaits_answer(scene, progress)
    is_asked = scene.keyword in FOR_A_LINK and not is_early
    return link.hand_out(scene, progress) if is_asked else None


def _cannot_read(scene: Scene, progress: Progress) -> Move:
    """Say that a message that is not text is not kept.

    A reaction is answered once in ten minutes.
    """
    if scene.message.kind is Kind.REACTION and scene.is_recent(progress.hinted_at, HINT_AGAIN):
        return Move(progress, then_ask=False)
    readers = (scene.phrases,) if progress.language else scene.offered
    said = "\n".join(unreadable.cannot(scene, phrases) for phrases in readers)
    is_own = progress.language and _is_own(progress)
    return _hinted(scene, progress, f"{said} {scene.fill(scene.phrases.please_write)}" if is_own else said)


def _not_kept(scene: Scene, progress: Progress) -> Move:
    """Say that words are not kept: kindly at first, then shortly."""
    phrases, text = scene.phrases, scene.message.text
    if ear.is_courtesy(text) or not plain(text):
        return replace(_hinted(scene, progress, ""), progress=progress)
    was_told = scene.is_recent(progress.hinted_at, KIND_AGAIN)
    return _hinted(scene, progress, scene.fill(phrases.not_kept_again if was_told else phrases.not_kept))


def _hinted(scene: Scene, progress: Progress, said: str) -> Move:
    """Say so, and where to answer, with a new link if the last one has expired."""
    hinted = replace(progress, hinted_at=scene.now)
    works = scene.is_recent(progress.linked_at, timedelta(hours=scene.clinic.link_hours))
    if _is_own(progress) or not works:
        return Move(hinted, (said,) if said else (), tells_unkept=bool(said))
    where = " ".join(filter(None, (said, *_where(scene, progress))))
    return Move(hinted, (where,), then_ask=False, tells_unkept=bool(said))


def _where(scene: Scene, progress: Progress) -> tuple[str, ...]:
    """Say where to answer, or that the clinic has the answers."""
    has_sent = link.greeting(scene, progress)
    return (*has_sent, scene.fill(scene.phrases.page_again if has_sent else scene.phrases.page_only))


def _is_own(progress: Progress) -> bool:
    """Return whether the chat asks something of its own."""
    return progress.aside in OWN_ASIDES or progress.step in OWN_STEPS
