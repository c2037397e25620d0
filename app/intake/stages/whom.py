"""Ask whom the questions are about."""

from __future__ import annotations

from dataclasses import replace

from app.intake import ear
from app.intake.answers import pick
from app.intake.progress import Progress, Whom
from app.intake.scene import Move, Scene
from app.intake.stages import handed_in

CHOICES = (Whom.SELF, Whom.CHILD, Whom.ADULT)


def ask(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.whom)


def answer(scene: Scene, progress: Progress) -> Move:
    lexicon = scene.phrases.lexicon
    options = (lexicon.about_self, lexicon.about_child, lexicon.about_adult)
    index = ear.choose(scene.message.text, options)
    if index is None:
        index = pick(scene.message.text, options, with_extra_words=True)
    if index is None:
        return Move(progress, (scene.fill(scene.phrases.choose_number),))
    return chosen(progress, CHOICES[index])


def chosen(progress: Progress, whom: Whom) -> Move:
    """Go on to the privacy text, or to the sender's own answers on file."""
    # After a long silence the number may have a new owner, who has no answers here.
    known = (person for person in progress.people if person.id not in progress.doubted)
    own = next((person for person in known if not person.other), None)
    if whom is Whom.SELF and own:
        return handed_in.change(progress, own)
    return Move(replace(progress, step="consent", aside=None, whom=whom))
