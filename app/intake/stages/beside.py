"""Answer what people say beside an answer: about the form, or to us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from app.intake import ear, no_answer, path
from app.intake.answers import Accepted, Rejected
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.bare_words import is_bare
from app.intake.answers.birth_date import BIRTH_DATE, youngest_told
from app.intake.answers.names import NAME
from app.intake.answers.texts import NONE_STATED
from app.intake.keywords import plain
from app.intake.no_answer import Remark
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene
from app.intake.stages import alarm, consent, handed_in, link, review
from app.intake.stages.question import done, take_code
from app.intake.talk import Talk

OVER_A_QUESTION: Final = frozenset({None, "is_it", "add_or_replace", "which_day", "year_or_age", "belongs"})
"""The asides in which people may speak of the form."""
ONLY_ANSWERED: Final = frozenset({Talk.WAIT, Talk.SAME, Talk.UPSET, Talk.QUESTION, Talk.SMALL})
"""The talk after which nothing has been done."""

UNLIKE, SENTENCE = -3.0, 4
"""Below these log-odds, a text of so many words without a figure is hardly an address."""


def obey(scene: Scene, progress: Progress) -> Move | None:
    """Do what is asked for, or answer it, where no word may be an answer.

    The same words again are asked about: perhaps they were misheard.
    """
    remark = heard(scene, progress)
    if remark is None or not (remark.sure or consent.is_open(progress)):
        return None
    is_only_answered = remark.talk in ONLY_ANSWERED and path.is_question(scene, progress)
    said = alarm.heard_as(progress.step, scene.message.text)
    if is_only_answered and progress.remarked == said:
        return None
    noted = replace(progress, remarked=said) if is_only_answered else progress
    move = _ACTS[remark.talk](scene, noted) if remark.talk in _ACTS else None
    tells_unkept = bool(move and move.say) and not consent.is_open(progress)
    return replace(move, tells_unkept=tells_unkept, is_heard=True) if move else None


def doubt(scene: Scene, progress: Progress) -> Move | None:
    """Ask whether a text is the answer that may be none."""
    remark = heard(scene, progress)
    if not path.is_question(scene, progress) or not (remark or _is_unlike_an_address(scene, progress)):
        return None
    if progress.aside == "is_it":
        return Move(progress, (scene.fill(scene.phrases.choose_number),))
    question, text = scene.question(progress.step), scene.message.text
    may_be = progress.aside in {None, "add_or_replace"} and _is_read(scene, question)
    return Move(replace(progress, aside="is_it", readings=(text,))) if may_be else None


def _is_unlike_an_address(scene: Scene, progress: Progress) -> bool:
    """Return whether a text, where the address is asked, reads like something else."""
    is_asked = scene.question(progress.step).reader is ADDRESS and progress.aside is None
    text = scene.message.text
    is_sentence = len(plain(text).split()) >= SENTENCE and not any(map(str.isdecimal, text))
    return is_asked and is_sentence and scene.message.meant.leaning("address", None) < UNLIKE


def heard(scene: Scene, progress: Progress) -> Remark | None:
    """Return what a text at a question or a list is about that is no answer."""
    text = scene.message.text
    is_question = path.is_question(scene, progress)
    is_place = is_question or progress.step in review.LISTS or consent.is_open(progress)
    if progress.aside not in OVER_A_QUESTION or not is_place:
        return None
    if scene.alarm or _chooses(text, progress):
        return None
    if not is_question:
        return no_answer.hear(text, scene.message.meant, None)
    question = scene.question(progress.step)
    remark = no_answer.hear(text, scene.message.meant, question.key)
    if remark is None or _is_date(scene, question) or (question.reader in {NAME, ADDRESS} and is_bare(text)):
        return None  # the reader knows better
    may_be_wish = question.wish and remark.talk in no_answer.WISHES
    return remark._replace(sure=False) if may_be_wish else remark


def _is_date(scene: Scene, question: Question) -> bool:
    """Return whether a text tells a birth date or an age."""
    text, context = scene.message.text, scene.context_of(question)
    if question.reader is not BIRTH_DATE:
        return False
    is_read = not isinstance(BIRTH_DATE.read(text, context), Rejected)
    return is_read or youngest_told(text, context, is_asked=False) is not None


def _chooses(text: str, progress: Progress) -> bool:
    """Return whether a text is a courtesy, or accepts or refuses what is asked."""
    if ear.is_courtesy(text) or (progress.step in review.LISTS and ear.is_objection(text)):
        return True
    is_choice = progress.aside is not None or consent.is_open(progress)
    return is_choice and (ear.is_yes(text) or ear.is_no(text))


def _show(scene: Scene, progress: Progress) -> Move:
    """Show the answer that is asked for, or all so far."""
    keys = [question.key for question in scene.questions_of(progress)]
    named = next((key for key in no_answer.named(scene.message.text) if key in keys), None)
    if named:
        return review.one(scene, progress, keys.index(named) + 1)
    return (
        Move(progress) if progress.step in review.LISTS else Move(progress, (review.so_far(scene, progress),))
    )


def _page(scene: Scene, progress: Progress) -> Move:
    if scene.clinic.intake_mode == "chat":
        return Move(progress, (scene.fill(scene.phrases.only_here),))
    return link.hand_out(scene, progress)


def _same(scene: Scene, progress: Progress) -> Move | None:
    """Leave an earlier answer as it is, or say that there is none here."""
    if not path.is_question(scene, progress):
        return None
    question = scene.question(progress.step)
    if question.wish:
        return None
    is_on_file = progress.on_file is not None and question.key in progress.on_file.answered
    if is_on_file or path.is_answered(progress, question):
        return done(scene, progress, question)
    return Move(progress, (scene.fill(scene.phrases.no_earlier_answer),))


def _none(scene: Scene, progress: Progress) -> Move | None:
    question = _open(scene, progress)
    return take_code(scene, progress, question, NONE_STATED) if question and question.many else None


def _question(scene: Scene, progress: Progress) -> Move | None:
    """Say that a question can't be answered here, or show the longer privacy text.

    A person answers it, if one is writing with the patient.
    """
    if consent.is_open(progress):
        return consent.read_more(scene, progress)
    phrases = scene.phrases
    said = phrases.person_reads if scene.person_wrote_at else phrases.cannot_answer
    return Move(progress, (scene.fill(said),)) if _open(scene, progress) else None


def _small(scene: Scene, progress: Progress) -> Move | None:
    """Ask again, where the words would else be taken for the answer."""
    question = _open(scene, progress)
    return Move(progress) if question and _is_read(scene, question) else None


def _is_read(scene: Scene, question: Question) -> bool:
    return isinstance(question.reader.read(scene.message.text, scene.context_of(question)), Accepted)


def _open(scene: Scene, progress: Progress) -> Question | None:
    return scene.question(progress.step) if path.is_question(scene, progress) else None


def _says(field: str) -> Callable[[Scene, Progress], Move]:
    return lambda scene, progress: Move(progress, (scene.fill(getattr(scene.phrases, field)),))


_ACTS: Final[Mapping[Talk, Callable[[Scene, Progress], Move | None]]] = {
    Talk.SHOW: _show,
    Talk.PERSON: handed_in.call_back,
    Talk.HERE: _says("here_again"),
    Talk.PAGE: _page,
    Talk.WAIT: lambda scene, progress: Move(
        progress, (scene.fill(scene.phrases.take_your_time),), then_ask=False
    ),
    Talk.NONE: _none,
    Talk.SAME: _same,
    Talk.UPSET: _says("sorry_for_that"),
    Talk.QUESTION: _question,
    Talk.SMALL: _small,
}
"""What is said -> what is done. Whatever else is said about the form is asked about."""
