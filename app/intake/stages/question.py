"""Ask one question of the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from app.intake import ear, path
from app.intake.answers import (
    MOST_FIGURES,
    Accepted,
    Ambiguous,
    Doubtful,
    Lacking,
    Reading,
    Rejected,
    Unknown,
    rows,
)
from app.intake.answers.birth_date import BIRTH_DATE, youngest_told
from app.intake.answers.kinds import is_code
from app.intake.answers.texts import CODES, coded
from app.intake.channel import isolated
from app.intake.definition import AnswerKind, Item
from app.intake.keywords import Keyword, plain
from app.intake.model import FORM
from app.intake.options import MORE
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene
from app.intake.stages import minor, pages


def follow(scene: Scene, progress: Progress, reading: Reading) -> Move:
    """Act on a reading."""
    match reading:
        case Accepted(value, read_back):
            return take(scene, progress, value, read_back)
        case Rejected(because):
            return _refused(scene, progress, scene.fill(because))
        case Ambiguous(values):
            return Move(replace(progress, aside="which_day", readings=values))
        case Doubtful(value):
            return Move(replace(progress, aside="is_it", readings=(value,)))
        case Unknown():
            return Move(replace(progress, aside="year_or_age"))
        case Lacking(value):
            return Move(replace(progress, aside="row", readings=(value,)))


def _refused(scene: Scene, progress: Progress, because: str) -> Move:
    """Say why a text is no answer.

    A clinic's own question is not repeated, as it may be long; what can be chosen is.
    """
    asked = scene.question(progress.step)
    if asked.item is None:
        return Move(progress, (because,), tells_unkept=True)
    said = "\n".join((because, *pages.lines(scene, progress, asked)))
    # SKIP, which the question tells of, is a way on: nobody is stuck.
    return Move(progress, (said,), tells_unkept=True, then_ask=False, is_heard=asked.optional)


def take(scene: Scene, progress: Progress, value: str, read_back: str = "") -> Move:
    """Keep the answer to the open question, in place of an earlier one, and go on."""
    key, asked = progress.step, scene.question(progress.step)
    if asked.reader is BIRTH_DATE and minor.may_be_alone(scene, value):
        return minor.asked(progress, value, read_back)
    kept = replace(
        progress,
        answers={**progress.answers, key: value},
        skipped=tuple(other for other in progress.skipped if other != key),
        told=key,
        told_before=progress.answers.get(key, ""),
        asked_at=scene.now,
        emergency=progress.emergency or scene.is_alarming,
        by_form=_by_form(scene, progress, key),
    )
    has_rows = (
        asked.item is not None and asked.item.kind is AnswerKind.LIST and not is_code(asked.item, value)
    )
    if has_rows and scene.clinic.channel != FORM:
        is_part = asked.item is not None and rows.leaves_out(asked.item, scene.message.text, value)
        said = (scene.phrases.nothing_else_saved,) if is_part else ()
        return Move(replace(kept, aside="rows", readings=()), said)
    return Move(path.onward(scene, kept), (read_back,) if read_back else ())


def _by_form(scene: Scene, progress: Progress, key: str) -> tuple[str, ...]:
    others = tuple(each for each in progress.by_form if each != key)
    return (*others, key) if scene.clinic.channel == FORM else others


def _collect(scene: Scene, progress: Progress, question: Question) -> Move:
    """Take a health answer, which may be any text.

    One message answers the question, and `burst` adds to it.
    """
    text = scene.message.text
    if scene.keyword is Keyword.DONE:
        return done(scene, progress, question)
    if scene.keyword in CODES:
        return take_code(scene, progress, question, coded(text))
    if tells_nothing(text):
        return Move(progress, (scene.fill(scene.phrases.say_which),))
    if scene.keyword is Keyword.SEND or ear.is_courtesy(text):
        return Move(progress)
    return tell(scene, progress, question, text)


def take_code(scene: Scene, progress: Progress, question: Question, code: str) -> Move:
    """Take "nothing" or "don't know"; where more would be added, nothing is."""
    is_added = is_added_to(progress, question)
    return done(scene, progress, question) if is_added else take(scene, progress, code)


def tells_nothing(text: str) -> bool:
    """Return whether a text is a bare yes or a figure, which tells nothing of health."""
    return ear.is_yes(text) or (plain(text).isdecimal() and len(plain(text)) <= MOST_FIGURES)


def tell(scene: Scene, progress: Progress, question: Question, text: str) -> Move:
    """Read a text as the answer, or as more of it."""
    before = _added_before(progress, question)
    if room := _no_room(scene, question, before, len(text)):
        return Move(progress, (room,), tells_unkept=True)
    whole = "\n".join((*before, text))
    return follow(scene, progress, question.reader.read(whole, scene.context_of(question)))


def _no_room(scene: Scene, question: Question, before: tuple[str, ...], length: int) -> str | None:
    """Return what to say if a message cannot be added to what there is."""
    room = question.limit - sum(len(kept) + 1 for kept in before)
    if not before or length <= room:
        return None
    return scene.fill(scene.phrases.no_room, length=length, room=max(0, room))


def done(scene: Scene, progress: Progress, question: Question) -> Move:
    """Leave an earlier answer as it is, or ask again.

    If there is none, the patient means the answer to the question before.
    """
    if progress.on_file or path.is_answered(progress, question):
        return Move(path.onward(scene, progress))
    return once_more(scene, progress)


def once_more(scene: Scene, progress: Progress) -> Move:
    """Ask again after DONE, at a question whose answer needs no such word."""
    said = (scene.fill(scene.phrases.is_saved),) if progress.told else ()
    return Move(progress, said, is_heard=True)


def ask(scene: Scene, progress: Progress) -> str:
    question = scene.question(progress.step)
    kept = " ".join(map(scene.fill, _kept(scene, progress, question)))
    asked = f"{head(scene, progress, question)}\n{_asking(scene, progress, question)}"
    return f"{asked}\n\n{kept}" if kept else asked


def answer(scene: Scene, progress: Progress) -> Move:
    question = scene.question(progress.step)
    if scene.keyword is Keyword.SKIP:
        return skip(scene, progress, question)
    if question.many:
        return _collect(scene, progress, question)
    return pages.turned(scene, progress, question) or _read(scene, progress, question)


def _read(scene: Scene, progress: Progress, question: Question) -> Move:
    reading = _once_more(progress, question.reader.read(scene.message.text, scene.context_of(question)))
    if scene.keyword is Keyword.DONE and not isinstance(reading, Doubtful):
        has_answer = path.is_answered(progress, question)
        return Move(path.onward(scene, progress)) if has_answer else once_more(scene, progress)
    is_nothing = scene.keyword is Keyword.SEND or (question.wish and tells_nothing(scene.message.text))
    if is_nothing and not isinstance(reading, Doubtful):
        return Move(progress)
    if question.reader is BIRTH_DATE and isinstance(reading, Rejected | Unknown):
        return _piece_of_a_date(scene, progress, reading)
    return _both(scene, progress, question) or follow(scene, progress, reading)


def _next(scene: Scene, progress: Progress, question: Question) -> Question | None:
    """Return the next question, if it may be answered together with this one."""
    if question.part is None or progress.on_file:
        return None
    asked = scene.questions_of(progress)
    after = asked[asked.index(question) + 1 :][:1]
    return next((each for each in after if not path.is_answered(progress, each)), None)


def _both(scene: Scene, progress: Progress, question: Question) -> Move | None:
    """Take two answers from one message, and show both.

    They are a name with a birth date, or a carer's name with the relation.
    """
    after = _next(scene, progress, question)
    parted = (
        question.part(scene.message.text, scene.context_of(question)) if question.part and after else None
    )
    if after is None or parted is None:
        return None
    first, second = parted
    kept = path.at(take(scene, progress, first.value).progress, after)
    shown = [isolated(first.value)]
    if not isinstance(second, Accepted):
        move = follow(scene, kept, second)
        return replace(move, say=(scene.fill(scene.phrases.read_back, words=shown[0]), *move.say))
    shown.append(isolated(after.reader.show(second.value, scene.phrases.code)))
    return take(scene, kept, second.value, scene.fill(scene.phrases.read_back, words=", ".join(shown)))


# "14", "March" and "1962" may come one by one.
MOST_PIECES, LONGEST_PIECE = 3, 20


def _piece_of_a_date(scene: Scene, progress: Progress, refused: Rejected | Unknown) -> Move:
    """Read a refused text together with those refused before, or remember it.

    An age, or a year alone, may tell of a child.
    """
    text = scene.message.text
    young = read_age_of_a_child(scene, progress, is_asked=False)
    if isinstance(refused, Unknown) or len(text) > LONGEST_PIECE:
        return follow(scene, progress, young or refused)
    pieces = (*progress.readings, text)[-MOST_PIECES:]
    context = scene.context_of(scene.question(progress.step))
    joined = (BIRTH_DATE.read(" ".join(pieces[start:]), context) for start in range(len(pieces) - 1))
    reading = next((reading for reading in joined if isinstance(reading, Accepted | Ambiguous)), None)
    return follow(scene, replace(progress, readings=() if reading else pieces), reading or young or refused)


def read_age_of_a_child(scene: Scene, progress: Progress, *, is_asked: bool) -> Accepted | None:
    """Read the youngest age that a text tells, if it may be a child's.

    The sender may then be too young to answer alone. `is_asked` is whether an age or a year was asked for: then a figure alone is one.
    """
    context = scene.context_of(scene.question(progress.step))
    told = youngest_told(scene.message.text, context, is_asked=is_asked)
    return told if told and minor.may_be_alone(scene, told.value) else None


def _once_more(progress: Progress, reading: Reading) -> Reading:
    """Ask about a text that is sent again after some of its words were taken off.

    Perhaps the whole text is the answer.
    """
    if isinstance(reading, Accepted) and reading.as_typed:
        is_same = progress.answers.get(progress.step) == reading.value
        return Doubtful(reading.as_typed) if is_same else reading
    return reading


def skip(scene: Scene, progress: Progress, question: Question) -> Move:
    """Leave a question out that nobody has to answer."""
    if not question.optional:
        return Move(progress, (scene.fill(scene.phrases.cannot_skip),))
    if _is_on_file(progress, question):
        return done(scene, progress, question)
    answers = {key: value for key, value in progress.answers.items() if key != question.key}
    skipped = (*(key for key in progress.skipped if key != question.key), question.key)
    said = (scene.phrases.answers.skipped,) if question.item else ()
    return Move(path.onward(scene, replace(progress, answers=answers, skipped=skipped)), said)


def head(scene: Scene, progress: Progress, question: Question) -> str:
    asked, title = scene.questions_of(progress), scene.words(question).title
    number = asked.index(question) + 1
    return scene.fill(scene.phrases.head, number=number, total=len(asked), title=title)


def _asking(scene: Scene, progress: Progress, question: Question) -> str:
    found = scene.words(question)
    if question.item is not None:
        return "\n".join(_asking_own(scene, progress, question, question.item))
    asked = found.both if found.both and _next(scene, progress, question) else found.ask
    hints = ((question.many, scene.phrases.many_hint), (question.optional, scene.phrases.skip_hint))
    return " ".join((asked, *(scene.fill(hint) for applies, hint in hints if applies)))


def _asking_own(scene: Scene, progress: Progress, question: Question, item: Item) -> Iterator[str]:
    """Yield the lines that ask a clinic's own question."""
    yield scene.fill(scene.words(question).ask)
    yield from pages.lines(scene, progress, question)
    if item.kind is AnswerKind.SEVERAL:
        yield scene.phrases.answers.several_hint
    if item.kind in {AnswerKind.SEVERAL, AnswerKind.LIST}:
        yield scene.phrases.many_hint
    if question.optional:
        yield scene.phrases.skip_hint


