"""List the answers that can be chosen as they are typed, and turn their pages."""

from __future__ import annotations

from dataclasses import replace

from app.intake.answers.choice import of_all_answers
from app.intake.keywords import plain
from app.intake.options import MORE, NEXT, ON_A_PAGE, has_pages, options, page_of
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene


def fits(scene: Scene, progress: Progress) -> bool:
    """Return whether the open question has pages, if one is open."""
    item = scene.question(progress.step).item
    return progress.aside == MORE and item is not None and has_pages(item)


def lines(scene: Scene, progress: Progress, question: Question) -> list[str]:
    """Return the lines of the open page as they are typed."""
    shown = options(question, scene.phrases.code, scene.phrases.answers.more, page_of(progress))
    return [scene.phrases.option.format(number=number, label=label) for number, label in shown]


def turned(scene: Scene, progress: Progress, question: Question) -> Move | None:
    """Show the next page, if a message asks for it; after the last, the first."""
    item, said = question.item, plain(scene.message.text)
    if item is None or not has_pages(item) or not (said == str(NEXT) or said in of_all_answers("others")):
        return None
    pages = -(-len(item.choices) // ON_A_PAGE)
    page = (page_of(progress) + 1) % pages
    return Move(replace(progress, aside=MORE if page else None, readings=(str(page),) if page else ()))
