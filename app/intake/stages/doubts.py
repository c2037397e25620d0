"""What is asked about an answer: is it one, which day, what does it replace?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.intake import burst, ear, no_answer, pace, path
from app.intake.answers import Accepted, Ambiguous, Reading, Rejected, pick
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.birth_date import BIRTH_DATE, read_year_or_age, taken, words
from app.intake.channel import isolated, shorten
from app.intake.definition import AnswerKind
from app.intake.keywords import Keyword, plain
from app.intake.piece import Piece, added, judge, told_that_added
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene
from app.intake.stages import minor
from app.intake.stages.question import answer, follow, head, read_age_of_a_child, take, tell


def ask_belongs(scene: Scene, progress: Progress) -> str:
    titles = enumerate((scene.words(each).title for each in _two(scene, progress)), start=1)
    options = (scene.fill(scene.phrases.option, number=number, label=title) for number, title in titles)
    return "\n".join((scene.fill(scene.phrases.which_answer), *options))


def answer_belongs(scene: Scene, progress: Progress) -> Move:
    text, _ = progress.readings
    before, asked = _two(scene, progress)
    back = replace(progress, aside=None, readings=())
    match ear.choose(scene.message.text, tuple((scene.words(each).title,) for each in (before, asked))):
        case 0:
            return _added_to_the_one_before(scene, back, before, text)
        case 1:
            return tell(scene, back, asked, text)
        case _:
            return _still_more(scene, progress, before, asked)


def _still_more(scene: Scene, progress: Progress, before: Question, asked: Question) -> Move:
    """Let more of the same answer wait with what came first.

    If it cannot belong to the one before, all of it answers the open question.
    """
    more = f"{progress.readings[0]}\n{scene.message.text}"
    piece, is_unread = (
        judge(scene, progress, before, asked, more),
        scene.is_recent(scene.asked_at(progress), pace.SURELY),
    )
    is_talk = scene.message.meant.no_answer(asked.key) >= no_answer.ASKED
    if scene.command or (is_talk and not is_unread) or len(more) > asked.limit:
        return Move(progress, (scene.fill(scene.phrases.choose_number),))
    is_before = piece is not Piece.OPEN
    kept = added(scene, progress, before, before.reader.joint.join(more.split("\n"))) if is_before else None
    if kept and piece is Piece.BEFORE:
        return told_that_added(scene, path.leave(kept), before)
    if kept:
        waiting = replace(progress, readings=(more, before.key), asked_at=scene.now)
        return Move(waiting, then_ask=not is_unread)
    if asked.health:
        return tell(scene, path.leave(progress), asked, more)
    return Move(progress, (scene.fill(scene.phrases.choose_number),))


def _two(scene: Scene, progress: Progress) -> tuple[Question, Question]:
    return scene.question(progress.readings[1]), scene.question(progress.step)


def _added_to_the_one_before(scene: Scene, progress: Progress, before: Question, text: str) -> Move:
    kept = added(scene, progress, before, before.reader.joint.join(text.split("\n")))
    if kept is None:
        return Move(progress, (scene.fill(scene.phrases.not_saved),), tells_unkept=True)
    return Move(kept, (scene.fill(scene.phrases.is_saved),))


LONGEST_SHOWN = 200
YES = 0


def ask_add_or_replace(scene: Scene, progress: Progress) -> str:
    question = scene.question(progress.step)
    return f"{head(scene, progress, question)}\n{scene.fill(scene.phrases.add_or_replace)}"


def answer_add_or_replace(scene: Scene, progress: Progress) -> Move:
    question = scene.question(progress.step)
    left = replace(progress, aside=None)
    match ear.choose(scene.message.text, ((), ())):
        case 0:
            return Move(left)
        case 1:
            return Move(replace(left, replacing=(*progress.replacing, question.key)))
        case _:
            return answer(scene, left)


def ask_which_day(scene: Scene, progress: Progress) -> str:
    labels = enumerate(_labels(scene, progress), start=1)
    options = (scene.fill(scene.phrases.option, number=number, label=label) for number, label in labels)
    return "\n".join((scene.fill(scene.phrases.which_day), *options))


def answer_which_day(scene: Scene, progress: Progress) -> Move:
    asked = scene.question(progress.step)
    context = scene.context_of(asked)
    index = picked(scene, progress)
    if index is not None:
        return follow(scene, progress, taken(date.fromisoformat(progress.readings[index]), context))
    reading = asked.reader.read(scene.message.text, context)
    if isinstance(reading, Rejected):
        return Move(progress, (scene.fill(scene.phrases.choose_number),))
    return follow(scene, progress, reading)


def picked(scene: Scene, progress: Progress) -> int | None:
    """Return the day picked by number, in full, or by a word only it has ("April")."""
    labels = _labels(scene, progress)
    index = pick(scene.message.text, [(label,) for label in labels])
    if index is not None:
        return index
    said = plain(scene.message.text).split()
    fitting = [place for place, label in enumerate(labels) if set(said) <= set(plain(label).split())]
    is_word = any(not word.isdecimal() for word in said)
    return fitting[0] if is_word and len(fitting) == 1 else None


def _labels(scene: Scene, progress: Progress) -> list[str]:
    return [words(value, scene.phrases.code) for value in progress.readings]


def _meant(scene: Scene, progress: Progress) -> str:
    """Return what is asked about, without a remark beside it.

    All of it is asked about if only a part of it was taken before.
    """
    question, (typed,) = scene.question(progress.step), progress.readings
    if question.item is not None and question.item.kind is not AnswerKind.TEXT:
        return typed  # what is doubted is the value itself
    reading = question.reader.read(typed, scene.context_of(question))
    is_part = isinstance(reading, Accepted) and reading.value != progress.answers.get(question.key)
    return reading.value if isinstance(reading, Accepted) and is_part else typed


def ask_is_it(scene: Scene, progress: Progress) -> str:
    question = scene.question(progress.step)
    if question.item is not None and question.item.kind in _SHORT:
        value = question.reader.show(progress.readings[0], scene.phrases.code)
        return scene.phrases.answers.is_that.format(value=isolated(shorten(value, LONGEST_SHOWN)))
    if question.health:
        return scene.fill(scene.phrases.is_it_unquoted, title=scene.words(question).title)
    mention = scene.words(question).mention
    value = _meant(scene, progress)
    if question.reader is ADDRESS and ear.speaks_of_health(value):
        return scene.fill(scene.phrases.health_as_address)
    return scene.fill(scene.phrases.is_it, value=isolated(shorten(value, LONGEST_SHOWN)), mention=mention)


_SHORT = frozenset(
    {
        AnswerKind.ONE,
        AnswerKind.SEVERAL,
        AnswerKind.YES_NO,
        AnswerKind.NUMBER,
        AnswerKind.DATE,
        AnswerKind.LIST,
    }
)
"""The kinds of which it is asked what was understood: they were read, and are a few words."""


def answer_is_it(scene: Scene, progress: Progress) -> Move:
    back = replace(progress, aside=None, readings=())
    # "That's it" and "correct" say yes here.
    is_assent = scene.keyword is Keyword.DONE or ear.is_assent(scene.message.text)
    match YES if is_assent else ear.choose(scene.message.text, (ear.yes_words(), ear.no_words())):
        case 0 if scene.question(progress.step).many:
            return tell(scene, back, scene.question(progress.step), progress.readings[0])
        case 0:
            return take(scene, back, _meant(scene, progress))
        case 1:
            return Move(back)
        case _:
            return burst.join(scene, back) or answer(scene, back)


def ask_year_or_age(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.year_or_age)


def answer_year_or_age(scene: Scene, progress: Progress) -> Move:
    return follow(scene, progress, _read_year_or_age(scene, progress))


def _read_year_or_age(scene: Scene, progress: Progress) -> Reading:
    young = read_age_of_a_child(scene, progress, is_asked=True)
    return young or read_year_or_age(scene.message.text, scene.context_of(scene.question(progress.step)))


def answer_minor(scene: Scene, progress: Progress) -> Move:
    """Hear who is writing, or another birth date: the one before may be a slip."""
    if minor.says_carer(scene):
        return minor.as_carer(scene, progress)
    reading = BIRTH_DATE.read(scene.message.text, scene.context_of(scene.question(progress.step)))
    is_date = isinstance(reading, Accepted | Ambiguous)
    return follow(scene, progress, reading) if is_date else minor.answer(scene, progress)
