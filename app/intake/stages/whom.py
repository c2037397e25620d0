"""Ask whom the questions are about: of several people, one after the other."""

from __future__ import annotations

from dataclasses import replace

from app.intake import ear, path
from app.intake.named_whom import all_named, named_alone, names_only, names_several
from app.intake.progress import Progress, Whom
from app.intake.scene import Move, Scene
from app.intake.stages import handed_in


def ask(scene: Scene, progress: Progress) -> str:
    asked = scene.fill(scene.phrases.whom)
    return f"{scene.fill(scene.phrases.one_by_one)}\n\n{asked}" if progress.also else asked


def answer(scene: Scene, progress: Progress) -> Move:
    # A greeting may have told the wrong language: "my son" says more than "hola".
    for phrases in (scene.phrases, *scene.offered):
        if people := all_named(scene.message.text, phrases.lexicon):
            return _first_of(scene, replace(progress, language=phrases.code), people)
    are_several = any(names_several(scene.message.text, phrases.lexicon) for phrases in scene.offered)
    said = scene.phrases.one_by_one if are_several else scene.phrases.choose_number
    return Move(progress, (scene.fill(said),))


def unless_named(scene: Scene, progress: Progress) -> Scene:
    """Return the scene without danger where a text only says whom it is about.

    "My husband and I" sounds like the beginning of a cry.
    """
    is_asked = (progress.aside or progress.step) in {"language", "whom", "consent", "next_person"}
    is_told = is_asked and any(names_only(scene.message.text, each.lexicon) for each in scene.offered)
    return replace(scene, alarm=None) if is_told else scene


def _first_of(scene: Scene, progress: Progress, people: tuple[Whom, ...]) -> Move:
    """Go on with the first, and remember the others."""
    if len(people) == 1:
        return chosen(progress, people[0])
    move = chosen(replace(progress, also=people), people[0])
    return move if progress.also else replace(move, say=(scene.fill(scene.phrases.one_by_one), *move.say))


def chosen(progress: Progress, whom: Whom) -> Move:
    """Go on to the privacy text, or to the sender's own answers on file."""
    # After a long silence the number may have a new owner, who has no answers here.
    known = (person for person in progress.people if person.id not in progress.doubted)
    own = next((person for person in known if not person.other), None)
    waiting = replace(progress, also=_without(progress.also, whom))
    if whom is Whom.SELF and own:
        return handed_in.change(waiting, own)
    return Move(replace(waiting, step="consent", aside=None, whom=whom))


def _without(people: tuple[Whom, ...], whom: Whom) -> tuple[Whom, ...]:
    at = people.index(whom) if whom in people else len(people)
    return (*people[:at], *people[at + 1 :])


def first(scene: Scene, progress: Progress) -> Move | None:
    """Change whom the sender begins with, of several people: "my sister first"."""
    if progress.whom is None or not progress.also:
        return None
    whom = named_alone(scene.message.text, scene.phrases.lexicon)
    if whom is None:
        return None
    # What a carer told of the child may not become the sender's own.
    return chosen(replace(path.empty(progress), also=(progress.whom, *progress.also)), whom)


def ask_next(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.next_person)


def answer_next(scene: Scene, progress: Progress) -> Move:
    """Begin with the next person, or read the message as at the menu."""
    text, left = scene.message.text, replace(path.leave(progress), also=())
    match ear.choose(text, (ear.yes_words(), ear.no_words())):
        case 0:
            whom: Whom | None = progress.also[0]
        case 1:
            return handed_in.nothing_now(scene, left)
        case _:
            whom = named_alone(text, scene.phrases.lexicon)
    if whom is None:
        return handed_in.answer(scene, left)
    return chosen(replace(handed_in.for_someone_else(left).progress, also=progress.also), whom)
