"""Hear in a patient's own words which earlier answer they correct, and to what.

A text says by its words that it sets something right (`slip`). Which answer it means is named, or is the one of which the text has
much: the same street with another number (`amended`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.intake import amended, ear, intent, no_answer, slip
from app.intake.amended import Amended
from app.intake.amended.days import is_whole_day
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.names import NAME, is_question
from app.intake.answers.texts import WRITTEN, coded
from app.intake.keywords import plain
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Scene
from app.intake.slip import Sign, Slip
from app.intake.talk import Talk

_YEAR: Final = 4
_FEW: Final = 2
_ALONE: Final = frozenset({"allergies"})
"""The lists to which something told after sending is added, whether or not it says that it was forgotten."""
_NO_ANSWER: Final = 0.5
"""From this likelihood on, a text that only adds something answers no question."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Hold which question's answer is meant, and its new value, or what is added.

    Of several values it is not clear which is meant.
    """

    key: str
    values: tuple[str, ...]
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class _Heard:
    """Hold a text in parts, and what it may be about."""

    scene: Scene
    asked: tuple[Question, ...]
    slip: Slip
    earlier: Mapping[str, str]
    told: str
    open_key: str

    @property
    def questions(self) -> Iterator[Question]:
        """Yield the questions that are answered, the last answer's first."""
        found = (question for question in self.asked if question.key in self.earlier)
        yield from sorted(found, key=lambda question: question.key != self.told)

    @property
    def is_over(self) -> bool:
        """Return whether no question is open, so that the text answers none."""
        return all(question.key != self.open_key for question in self.asked)

    @property
    def is_of_health(self) -> bool:
        """Return whether the open question is about health: its answer may tell anything."""
        return any(question.health for question in self.asked if question.key == self.open_key)


def hear(scene: Scene, progress: Progress, answers: Mapping[str, str]) -> Correction | None:
    """Return the correction that a text is; None if it is none.

    `answers` are the earlier ones, "" for one that is on file and not known here. That of the open question corrects
    nothing.
    """
    parted = slip.parted(scene.message.text) if answers else None
    if parted is None or is_question(scene.message.text):
        return None
    earlier = {key: value for key, value in answers.items() if key != progress.step}
    heard = _Heard(scene, scene.questions_of(progress), parted, earlier, progress.told, progress.step)
    for question, found in _ways(heard):
        if found is not None:
            return Correction(question.key, found.values, found.is_added)
    return None


def is_likely(text: str) -> bool:
    """Return whether a text says that something is to be changed, whatever it is."""
    parted = slip.parted(text)
    return parted is not None and bool(parted.signs - {Sign.PARDON})


def about(scene: Scene, text: str, question: Question, earlier: str) -> Correction | None:
    """Return how a text corrects the answer that it is known to be about."""
    parted = slip.parted(text)
    found = amended.named(question, earlier, parted, scene.context_of(question)) if parted else None
    return Correction(question.key, found.values, found.is_added) if found else None


def own_named(scene: Scene, progress: Progress) -> str | None:
    """Return the key of the clinic's own question whose title a correction has.

    What its answer is to be is asked: the words around a number or a choice are of many kinds.
    """
    own = [question for question in scene.questions_of(progress) if question.item]
    text = scene.message.text
    if not own or is_question(text):
        return None
    said = no_answer.pieces(plain(text).split())
    named = [each.key for each in own if plain(scene.words(each).title) in said]
    is_alone = any(plain(scene.words(each).title) == plain(text) for each in own)
    is_meant = len(named) == 1 and (is_alone or slip.parted(text) is not None)
    return named[0] if is_meant else None


def _ways(heard: _Heard) -> Iterator[tuple[Question, Amended | None]]:
    """Yield what the text may correct, the surest first."""
    yield from ((each, _by_name(heard, each)) for each in heard.questions if _is_called(heard, each))
    yield from ((each, _same(heard, each)) for each in heard.questions if _may_be_aligned(heard, each))
    yield from ((each, _by_name(heard, each)) for each in _told_by_its_words(heard))
    yield from ((each, _by_name(heard, each)) for each in heard.questions if _is_the_last(heard, each))


def _is_called(heard: _Heard, question: Question) -> bool:
    """Return whether the text names an answer, and says that it is to be changed."""
    called, signs, earlier = _named(heard), heard.slip.signs, heard.earlier[question.key]
    if question.key not in called or heard.open_key in called:
        return False
    is_denied = Sign.NOT_SO in signs and bool(earlier)
    is_free = heard.is_over and bool(earlier)
    may_be_answer = question.reader is ADDRESS or heard.is_of_health  # "a stroke last year" is no birth year
    is_said = bool(signs) if may_be_answer else not question.health
    return is_denied or is_free or is_said or bool({Sign.MISSING, Sign.WRONG} & signs)


