"""Offer to change an earlier answer that a patient corrects in their own words.

Nothing changes before a yes. After a no the old answer stays, and the words go on as what they would have been.
"""

from __future__ import annotations

from dataclasses import replace

from app.intake import addition, burst, correction, ear, path
from app.intake.answers import Accepted
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.texts import CODES
from app.intake.channel import isolated, shorten
from app.intake.correction import Correction
from app.intake.keywords import Keyword
from app.intake.progress import Person, Progress
from app.intake.questions import joined
from app.intake.scene import Move, Scene
from app.intake.stages import handed_in, minor, question, review

LONGEST_SHOWN = 200
ADDED, REPLACED = "added", "replaced"
PARTS = 4
"""The readings are the words, the key, the new value, and whether it is added."""


def offer(scene: Scene, progress: Progress) -> Move | None:
    """Ask whether to change the answer that a message corrects."""
    if not _may_correct(scene, progress):
        return None
    if progress.step in review.LISTS and (own := correction.own_named(scene, progress)):
        keys = [question.key for question in scene.questions_of(progress)]
        return review.edit(scene, path.leave(progress), keys.index(own) + 1)
    person = _person(progress)
    handed = dict.fromkeys(person.answered, "") if person else {}
    answers = {**handed, **progress.answers}
    found = correction.hear(scene, progress, answers)
    if found and found.is_added and found.key == progress.told and burst.is_too_soon(scene, progress):
        return None  # it goes on with that answer
    return _offered(scene, path.leave(progress), scene.message.text, found)


def _offered(scene: Scene, progress: Progress, words: str, found: Correction | None) -> Move | None:
    if found is None or not all(_is_takeable(scene, progress, found, value) for value in found.values):
        return None
    if len(found.values) > 1:
        there = path.at(progress, scene.question(found.key))
        return Move(replace(there, aside="which_day", readings=found.values))
    how = ADDED if found.is_added else REPLACED
    return Move(replace(progress, aside="correct", readings=(str(words), found.key, found.values[0], how)))


def offer_more(scene: Scene, progress: Progress) -> Move | None:
    """Ask whether to add what comes when all answers are shown, or sent.

    Nothing can be added to an answer on file that is no list: there it stays a note, as all else does at the list of changes.
    """
    text, is_sent = scene.message.text, progress.step == "submitted"
    is_at = progress.aside is None and (is_sent or progress.step == "review")
    is_more = ear.continues(text) if is_sent else review.is_other(scene) and not correction.is_likely(text)
    if not (is_at and is_more and _may_correct(scene, progress)):
        return None
    person = _person(progress)
    on_file = person.answered if person else ()
    lists = {question.key for question in scene.questions_of(progress) if question.many}
    found = addition.hear(scene, progress, {*progress.answers, *lists.intersection(on_file)})
    return _offered(scene, progress, scene.message.text, found)


def answer_which(scene: Scene, progress: Progress) -> Move:
    """Take the number of the answer that words are about; a yes sends nothing yet."""
    back, words = path.leave(progress), progress.readings[0]
    number = review.number_alone(scene)
    if number is None:
        is_sent = scene.keyword is Keyword.SEND or not ear.is_assent(scene.message.text)
        return review.answer(scene, back) if is_sent else Move(back)
    asked = review.numbered(scene, back, number)
    earlier = back.answers.get(asked.key, "") if asked else ""
    found = correction.about(scene, words, asked, earlier) if asked else None
    return _offered(scene, back, words, found) or review.edit(scene, back, number)


def _may_correct(scene: Scene, progress: Progress) -> bool:
    if scene.alarm:
        return False
    if progress.step == "submitted":
        return progress.aside in {None, "noted"} and _person(progress) is not None
    if progress.step in review.LISTS:
        return progress.aside in {None, "which"} and not review.says_send(scene)
    return progress.aside in {None, "is_it"} and path.is_question(scene, progress)


def _person(progress: Progress) -> Person | None:
    """Return the only person on file whom a correction can be about."""
    if progress.on_file:
        return progress.on_file
    is_alone = progress.step == "submitted" and len(progress.people) == 1 and not progress.doubted
    return progress.people[0] if is_alone else None


def _is_takeable(scene: Scene, progress: Progress, found: Correction, value: str) -> bool:
    """Return whether the value may be taken: no child answers alone by it."""
    asked = scene.question(found.key)
    if found.is_added and joined(asked.limit, progress.answers.get(found.key, ""), value) is None:
        return False
    if asked.reader is not BIRTH_DATE or progress.step != "submitted":
        return True
    return not minor.may_be_alone(scene, value)


