"""One question of the list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import path
from app.intake.keywords import Keyword
from app.intake.scene import Move
from app.intake.stages import collecting, taking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.intake.progress import Progress
    from app.intake.questions import Question
    from app.intake.scene import Scene

# At a question that one message answers, these are a habit from another one.
OUT_OF_PLACE = frozenset({Keyword.DONE, Keyword.SEND})


def ask(scene: Scene, progress: Progress) -> str:
    question = scene.question(progress.step)
    kept = " ".join(map(scene.fill, _kept(scene, progress, question)))
    asked = f"{_head(scene, question)}\n{_asking(scene, question)}"
    return f"{asked}\n\n{kept}" if kept else asked


def answer(scene: Scene, progress: Progress) -> Move:
    question = scene.question(progress.step)
    if scene.keyword is Keyword.SKIP:
        return _skip(scene, progress, question)
    if question.many:
        return collecting.answer(scene, progress, question)
    if scene.keyword in OUT_OF_PLACE:
        return Move(progress)
    return taking.follow(scene, progress, question.reader.read(scene.message.text, scene.asking(question)))


def _skip(scene: Scene, progress: Progress, question: Question) -> Move:
    if not question.optional:
        return Move(progress, (scene.fill(scene.phrases.cannot_skip),))
    if progress.on_file or progress.pieces.get(question.key):
        return collecting.done(scene, progress, question)
    answers = {key: value for key, value in progress.answers.items() if key != question.key}
    skipped = (*(key for key in progress.skipped if key != question.key), question.key)
    return Move(path.onward(scene, replace(progress, answers=answers, skipped=skipped)))


def _head(scene: Scene, question: Question) -> str:
    number = scene.questions.index(question) + 1
    title = scene.words(question).title
    return scene.fill(scene.phrases.head, number=number, total=len(scene.questions), title=title)


def _asking(scene: Scene, question: Question) -> str:
    hints = ((question.many, scene.phrases.many_hint), (question.optional, scene.phrases.skip_hint))
    return " ".join((scene.words(question).ask, *(scene.fill(hint) for applies, hint in hints if applies)))


def _kept(scene: Scene, progress: Progress, question: Question) -> Iterator[str]:
    """What there is already. An answer of several messages is not added to: who writes only the rest, loses the first."""
    has_earlier = question.key in progress.answers or _is_on_file(progress, question)
    if progress.pieces.get(question.key):
        yield scene.phrases.pieces_kept
    elif has_earlier or path.is_answered(progress, question):
        yield scene.phrases.earlier_kept
    if question.many and has_earlier:
        yield scene.phrases.replaces_all


def _is_on_file(progress: Progress, question: Question) -> bool:
    return progress.on_file is not None and question.key in progress.on_file.answered
