"""Ask for the language: first of all, and on request at any time."""

from __future__ import annotations

from dataclasses import replace

from app.intake import ear, path, unspoken
from app.intake.answers import pick
from app.intake.ear import language_of, written_in
from app.intake.keywords import Keyword, plain, plain_all
from app.intake.kind import Kind
from app.intake.named_whom import all_named
from app.intake.progress import FIRST_STEP, Progress
from app.intake.scene import Move, Scene
from app.intake.words import Phrases

NEXT = {"ask": "way", "link": "link"}
"""Where patients answer -> the step after the language, if that is not `whom`."""


def ask(scene: Scene, progress: Progress) -> str:
    listed = _list(scene, progress)
    return listed if progress.language else f"{_who_we_are(scene, scene.phrases)}\n\n{listed}"


def answer(scene: Scene, progress: Progress) -> Move:
    labels = [(phrases.native_name, phrases.english_name) for phrases in scene.offered]
    index = pick(scene.message.text, labels, with_extra_words=True)
    wanted = scene.offered[index] if index is not None else _named(scene) or _numbered(scene)
    if wanted is None:
        choose = "\n".join(phrases.choose_language for phrases in _readers(scene, progress))
        return Move(progress, (choose, _list(scene, progress)), then_ask=False)
    return chosen(scene, progress, wanted)


def switch(scene: Scene, progress: Progress, code: str) -> Move | None:
    """Go on in another language that a whole message names, at any step."""
    is_open = progress.language is None or "language" in {progress.step, progress.aside}
    wanted = None if is_open else _offered(scene, code)
    # "En" and "es" are words of other sentences.
    if wanted is None or wanted.code == progress.language or plain(scene.message.text) == wanted.code:
        return None
    return Move(replace(progress, language=wanted.code), (wanted.language_chosen,))


def _named(scene: Scene) -> Phrases | None:
    return _offered(scene, language_of(scene.message.text))


def _offered(scene: Scene, code: str | None) -> Phrases | None:
    return next((phrases for phrases in scene.offered if phrases.code == code), None)


def _numbered(scene: Scene) -> Phrases | None:
    index = ear.choose(scene.message.text, tuple(() for _ in scene.offered))
    return None if index is None else scene.offered[index]


def chosen(scene: Scene, progress: Progress, phrases: Phrases) -> Move:
    """Go on in that language, or back to what was open."""
    if progress.aside == "language":
        back = replace(progress, aside=path.under(progress), language=phrases.code)
        return Move(back, (phrases.language_chosen,))
    if progress.step != FIRST_STEP:  # somebody on file whose language is not known
        return Move(replace(progress, language=phrases.code))
    step = "link" if scene.keyword is Keyword.LINK else NEXT.get(scene.clinic.intake_mode, "whom")
    return Move(replace(progress, step=step, aside=None, language=phrases.code))


def greet(scene: Scene, progress: Progress) -> Move:
    """Answer a stranger's first message.

    If it names several people, they are remembered.
    """
    move = _greeted(scene, progress)
    people = (all_named(scene.message.text, phrases.lexicon) for phrases in scene.offered)
    also = next((each for each in people if len(each) > 1), ())
    return replace(move, progress=replace(move.progress, also=also)) if also else move


def _greeted(scene: Scene, progress: Progress) -> Move:
    """Return the welcome.

    The language is asked for only if there is a choice and the message does not show it. After a reset by the clinic the
    language is known, and the open question is asked, whatever the message says.
    """
    if progress.language:
        return Move(progress, () if progress.people else (_who_we_are(scene, scene.phrases),))
    if said := unspoken.greeted(scene):
        return _greet_in_another(scene, progress, said)
    if len(scene.offered) == 1:
        only = scene.offered[0]
        return replace(chosen(scene, progress, only), say=(_who_we_are(scene, only),))
    if wanted := _named(scene):
        return replace(chosen(scene, progress, wanted), say=(_who_we_are(scene, wanted),))
    if written := _written(scene):
        others = "\n".join(phrases.instead for phrases in scene.offered if phrases is not written)
        return replace(chosen(scene, progress, written), say=(_who_we_are(scene, written), others))
    return Move(progress)


def _greet_in_another(scene: Scene, progress: Progress, said: tuple[str, ...]) -> Move:
    """Say in the sender's own language that we do not speak it, and ask on."""
    if len(scene.offered) > 1:
        return Move(progress, said)
    only = scene.offered[0]
    return replace(chosen(scene, progress, only), say=(*said, _who_we_are(scene, only)))


def _written(scene: Scene) -> Phrases | None:
    """Return the language of a first message, if the message shows it.

    A word of one language is enough: most people go on in the language they greet in. A wrong guess costs no more
    than the question, because the reply says how to change it.
    """
    text = scene.message.text
    if scene.keyword is Keyword.LINK:
        spoken = [each for each in scene.offered if ear.find(text, (each,), with_link=True)]
        return spoken[0] if len(spoken) == 1 else None
    if scene.keyword or scene.message.kind is not Kind.TEXT:
        return None
    code = written_in(text)
    return next((phrases for phrases in scene.offered if phrases.code == code), None)


def greeted_in(text: str, offered: tuple[Phrases, ...]) -> Phrases | None:
    """Return the language of a greeting, or of a first message in everyday words."""
    typed = plain(text)
    found = [phrases for phrases in offered if typed in plain_all(phrases.lexicon.greetings)]
    code = found[0].code if len(found) == 1 else written_in(text)
    return next((phrases for phrases in offered if phrases.code == code), None)


def _who_we_are(scene: Scene, lead: Phrases) -> str:
    """Return the welcome in one language, and the emergency number in all of them."""
    others = (phrases for phrases in scene.offered if phrases is not lead)
    lines = (scene.fill(phrases.emergency_line) for phrases in (lead, *others))
    welcome = lead.welcome_to_page if scene.by_link else lead.welcome
    return "\n\n".join((scene.fill(welcome), "\n".join(lines)))


def _list(scene: Scene, progress: Progress) -> str:
    """List the languages by their own names.

    Somebody who reads none of them can still call: a number needs no words.
    """
    numbered = (f"*{number}* {phrases.native_name}" for number, phrases in enumerate(scene.offered, start=1))
    phone = () if progress.language else (f"☎ {scene.clinic.phone}",)
    return "\n".join((scene.phrases.which_language, *numbered, *phone))


def _readers(scene: Scene, progress: Progress) -> tuple[Phrases, ...]:
    return (scene.phrases,) if progress.language else scene.offered