def fits(scene: Scene, progress: Progress) -> bool:
    """Return whether a correction can be open."""
    keys = {question.key for question in scene.questions_of(progress)}
    readings = progress.readings
    if len(readings) != PARTS or readings[1] not in keys:
        return False
    at = progress.step in review.LISTS or path.is_question(scene, progress)
    return at or (progress.step == "submitted" and _person(progress) is not None)


def ask(scene: Scene, progress: Progress) -> str:
    _words, key, value, how = progress.readings
    asked = scene.question(key)
    texts = scene.words(asked)
    is_shown = not asked.health or scene.clinic.health_listed
    shown = asked.reader.show(value, scene.phrases.code)
    quoted = scene.phrases.quoted.format(value=isolated(shorten(shown, LONGEST_SHOWN)))
    said = quoted if is_shown else scene.phrases.what_you_sent
    if how == ADDED:
        return scene.fill(scene.phrases.add_to, title=texts.title, value=said)
    return scene.fill(scene.phrases.change_to, mention=texts.mention, value=said)


def answer(scene: Scene, progress: Progress) -> Move:
    words = progress.readings[0]
    back = replace(progress, aside=None, readings=())
    if burst.is_too_soon(scene, progress) and (move := _beside(scene, progress)):
        return move
    match ear.choose(scene.message.text, (ear.yes_words(), ear.no_words())):
        case 0:
            return _changed(scene, back, progress.readings)
        case 1:
            return _left(scene, back, words)
        case _:
            return _beside(scene, progress) or Move(progress, (scene.fill(scene.phrases.choose_number),))


def _beside(scene: Scene, progress: Progress) -> Move | None:
    """Take other words as what they are at the question beneath, and ask again."""
    is_steering = scene.command is not None and scene.keyword not in CODES
    if is_steering or not path.is_question(scene, progress):
        return None
    beneath = path.leave(progress)
    move = burst.join(scene, beneath) or question.answer(scene, beneath)
    if move.progress.aside or move.progress.answers == beneath.answers:
        return None
    readings = _with_more(scene, progress.readings, beneath, move.progress)
    return replace(move, progress=replace(move.progress, aside="correct", readings=readings))


def _with_more(scene: Scene, readings: tuple[str, ...], before: Progress, after: Progress) -> tuple[str, ...]:
    """Add to the new value what was added meanwhile to the answer that it replaces."""
    words, key, value, how = readings
    is_added_to = how == REPLACED and before.answers.get(key) != after.answers.get(key)
    whole = joined(scene.question(key).limit, value, scene.message.text) if is_added_to else None
    return words, key, whole or value, how


def _changed(scene: Scene, progress: Progress, readings: tuple[str, ...]) -> Move:
    """Change the answer, and go on where the patient was."""
    _words, key, value, how = readings
    asked = scene.question(key)
    if progress.step == "submitted":
        return _sent_after(scene, progress, key, value, how)
    if progress.on_file and how == REPLACED and asked.many:
        progress = replace(progress, replacing=tuple(dict.fromkeys((*progress.replacing, key))))
    whole = joined(asked.limit, progress.answers.get(key, ""), value) if how == ADDED else value
    if whole is None:
        return Move(progress, (scene.fill(scene.phrases.not_saved),), tells_unkept=True)
    move = question.take(scene, path.at(progress, asked), whole)
    said = (scene.fill(scene.phrases.corrected),)
    if move.progress.aside or whole != move.progress.answers.get(key):  # a child answers alone
        return move
    return replace(move, progress=replace(move.progress, step=progress.step), say=said)


def _sent_after(scene: Scene, progress: Progress, key: str, value: str, how: str) -> Move:
    """Hand in the change of somebody who has sent their answers already."""
    person = progress.people[0]
    replacing = (key,) if how == REPLACED else ()
    changing = replace(
        path.empty(progress), step="changes", patient=person.id, answers={key: value}, replacing=replacing
    )
    return review.update(scene, changing, person)


def _left(scene: Scene, progress: Progress, words: str) -> Move:
    """Leave the old answer; take the words for what else they may be."""
    if progress.step == "submitted":
        return handed_in.note(scene, progress, words)
    if not path.is_question(scene, progress):
        return Move(progress)
    asked = scene.question(progress.step)
    is_read = isinstance(asked.reader.read(words, scene.context_of(asked)), Accepted)
    return Move(replace(progress, aside="is_it", readings=(words,)) if is_read else progress)
