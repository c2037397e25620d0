"""Hand out the one-time link to the form on the clinic's own page."""

from __future__ import annotations

from dataclasses import replace

from babel.units import format_unit

from app.intake.path import CLOSED
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import alarm, consent
from app.intake.stages.review import reference


def ask(scene: Scene, progress: Progress) -> str:
    """Say where to answer, with the link, if one is left for today."""
    phrases = scene.phrases
    if not scene.message.link:
        return scene.fill(phrases.no_more_links)
    said = with_link(scene, phrases.link)
    or_here = () if scene.by_link else (scene.fill(phrases.link_or_here),)
    return "\n\n".join((*greeting(scene, progress), said, *or_here))


def with_link(scene: Scene, phrase: str) -> str:
    """Return a phrase with the link, and how long that works."""
    lasts = format_unit(scene.clinic.link_hours, "hour", "long", locale=scene.phrases.locales[0])
    return scene.fill(phrase, link=scene.message.link, lasts=lasts)


def answer(scene: Scene, progress: Progress) -> Move:
    """Go on in the chat with a sender who answers there instead."""
    return Move(replace(progress, step="whom", aside=None), (scene.fill(scene.phrases.here_again),))


def is_before_the_language(progress: Progress) -> bool:
    """Return whether the sender is asked for a language, and has none yet."""
    return progress.step == "language" and progress.language is None


def hand_out(scene: Scene, progress: Progress) -> Move:
    """Hand out a link. What is open stays open: the page goes on with it."""
    back = consent.return_from(progress).progress if progress.step in CLOSED else progress
    if back.aside in alarm.ASIDES:
        back = alarm.carry_on(back)
    left = replace(back, aside=None, readings=()) if back.aside in LEFT else back
    return Move(at_start(left), (ask(scene, left),), then_ask=False)


def at_start(progress: Progress) -> Progress:
    """Go to the link from a step that is before any answer."""
    is_early = progress.step in {"language", "way", "whom"} and progress.aside is None
    return (
        replace(progress, step="link") if is_early and progress.language and not progress.begun else progress
    )


LEFT = frozenset({"language", "delete", "restart", "not_me", "noted", "next_person"})
"""Asides that somebody leaves who asks for a link."""


def greeting(scene: Scene, progress: Progress) -> tuple[str, ...]:
    """Return the line for a sender with answers on file."""
    if progress.step != "submitted" or not progress.people:
        return ()
    if progress.doubted:
        return (scene.fill(scene.phrases.returning_in_doubt),)
    return (scene.fill(scene.phrases.returning, reference=reference(progress.people[-1].id)),)
