"""Delete the answers that hung on one which has changed."""

from __future__ import annotations

from dataclasses import replace

from app.intake import path
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene


def dropped(scene: Scene, before: Progress, move: Move) -> Move:
    """Return the move without answers that nobody needs any more, and say so.

    If such a question was open, the next one is.
    """
    after = move.progress
    is_same = (before.answers, before.skipped) == (after.answers, after.skipped)
    if is_same or not scene.questionnaire.deciding:
        return move
    asked = scene.questions_of(after)
    gone = {question.key: question for question in _hanging(scene) if question not in asked}
    lost = [question for key, question in gone.items() if key in after.answers]
    left = replace(
        after,
        answers={key: text for key, text in after.answers.items() if key not in gone},
        skipped=tuple(key for key in after.skipped if key not in gone),
        by_form=tuple(key for key in after.by_form if key not in gone),
        typed={page: text for page, text in after.typed.items() if page not in gone},
        replacing=tuple(key for key in after.replacing if key not in gone),
        told="" if after.told in gone else after.told,
    )
    if after.step in gone:
        left = path.onward(scene, left)
    return replace(move, progress=left, say=(*move.say, said(scene, lost)) if lost else move.say)


def on_file(scene: Scene, progress: Progress) -> list[Question]:
    """Return the questions whose answers on file a change makes needless."""
    answered = progress.on_file.answered if progress.on_file else ()
    hanging = [each for each in _hanging(scene) if each.key in answered]
    if not hanging:
        return []
    before, after = scene.questions_of(replace(progress, answers={})), scene.questions_of(progress)
    return [each for each in hanging if each in before and each not in after]


def said(scene: Scene, lost: list[Question]) -> str:
    """Say which answers are deleted."""
    titles = scene.phrases.in_a_row([f"*{scene.words(each).title}*" for each in lost])
    sentence = scene.phrases.needless if len(lost) > 1 else scene.phrases.needless_one
    return scene.fill(sentence, titles=titles)


def _hanging(scene: Scene) -> tuple[Question, ...]:
    """Return the questions that are asked only after some answers."""
    return tuple(each for each in scene.questionnaire.questions if each.item and each.item.only_if)
