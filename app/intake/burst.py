"""Join messages that belong together into one answer.

Nobody reads a question and answers it within a few seconds. A message that comes so soon continues the answer before,
unless it clearly answers the open question. In the first `scene.together` the clock alone decides. Until a quick person
could have read and answered, and for a while after that, the words are looked at as well; what is added then to the
answer before is told, or asked about.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.intake import ear, pace, path
from app.intake.answers import Accepted, Rejected
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.names import NAME
from app.intake.keywords import Keyword, is_blank, plain
from app.intake.kind import Kind
from app.intake.piece import Piece, added, judge, told_that_added, whole_of
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene
from app.intake.unread import TOGETHER

# After these steps a message is a choice, or it means nothing.
CHOICES = frozenset({"language", "way", "whom", "consent"})


SOON, LATER = timedelta(seconds=90), timedelta(hours=1)
"""Within the first time after a question, what may be more of the answer before is asked about, and within the second what
clearly is more of it is added."""


def join(scene: Scene, progress: Progress) -> Move | None:
    """Add a message to the answer before, if it came too soon for another."""
    if progress.aside:
        return None
    told = next(
        (question for question in scene.questions_of(progress) if question.key == progress.told), None
    )
    if not is_too_soon(scene, progress):
        return _late(scene, progress, told) if told else None
    adds_nothing = (_adds_nothing, _is_said_again, _says_the_same)
    if any(each(scene, progress, told) for each in adds_nothing):
        return Move(progress, then_ask=False)
    if told is None or told.reader is BIRTH_DATE or _is_closed(told) or _fits(scene, progress):
        return None
    if not _is_within(scene, progress, scene.together):
        return _perhaps_joined(scene, progress, told)
    return _joined(scene, progress, told)


def is_too_soon(scene: Scene, progress: Progress) -> bool:
    """Return whether a text came before the open question can have been answered."""
    if scene.message.kind is not Kind.TEXT or is_blank(scene.message.text) or not scene.together:
        return False
    if not _is_within(scene, progress, max(scene.together, pace.SURELY)):  # nearly every message
        return False
    return _is_within(scene, progress, pace.to_answer(scene, progress))


def _is_within(scene: Scene, progress: Progress, span: timedelta) -> bool:
    asked_at = scene.asked_at(progress)
    return asked_at is not None and abs(scene.now - asked_at) < span


def _perhaps_joined(scene: Scene, progress: Progress, told: Question) -> Move | None:
    """Join a message that somebody very quick might have written as an answer."""
    if _only_ends(scene, progress, told):
        return Move(progress, then_ask=False)
    return _joined(scene, progress, told) if _judged(scene, progress, told) is not Piece.OPEN else None


def _late(scene: Scene, progress: Progress, told: Question) -> Move | None:
    """Add what clearly belongs to the answer before, or ask where it goes."""
    is_late = scene.is_recent(scene.asked_at(progress), LATER) and told.key != progress.step
    if scene.command or not is_late or _is_closed(told):
        return None
    if not (told.grows or (scene.together and not scene.alarm)):
        return None
    if _only_ends(scene, progress, told):
        return Move(progress)
    match _judged(scene, progress, told):
        case Piece.BEFORE if scene.together:
            kept = added(scene, progress, told, scene.message.text)
            return told_that_added(scene, kept, told) if kept else None
        case Piece.BEFORE | Piece.EITHER if scene.is_recent(scene.asked_at(progress), SOON):
            return _asked_where(scene, progress, told)
        case _:
            return None


def _only_ends(scene: Scene, progress: Progress, told: Question) -> bool:
    """Return whether a message adds nothing: "that's the address", or it again."""
    if told.reader not in {ADDRESS, NAME} or not scene.together:
        return False
    kept, earlier = (
        added(scene, progress, told, scene.message.text),
        plain(progress.answers.get(told.key, "")),
    )
    return plain(scene.message.text) == earlier or (
        kept is not None and plain(kept.answers[told.key]) == earlier
    )


def _is_closed(told: Question) -> bool:
    """Return whether an answer has no more to it: "7" and then "2" are two answers."""
    return told.item is not None and not told.grows


def _says_the_same(scene: Scene, progress: Progress, told: Question | None) -> bool:
    """Return whether a choice or a number stays the same with more words: "kg"."""
    if told is None or not _is_closed(told) or scene.command:
        return False
    earlier, text = progress.answers.get(told.key, ""), scene.message.text
    wholes = (f"{said} {text}" for said in (earlier, told.reader.show(earlier, scene.phrases.code)))
    readings = (told.reader.read(whole, scene.context_of(told)) for whole in wholes)
    is_same = any(isinstance(each, Accepted) and each.value == earlier for each in readings)
    return is_same and not any(map(str.isdecimal, text))


def _judged(scene: Scene, progress: Progress, told: Question) -> Piece:
    asked = scene.question(progress.step) if path.is_question(scene, progress) else None
    return judge(scene, progress, told, asked)


def _asked_where(scene: Scene, progress: Progress, told: Question) -> Move | None:
    """Ask to which of the two answers the message belongs, if it fits the first."""
    is_open = path.is_question(scene, progress) and not scene.alarm
    if not is_open or added(scene, progress, told, scene.message.text) is None:
        return None
    return Move(replace(progress, aside="belongs", readings=(scene.message.text, told.key)))


def hush(scene: Scene, progress: Progress, move: Move) -> Move:
    """Leave a message of a burst without a reply if it chose nothing."""
    is_idle = move.progress == progress and scene.command is None and scene.alarm is None
    is_choice = progress.step in CHOICES and is_too_soon(scene, progress)
    return Move(progress, then_ask=False) if is_idle and is_choice and not move.events else move


def _adds_nothing(scene: Scene, progress: Progress, told: Question | None) -> bool:
    """Return whether a message only ends an answer, or is a courtesy."""
    if scene.keyword is Keyword.DONE:
        return True
    # "Love" may be the rest of a name.
    may_be_name = told is not None and told.reader is NAME
    text = scene.message.text
    is_polite = ear.is_yes(text) or ((ear.is_courtesy(text) or ear.is_enough(text)) and not may_be_name)
    is_agreed_again = told is None and plain(scene.message.text).isdecimal()
    return path.is_question(scene, progress) and (is_polite or is_agreed_again) and scene.command is None


def _is_said_again(scene: Scene, progress: Progress, told: Question | None) -> bool:
    """Return whether somebody whom nobody answered repeats their answer, or adds none."""
    if told is None or scene.together != TOGETHER:
        return False
    said, again = progress.answers.get(told.key, ""), plain(scene.message.text)
    parts = said.split(told.reader.joint) if told.reader.joint else ()
    return again in map(plain, (said, *parts)) or scene.keyword is Keyword.NONE


def _fits(scene: Scene, progress: Progress) -> bool:
    """Return whether a message clearly answers what is open."""
    text = scene.message.text
    if scene.command is not None:
        return True
    if not path.is_question(scene, progress):
        return plain(text).isdecimal() or ear.is_yes(text) or ear.is_no(text) or ear.is_courtesy(text)
    asked = scene.question(progress.step)
    if asked.reader is not BIRTH_DATE:
        return False
    return not isinstance(BIRTH_DATE.read(text, scene.context_of(asked)), Rejected)


def _joined(scene: Scene, progress: Progress, told: Question) -> Move | None:
    """Add the message to the answer before it; None if they do not make one answer."""
    # "great" after an address is no part of it, and not yet a yes to a list that nobody can have read.
    if not path.is_question(scene, progress) and ear.is_assent(scene.message.text):
        return Move(progress, then_ask=False)
    # A cry is never part of a name or an address.
    if scene.alarm and not told.many:
        return None
    text, whole = scene.message.text, whole_of(progress, told, scene.message.text)
    if len(whole) > told.limit:
        figures = {"length": len(text), "room": max(0, told.limit - len(whole) + len(text))}
        no_room = scene.fill(scene.phrases.no_room, **figures)
        return Move(progress, (no_room,), then_ask=False, tells_unkept=True)
    kept = added(scene, progress, told, text)
    # A list that shows the answer is shown with all of it.
    is_shown = not path.is_question(scene, progress) and not told.health
    return Move(kept, then_ask=is_shown) if kept else None