def _named(heard: _Heard) -> frozenset[str]:
    """Return the keys of the answers that the text names.

    Of two people's names it is the one of which the text has a word.
    """
    called = frozenset(no_answer.named(heard.slip.text))
    names = [question.key for question in heard.questions if question.reader is NAME]
    said = {word.plain for word in heard.slip.right}
    alike = {key for key in names if said & set(plain(heard.earlier[key]).split())}
    return called - set(names) | alike if len(alike) == 1 and not called.isdisjoint(names) else called


def _told_by_its_words(heard: _Heard) -> Iterator[Question]:
    """Yield the lists to which the text adds something, by its words."""
    told = slip.told_of(heard.slip.text)
    if heard.open_key in told or not (heard.slip.signs or heard.is_over):
        return
    lists = [question for question in heard.questions if question.health]
    yield from (each for each in lists if each.key in _added_to(heard, heard.earlier[each.key], told))


def _added_to(heard: _Heard, earlier: str, told: frozenset[str]) -> frozenset[str]:
    """Return the keys of the lists of which the text tells more than before."""
    text, signs = heard.slip.text, heard.slip.signs
    is_more = Sign.MISSING in signs
    if not earlier:  # it was sent, and may have more in it
        about = (told or ear.kinds(text)) if is_more else _ALONE & told & ear.kinds(text)
        return about if signs <= {Sign.MISSING} else frozenset()
    is_nothing = bool({Sign.NOT_SO, Sign.WRONG} & signs) and coded(earlier) in WRITTEN
    if not (is_more or is_nothing or heard.is_over):
        return frozenset()
    likely = frozenset({_much_the_same(heard) or _likely(text, plainly=not is_more)})
    return told or likely - {heard.open_key}


def _much_the_same(heard: _Heard) -> str:
    """Return the key of the list that has several of the text's words, or ""."""
    said = {word.plain for word in heard.slip.words if word.tells}
    same = {
        question.key: len(said & set(plain(heard.earlier[question.key]).split()))
        for question in heard.questions
        if question.health
    }
    best = max(same, key=same.__getitem__, default="")
    return best if same.get(best, 0) > 1 else ""


def _likely(text: str, *, plainly: bool) -> str:
    """Return the key of the question that the text most likely answers, or ""."""
    meant = intent.of(text)
    is_talk = meant.talk is not Talk.CORRECTION and meant.no_answer(None) > _NO_ANSWER
    key = max(intent.QUESTIONS, key=meant.odds.__getitem__)
    return "" if is_talk or (plainly and meant.leaning(key, None) < 0) else key


def _is_the_last(heard: _Heard, question: Question) -> bool:
    """Return whether the text is about the question before, whatever its words."""
    if question.key != heard.told:
        return False
    signs = heard.slip.signs
    right = heard.slip.right
    has_year = any(len(word.plain) == _YEAR for word in right if word.is_figure)
    has_year = has_year and sum(not word.is_figure for word in right) <= _FEW  # "1950 Palm Beach Road"
    is_meant = (
        has_year and (bool(signs) or (is_whole_day(right) and not heard.is_of_health))
        if question.reader is BIRTH_DATE
        else Sign.WRONG in signs and not question.health
    )
    return is_meant or slip.is_of_the_last(heard.slip.text)


def _may_be_aligned(heard: _Heard, question: Question) -> bool:
    """Return whether words that are partly the same can be meant as a correction."""
    if not heard.earlier[question.key]:
        return False
    is_denial_alone = heard.slip.signs == {Sign.NOT_SO} and question.health
    if (heard.slip.signs and not is_denial_alone) or heard.is_over:
        return True
    if is_denial_alone:  # "the spray, not used since the bypass"
        said = {word.plain for word in heard.slip.right}
        is_told = question.key in slip.told_of(heard.slip.text)
        return is_told or not said.isdisjoint(plain(heard.earlier[question.key]).split())
    return question.reader is BIRTH_DATE or (question.reader is NAME and question.key == heard.told)


def _same(heard: _Heard, question: Question) -> Amended | None:
    context = heard.scene.context_of(question)
    return amended.aligned(question, heard.earlier[question.key], heard.slip, context)


def _by_name(heard: _Heard, question: Question) -> Amended | None:
    context = heard.scene.context_of(question)
    return amended.named(question, heard.earlier[question.key], heard.slip, context)
