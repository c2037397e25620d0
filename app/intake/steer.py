"""Obey the words that steer the form at every step: HELP, BACK, EDIT and the like.

A stage reads its own words (DONE, NONE, SKIP, SEND, DON'T KNOW).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from app.intake import ear, path
from app.intake.keywords import Keyword
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import consent, handed_in, language, link, return_visit, review
from app.intake.words import Phrases

Rule = Callable[[Scene, Progress], Move | None]

LIGHT = frozenset(
    {
        None,
        "which_day",
        "is_it",
        "year_or_age",
        "add_or_replace",
        "language",
        "restart",
        "delete",
        "not_me",
        "belongs",
        "correct",
        "which",
        "more",
        "rows",
        "row",
    }
)
"""Asides that interrupt a question or a list, and that a steering word may leave."""
FROM_ASIDE = frozenset(
    {
        "minor",
        "which_day",
        "is_it",
        "year_or_age",
        "language",
        "restart",
        "delete",
        "not_me",
        "belongs",
        "correct",
        "which",
        "whose_copy",
        "whose_erasure",
        "more",
        "rows",
        "row",
    }
)
"""Asides that BACK leaves."""
FROM_MENU = frozenset({"whose", "born", "noted", "next_person"})
"""Asides that come before the menu: a note may wait there."""
LONG_SILENCE = timedelta(minutes=30)
"""After so long a silence the open question is asked again, unless the message answers it."""


def inform(scene: Scene, progress: Progress) -> Move | None:
    """Answer HELP, PRIVACY, LANGUAGE, LINK and questions about the chat."""
    match scene.keyword:
        case Keyword.HELP:
            return Move(progress, (_help(scene),), then_ask=False)
        case Keyword.PRIVACY:
            is_open = consent.is_open(progress)
            return consent.read_more(scene, progress) if is_open else Move(progress, (consent.longer(scene),))
        case Keyword.LANGUAGE if progress.step != "language":
            return Move(replace(progress, aside="language", readings=()))
        case Keyword.LINK if not link.is_before_the_language(progress):
            return link.hand_out(scene, progress)
        case None:
            return switch_language(scene, progress)
        case keyword:
            return _explain(keyword, scene, progress)


def switch_language(scene: Scene, progress: Progress) -> Move | None:
    """Go on in another language that a whole message names, at any step."""
    code = ear.language_of(scene.message.text)
    return language.switch(scene, progress, code) if code else None


def _help(scene: Scene) -> str:
    lines = (scene.phrases.help, *((scene.phrases.help_page,) if scene.clinic.intake_mode == "ask" else ()))
    return "\n".join(map(scene.fill, lines))


_ABOUT_THE_CHAT: Final[Mapping[Keyword, Callable[[Phrases], str]]] = {
    Keyword.WHY: lambda phrases: phrases.why,
    Keyword.HOW_LONG: lambda phrases: phrases.how_long,
    Keyword.ROBOT: lambda phrases: phrases.robot,
    Keyword.WHO_SEES: lambda phrases: phrases.who_sees,
}


def _explain(keyword: Keyword, scene: Scene, progress: Progress) -> Move | None:
    """Answer what people ask about the chat, and ask the open question again."""
    if keyword is Keyword.PERSON:  # the clinic is told of those who ask for one
        return handed_in.call_back(scene, progress)
    said = _ABOUT_THE_CHAT.get(keyword)
    return Move(progress, (scene.fill(said(scene.phrases)),)) if said else None


def obey(scene: Scene, progress: Progress) -> Move | None:
    """Obey the words that steer the form."""
    rule = STEERING.get(scene.keyword) if scene.keyword else None
    return rule(scene, progress) if rule else None


def edit_named(scene: Scene, progress: Progress) -> Move | None:
    """Ask again a question that a message names: "the address is wrong"."""
    is_free = progress.aside is None and _may_look(scene, progress)
    named = ear.answer_named(scene.message.text) if is_free else None
    return review.edit_named(scene, progress, named) if named else None


def welcome_back(scene: Scene, progress: Progress) -> Move | None:
    """Welcome a patient who was silent for long."""
    is_back = scene.silence_since(progress.last_at) > LONG_SILENCE
    return return_visit.notice(scene, progress) if is_back else None


def start(progress: Progress) -> Move:
    """Let a patient who declined come back; ask anybody else the open question again."""
    return consent.return_from(progress) if progress.step in path.CLOSED else Move(progress)


def _go_on(scene: Scene, progress: Progress) -> Move | None:
    if consent.is_open(progress) and ear.is_yes(scene.message.text):
        return None
    has_answer = progress.on_file is not None or progress.step in (*progress.answers, *progress.skipped)
    is_kept = path.is_question(scene, progress) and has_answer
    return (
        Move(path.onward(scene, progress))
        if is_kept and progress.aside in {None, "add_or_replace"}
        else Move(progress)
    )


def _back(scene: Scene, progress: Progress) -> Move:
    if progress.aside in FROM_MENU:
        return handed_in.drop_note(scene, progress)
    if progress.aside in FROM_ASIDE:
        return Move(replace(progress, aside=path.under(progress), readings=()))
    if progress.aside in {"sure", "consent"} or progress.step in {"consent", "whom", "way"}:
        return _back_from_consent(progress)
    if progress.step == "changes":
        return return_visit.leave_unchanged(scene, progress)
    if path.is_question(scene, progress) or progress.step == "review":
        return _back_one(scene, progress)
    return Move(progress)


def _take_back(scene: Scene, progress: Progress) -> Move:
    """Delete the last message if it was an answer or more of one; else go back."""
    told = next(
        (question for question in scene.questions_of(progress) if question.key == progress.told), None
    )
    if progress.aside or told is None or told.key not in progress.answers:
        return _back(scene, progress)
    answers = {key: value for key, value in progress.answers.items() if key != told.key}
    said = (scene.fill(scene.phrases.taken_back),)
    if not progress.told_before:
        return Move(path.at(replace(progress, answers=answers), told), said)
    before = {told.key: progress.told_before}
    return Move(replace(progress, answers=answers | before, told="", told_before=""), said)


def _back_one(scene: Scene, progress: Progress) -> Move:
    if progress.on_file:
        return Move(path.onward(scene, progress))
    before = path.before(scene, progress, progress.step)
    if before is None:
        return Move(
            replace(progress, aside=path.under(progress)), (scene.fill(scene.phrases.first_question),)
        )
    return Move(path.at(progress, before))


def _restart(scene: Scene, progress: Progress) -> Move:
    if progress.step in path.CLOSED:
        return start(progress)
    if _may_look(scene, progress):
        if progress.begun:
            return Move(replace(progress, aside="restart", readings=()))
        return return_visit.restart(scene, progress)
    return Move(progress)


def _may_look(scene: Scene, progress: Progress) -> bool:
    return progress.aside in LIGHT and (path.is_question(scene, progress) or progress.step in review.LISTS)


def _look(scene: Scene, progress: Progress) -> Move | None:
    if not _may_look(scene, progress):
        return None
    if scene.command and scene.command.number is not None:
        look = review.edit if scene.keyword is Keyword.EDIT else review.one
        return look(scene, progress, scene.command.number)
    if progress.step in review.LISTS:
        return Move(replace(progress, aside=None))
    return Move(replace(progress, aside=path.under(progress)), (review.so_far(scene, progress),))


def _back_from_consent(progress: Progress) -> Move:
    """Go back to the text, to whom it is about, then to the menu or the language."""
    if progress.aside == "sure":
        return Move(consent.back(progress))
    if progress.aside == "consent":
        return Move(progress)
    if progress.step == "consent":  # a birth date that a carer told may not become the sender's own
        return Move(replace(path.empty(progress), step="whom", whom=None))
    return Move(
        replace(progress, step="submitted") if progress.people else replace(progress, aside="language")
    )


def _show_all(scene: Scene, progress: Progress) -> Move | None:
    return review.whole(scene, progress) if _may_look(scene, progress) else None


STEERING: Mapping[Keyword, Rule] = {
    Keyword.START: lambda _scene, progress: start(progress),
    Keyword.GO_ON: _go_on,
    Keyword.BACK: _back,
    Keyword.RESTART: _restart,
    Keyword.UNDO: _take_back,
    Keyword.SHOW_ALL: _show_all,
    Keyword.EDIT: _look,
    Keyword.REVIEW: _look,
}
