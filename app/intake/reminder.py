"""Remind somebody of an intake that they have not finished.

A reminder may be read on a locked phone by anybody. So it says nothing of health and repeats nothing that they said. Where
they answer on the clinic's own page, it tells them to write LINK, and asks nothing.
"""

from __future__ import annotations

from app.intake import path
from app.intake.channel import shorten
from app.intake.progress import Progress
from app.intake.scene import Scene
from app.intake.stages import consent

ASIDES = frozenset({None, "which_day", "is_it", "year_or_age", "language", "belongs", "more", "rows", "row"})
"""What may be open on top of a question. After anything else, such as a cry, a reminder would be out of place."""
_BEGINNING = 120


def words(scene: Scene, progress: Progress) -> str | None:
    """Return the reminder.

    It is None before the consent, after the intake was sent, and if something else is open. Nobody is reminded of an
    answer on file that they were changing.
    """
    is_open = path.is_question(scene, progress) or progress.step == "review"
    is_intake = progress.patient is not None and progress.on_file is None
    # What was agreed to on the page is not the chat's text, and is asked about there.
    is_agreed = progress.consent is not None and not consent.is_due(scene, progress)
    is_for_the_page = scene.by_link or (scene.clinic.intake_mode == "ask" and not is_agreed)
    may_remind = is_agreed or (is_for_the_page and progress.consent is not None)
    if not (is_open and is_intake and may_remind) or progress.aside not in ASIDES:
        return None
    phrases = scene.phrases
    asked = _beginning(scene, progress)
    goes_on = (phrases.reminder_asks, asked) if asked else (phrases.reminder_goes_on,)
    if is_for_the_page:
        goes_on = (phrases.page_reminder,)
    return "\n\n".join(
        (scene.fill(phrases.reminder), *map(scene.fill, goes_on), scene.fill(phrases.reminder_foot))
    )


def _beginning(scene: Scene, progress: Progress) -> str:
    """Return the first sentence of the open question.

    It is "" if the question is about health, or if something else is open.
    """
    if progress.aside or not path.is_question(scene, progress):
        return ""
    question = scene.question(progress.step)
    if question.health:
        return ""
    asked = scene.fill(scene.words(question).ask)
    sentence = asked.partition("\n")[0].partition("?")
    return shorten("".join(sentence[:2]), _BEGINNING)
