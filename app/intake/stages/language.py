"""Ask for the language: first of all, and on request at any time."""

from __future__ import annotations

from dataclasses import replace

from app.intake import path
from app.intake.answers import pick
from app.intake.keywords import plain, plain_all
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.words import Phrases


def ask(scene: Scene, progress: Progress) -> str:
    return _list(scene) if progress.language else f"{_who_we_are(scene, scene.phrases)}\n\n{_list(scene)}"


def answer(scene: Scene, progress: Progress) -> Move:
    labels = [(phrases.native_name, phrases.english_name) for phrases in scene.offered]
    index = pick(scene.message.text, labels, with_extra_words=True)
    if index is None:
        choose = "\n".join(phrases.choose_language for phrases in _readers(scene, progress))
        return Move(progress, (choose, _list(scene)), then_ask=False)
    return chosen(progress, scene.offered[index])


def chosen(progress: Progress, phrases: Phrases) -> Move:
    """Go on in that language: to the consent, or back to what was open."""
    if progress.aside == "language":
        back = replace(progress, aside=path.under(progress), language=phrases.code)
        return Move(back, (phrases.language_chosen,))
    return Move(replace(progress, step="consent", aside=None, language=phrases.code))


def greet(scene: Scene, progress: Progress) -> Move:
    """Answer a stranger's first message.

    The language is asked only if there is a choice. After a reset by the clinic a language is known, and the open
    question is asked, whatever the message says.
    """
    if progress.language:
        return Move(progress, () if progress.people else (_who_we_are(scene, scene.phrases),))
    if len(scene.offered) == 1:
        only = scene.offered[0]
        return replace(chosen(progress, only), say=(_who_we_are(scene, only),))
    return Move(progress)


def greeted_in(text: str, offered: tuple[Phrases, ...]) -> Phrases | None:
    """Return the language of a bare greeting, unless several share the greeting."""
    typed = plain(text)
    found = [phrases for phrases in offered if typed in plain_all(phrases.lexicon.greetings)]
    return found[0] if len(found) == 1 else None


def _who_we_are(scene: Scene, lead: Phrases) -> str:
    """Return the welcome in one language, and the emergency number in all of them."""
    others = (phrases for phrases in scene.offered if phrases is not lead)
    lines = (scene.fill(phrases.emergency_line) for phrases in (lead, *others))
    return "\n\n".join((scene.fill(lead.welcome), "\n".join(lines)))


def _list(scene: Scene) -> str:
    prompts = " · ".join(phrases.which_language for phrases in scene.offered)
    numbered = (f"*{number}* {phrases.native_name}" for number, phrases in enumerate(scene.offered, start=1))
    return "\n".join((prompts, *numbered))


def _readers(scene: Scene, progress: Progress) -> tuple[Phrases, ...]:
    return (scene.phrases,) if progress.language else scene.offered