_CLOSED: Final = frozenset(
    {AnswerKind.ONE, AnswerKind.SEVERAL, AnswerKind.YES_NO, AnswerKind.NUMBER, AnswerKind.DATE}
)
"""The kinds whose readers know for sure what answers them."""
_READ_HERE: Final = frozenset({None, Keyword.NONE, Keyword.DONT_KNOW})


def is_answer(scene: Scene, progress: Progress) -> bool:
    """Return whether a message surely answers a clinic's own question.

    "Español" then names no language to go on in.
    """
    if progress.aside not in {None, MORE} or scene.keyword not in _READ_HERE:
        return False
    if not path.is_question(scene, progress):
        return False
    asked = scene.question(progress.step)
    if asked.item is None:
        return False
    if asked.item.kind is AnswerKind.LIST:
        return rows.is_sure(asked.item, scene.message.text)
    if asked.item.kind not in _CLOSED:
        return False
    is_turned = pages.turned(scene, progress, asked) is not None
    return is_turned or isinstance(
        asked.reader.read(scene.message.text, scene.context_of(asked)), Accepted | Ambiguous
    )


def _kept(scene: Scene, progress: Progress, question: Question) -> Iterator[str]:
    """Say what there is already.

    An answer of several messages is replaced, not added to: a patient who writes only the rest would lose the
    beginning.
    """
    if is_added_to(progress, question):
        yield scene.phrases.added_to
        return
    has_earlier = question.key in progress.answers or _is_on_file(progress, question)
    if has_earlier or path.is_answered(progress, question):
        yield scene.phrases.earlier_kept
    if question.many and has_earlier:
        yield scene.phrases.replaces_all


def _is_on_file(progress: Progress, question: Question) -> bool:
    return progress.on_file is not None and question.key in progress.on_file.answered


def is_added_to(progress: Progress, question: Question) -> bool:
    """Return whether a new answer goes after the one on file."""
    return question.many and _is_on_file(progress, question) and question.key not in progress.replacing


def _added_before(progress: Progress, question: Question) -> tuple[str, ...]:
    """Return what was added to the answer on file and not sent yet.

    It is kept when more is added.
    """
    before = progress.answers.get(question.key, "") if is_added_to(progress, question) else ""
    return (before,) if before else ()
