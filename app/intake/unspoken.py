"""Answer those who write in a language that the chat does not speak.

They are told so in their own, with the clinic's number, and then asked as anybody is.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from app.intake.keywords import plain
from app.intake.kind import Kind
from app.intake.phrase_lists import listed
from app.intake.progress import Progress
from app.intake.scene import Move, Scene

LONGEST: Final = 120


class Unspoken(NamedTuple):
    """A language by what shows it, and what is said in it."""

    greetings: tuple[str, ...]
    """How a first message begins."""
    pleas: tuple[str, ...]
    """What shows it in the middle of a conversation, too."""
    said: str
    link: str


def _spaced(words: str) -> tuple[str, ...]:
    """Return a list of phrases as they stand in a plain text, once for all messages."""
    return tuple(f" {plain(each)} " for each in listed(words))


_FRENCH: Final = Unspoken(
    _spaced("bonjour | bonsoir | salut | coucou | s'il vous plaît | merci"),
    _spaced(
        "je ne parle pas | je parle pas | je ne comprends pas | je comprends pas | je parle français | parlez vous français"
        " | en français"
    ),
    "Bonjour. Cet assistant automatique ne parle pas français. Appelez-nous : {phone}. En cas d’urgence : {emergency}.",
    "Pour répondre sur notre page, écrivez *LINK*.",
)
_PORTUGUESE: Final = Unspoken(
    _spaced("bom dia | boa tarde | boa noite | tudo bem | por favor moça | obrigado | obrigada"),
    _spaced(
        "não falo | não entendo inglês | não entendo espanhol | falo português | em português | você fala português"
    ),
    "Olá. Este assistente automático não fala português. Ligue para nós: {phone}. Em caso de emergência: {emergency}.",
    "Para responder na nossa página, escreva *LINK*.",
)
LANGUAGES: Final = (_FRENCH, _PORTUGUESE)


def greeted(scene: Scene) -> tuple[str, ...]:
    """Return what to say first to a stranger who writes in such a language."""
    return _said(scene, with_greetings=True)


def answer(scene: Scene, progress: Progress) -> Move | None:
    """Answer somebody who says that they speak another language."""
    said = _said(scene, with_greetings=False)
    return Move(progress, said) if said else None


def _said(scene: Scene, *, with_greetings: bool) -> tuple[str, ...]:
    text = scene.message.text
    if scene.message.kind is not Kind.TEXT or len(text) > LONGEST:
        return ()
    typed = f" {plain(text)} "
    for language in LANGUAGES:
        begins = with_greetings and typed.startswith(language.greetings)
        if begins or any(plea in typed for plea in language.pleas):
            has_page = scene.clinic.intake_mode != "chat"
            return (scene.fill(" ".join((language.said, *((language.link,) if has_page else ())))),)
    return ()
