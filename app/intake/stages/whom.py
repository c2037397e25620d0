"""Ask whom the questions are about."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from app.intake import ear
from app.intake.answers import pick
from app.intake.keywords import Said, plain, plain_all
from app.intake.lexicon import Lexicon
from app.intake.progress import Progress, Whom
from app.intake.scene import Move, Scene
from app.intake.stages import handed_in

# "My 3 year old son" picks no number.
AGE = re.compile(
    r"\b\d+ (?:years? old|year|yr old|yrs old|months? old|weeks? old|years|months|yo|anos|anitos|meses)\b"
)
POSSESSIVE = re.compile(r"['’]s\b")
CHOICES = (Whom.SELF, Whom.CHILD, Whom.ADULT)


def ask(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.whom)


def answer(scene: Scene, progress: Progress) -> Move:
    # A greeting may have told the wrong language: "my son" says more than "hola".
    for phrases in (scene.phrases, *scene.offered):
        if whom := _named(scene.message.text, phrases.lexicon):
            return chosen(replace(progress, language=phrases.code), whom)
    return Move(progress, (scene.fill(scene.phrases.choose_number),))


def _named(text: str, lexicon: Lexicon) -> Whom | None:
    """Return who is named in the first clause, or in the whole text.

    The others are looked for before the sender, because "para mi hija" begins like "para mí".
    """
    around = plain_all(lexicon.about_whom)
    others = ((), lexicon.about_child, lexicon.about_adult)
    everybody = (lexicon.about_self, *others[1:])
    within = (_clear_alone(lexicon.about_self, around), *others[1:])
    if len(text) > ear.LONGEST_HEARD:
        index = pick(text, within, with_extra_words=True)
        return None if index is None else CHOICES[index]
    # Without a comma, the first clause is the whole text.
    clauses = [Said(_without_age(each)) for each in dict.fromkeys((text.partition(",")[0], text))]
    ways = [ear.choose(said, options, around) for said in clauses for options in (others, everybody)]
    ways.append(pick(clauses[-1], within, with_extra_words=True))
    return next((CHOICES[index] for index in ways if index is not None), None)


@cache
def _clear_alone(labels: tuple[str, ...], around: frozenset[str]) -> tuple[str, ...]:
    """Return the labels that say whom whatever follows: "mi" is not among them."""
    return tuple(label for label in labels if set(plain(label).split()) - around)


def _without_age(text: str) -> str:
    return AGE.sub("", plain(POSSESSIVE.sub("", text))) or text


def chosen(progress: Progress, whom: Whom) -> Move:
    """Go on to the privacy text, or to the sender's own answers on file."""
    # After a long silence the number may have a new owner, who has no answers here.
    known = (person for person in progress.people if person.id not in progress.doubted)
    own = next((person for person in known if not person.other), None)
    if whom is Whom.SELF and own:
        return handed_in.change(progress, own)
    return Move(replace(progress, step="consent", aside=None, whom=whom))
