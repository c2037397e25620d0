"""Serve a sender who has handed in: notes to the clinic, changes, a call.

Whatever they type is a note for the clinic, unless it is a choice, a keyword or a courtesy. After a long silence the
phone may be somebody else's, so a birth year is asked for first, and nothing on file is revealed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from app.intake import ear, path
from app.intake.answers import MOST_FIGURES
from app.intake.ear import answer_named
from app.intake.keywords import Keyword, plain, plain_all
from app.intake.model import CallbackAsked, NoteLeft, NoteTakenBack, RightAsked
from app.intake.progress import LastNote, Person, Progress
from app.intake.scene import Move, Scene
from app.intake.stages import review
from app.intake.stages.review import reference

LONGEST_NOTE = 1500
NOTES_A_DAY = 10
A_DAY = timedelta(days=1)
A_WHILE = timedelta(minutes=30)
MENU = "0"


def ask(scene: Scene, progress: Progress) -> str:
    phrases = scene.phrases
    if progress.doubted:
        head = scene.fill(phrases.returning_in_doubt)
    else:
        head = scene.fill(phrases.returning, reference=reference(progress.people[-1].id))
    return f"{head}\n\n{scene.fill(phrases.menu)}"


def answer(scene: Scene, progress: Progress) -> Move:
    if plain(scene.message.text) == MENU:
        return Move(progress)
    choices = (_for_whom, _for_someone_else, call_back, nothing_now)
    index = ear.choose(scene.message.text, ((), (), (), ear.no_words()))
    if index is None and _says_nothing(scene):
        index = choices.index(nothing_now)
    if index is not None:
        return choices[index](scene, progress)
    if (named := answer_named(scene.message.text)) and named.is_change:
        return _for_whom(scene, progress)
    if _is_remark(scene, progress):
        return Move(progress, (scene.fill(scene.phrases.remark),), then_ask=False)
    return Move(progress) if _asks_for_the_menu(scene) else _note(scene, progress)


def _says_nothing(scene: Scene) -> bool:
    """Return whether a message is a bare "nothing".

    "No medicines any more" is news for the clinic.
    """
    return scene.keyword is Keyword.NONE and len(ear.words_in(scene.message.text)) == 1


def _asks_for_the_menu(scene: Scene) -> bool:
    """Return whether a message is a keyword, a greeting, or a number without a choice."""
    typed = plain(scene.message.text)
    is_figure = typed.isdecimal() and len(typed) <= MOST_FIGURES
    return scene.keyword not in {None, Keyword.NONE} or not typed or is_figure or ear.is_courtesy(typed)


def _for_someone_else(_scene: Scene, progress: Progress) -> Move:
    return for_someone_else(progress)


def for_someone_else(progress: Progress) -> Move:
    """Begin an intake about another person."""
    return Move(replace(path.empty(progress), step="whom", patient=None, whom=None, also=()))


def nothing_now(scene: Scene, progress: Progress) -> Move:
    return Move(progress, (scene.fill(scene.phrases.nothing_now),), then_ask=False)


def _is_remark(scene: Scene, progress: Progress) -> bool:
    """Return whether nobody at the clinic has to read a message, or act on it.

    A greeting is such a remark only in the middle of a conversation. After a while, it opens a new one.
    """
    text = scene.message.text
    if ear.is_courtesy(text) or not plain(text):
        greets = any(f" {word} " in f" {plain(text)} " for word in plain_all(scene.phrases.lexicon.greetings))
        return "?" not in text and not (greets and not scene.is_recent(progress.last_at, A_WHILE))
    return ear.is_yes(text) or scene.keyword is Keyword.DONE


def takes_notes(progress: Progress) -> bool:
    """Return whether what a patient types is a note for the clinic."""
    return progress.step == "submitted" and progress.aside in {None, "noted", "next_person"}


def fits(progress: Progress) -> bool:
    """Return whether an aside of this stage can be open."""
    match progress.aside:
        case "born":
            return bool(progress.doubted)
        case "noted":
            return progress.step == "submitted" and progress.last_note is not None
        case "next_person":
            return progress.step == "submitted" and bool(progress.also)
        case _:
            return bool(progress.people)


def change(progress: Progress, person: Person) -> Move:
    """Go to the list of that person's answers."""
    return Move(replace(path.empty(progress), step="changes", patient=person.id))


def _note(scene: Scene, progress: Progress) -> Move:
    """Take a note for the clinic at once.

    The reply says so, and the patient can take it back with one number.
    """
    if refusal := _why_no_note(scene, progress):
        return Move(progress, (refusal,), then_ask=False, tells_unkept=True)
    return _for_whom(scene, replace(progress, note=scene.message.text))


def note(scene: Scene, progress: Progress, text: str) -> Move:
    """Take words that were no correction as a note for the clinic."""
    if refusal := _why_no_note(scene, progress):
        return Move(progress, (refusal,), then_ask=False, tells_unkept=True)
    return _for_whom(scene, replace(progress, note=text))


def leave_note(scene: Scene, progress: Progress, person: Person) -> Move | str:
    """Take a note about somebody on file, or return why there can be none."""
    refusal = _why_no_note(scene, progress)
    return refusal or _take_note(scene, replace(progress, note=scene.message.text), person)


def _why_no_note(scene: Scene, progress: Progress) -> str | None:
    phrases, text = scene.phrases, scene.message.text
    if len(text) > LONGEST_NOTE:
        return scene.fill(phrases.too_long, length=len(text), limit=LONGEST_NOTE)
    is_enough = len(_today(scene, progress)) >= NOTES_A_DAY
    return scene.fill(phrases.enough_notes) if is_enough else None


def _today(scene: Scene, progress: Progress) -> tuple[datetime, ...]:
    return tuple(at for at in progress.notes_at if scene.is_recent(at, A_DAY))


def _take_note(scene: Scene, progress: Progress, person: Person) -> Move:
    left = NoteLeft(person.id, scene.message.new_id, progress.note)
    taken = replace(
        progress,
        aside="noted",
        note="",
        last_note=LastNote(person.id, left.note),
        notes_at=(*_today(scene, progress), scene.now),
    )
    return Move(taken, (_note_left(scene, progress),), (left,), then_ask=False)


def _note_left(scene: Scene, progress: Progress) -> str:
    """Say what becomes of a note: in full for the first of a day."""
    phrases = scene.phrases
    said = (phrases.note_left_too,) if _today(scene, progress) else (phrases.note_left, phrases.take_back)
    return "\n\n".join(map(scene.fill, said))


def ask_noted(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.take_back)


def answer_noted(scene: Scene, progress: Progress) -> Move:
    """Take the note back, or read the message as at the menu."""
    left = replace(progress, aside=None)
    last = progress.last_note
    is_first = ear.choose(scene.message.text, ((),)) == 0
    if last is None or not is_first or not scene.is_recent(progress.last_at, A_WHILE):
        return answer(scene, left)
    gone = NoteTakenBack(last.patient, last.note)
    said = scene.fill(scene.phrases.note_taken_back)
    return Move(replace(left, last_note=None), (said,), (gone,), then_ask=False)


def answer_changes(scene: Scene, progress: Progress) -> Move:
    """Read a choice at the list of changes.

    Any other words are a note, and the list stays open.
    """
    person = progress.on_file
    if person is None or not review.is_other(scene):
        return review.answer_changes(scene, progress)
    if refusal := _why_no_note(scene, progress):
        return Move(progress, (refusal,), tells_unkept=True)
    taken = _take_note(scene, replace(progress, note=scene.message.text), person)
    stays = replace(taken.progress, aside=None, last_note=progress.last_note)
    return replace(taken, progress=stays, say=(scene.fill(scene.phrases.note_left),), then_ask=True)


def call_back(scene: Scene, progress: Progress) -> Move:
    """Ask the clinic to call, and go on with what is open.

    Before the patient agrees to the privacy text nothing is kept, so they are only told our number.
    """
    if progress.consent is None:
        return Move(progress, (scene.fill(scene.phrases.talk_to_us),))
    alone = progress.people[0].id if len(progress.people) == 1 else None
    whom = None if progress.doubted else progress.patient or alone
    said = scene.fill(scene.phrases.callback_asked)
    return Move(progress, (said,), (CallbackAsked(whom),), then_ask=progress.step != "submitted")


def _for_whom(scene: Scene, progress: Progress) -> Move:
    """Find out whom a note or a change is about, as far as that is not clear."""
    known = _known(progress)
    if progress.doubted and not known:
        return _ask_birth_year(scene, progress)
    if len(known) == 1 and not progress.doubted:
        return _go_on_with(scene, progress, known[0])
    return Move(replace(progress, aside="whose"))


def _go_on_with(scene: Scene, progress: Progress, person: Person) -> Move:
    return _take_note(scene, progress, person) if progress.note else change(progress, person)


def _known(progress: Progress) -> tuple[Person, ...]:
    """Return the people on file for whom no birth year has to be given."""
    return tuple(person for person in progress.people if person.id not in progress.doubted)


def ask_whose(scene: Scene, progress: Progress) -> str:
    """Offer people by initial and birth year, which tell a stranger little."""
    asked = scene.phrases.whose_note if progress.note else scene.phrases.whose
    return _listed(scene, asked, _labels(scene, progress))


def answer_whose(scene: Scene, progress: Progress) -> Move:
    known = _known(progress)
    index = ear.choose(scene.message.text, tuple((label,) for label in _labels(scene, progress)))
    if index is None:
        return Move(progress, (scene.fill(scene.phrases.choose_number),))
    if index == len(known):
        return _ask_birth_year(scene, progress)
    return _go_on_with(scene, progress, known[index])


def _labels(scene: Scene, progress: Progress) -> list[str]:
    labels = [_label(scene, person) for person in _known(progress)]
    return [*labels, scene.fill(scene.phrases.another_person)] if progress.doubted else labels


def _listed(scene: Scene, asked: str, labels: list[str]) -> str:
    numbered = (f"*{number}* {label}" for number, label in enumerate(labels, start=1))
    return "\n".join((scene.fill(asked), *numbered))


def _label(scene: Scene, person: Person) -> str:
    if person.birth_year is None:
        return scene.fill(scene.phrases.person_without_year, initial=person.initial)
    return scene.fill(scene.phrases.person, initial=person.initial, year=person.birth_year)


def drop_note(scene: Scene, progress: Progress) -> Move:
    """Go back to the menu, and say that the waiting message was not passed on."""
    dropped = (scene.fill(scene.phrases.note_dropped),) if progress.note else ()
    return Move(replace(progress, aside=None, note="", readings=()), dropped, tells_unkept=bool(dropped))


LONG_AGO = timedelta(days=90)
"""After so long a silence the number may have a new owner."""
MOST_TRIES = 3
A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def doubt(scene: Scene, progress: Progress) -> Progress:
    """Return the progress of a sender, in doubt after a long silence.

    Then every birth year has to be given again, and a change that was begun is dropped.
    """
    if not progress.people or progress.last_at is None or scene.now - progress.last_at <= LONG_AGO:
        return progress
    doubted = replace(progress, doubted=tuple(person.id for person in progress.people), tries=0)
    if progress.on_file or progress.step == "submitted":
        return replace(path.empty(doubted), step="submitted", patient=None, note="", last_note=None)
    return doubted


def _ask_birth_year(scene: Scene, progress: Progress) -> Move:
    if progress.tries < MOST_TRIES and any(year is not None for year in _years(progress)):
        return Move(replace(progress, aside="born"))
    said = drop_note(scene, progress)
    return replace(said, say=(*said.say, scene.fill(scene.phrases.cannot_check)), then_ask=False)


def _years(progress: Progress) -> tuple[int | None, ...]:
    return tuple(person.birth_year for person in progress.people if person.id in progress.doubted)


def ask_born(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.born)


def answer_born(scene: Scene, progress: Progress) -> Move:
    said = A_YEAR.search(plain(scene.message.text))
    if said is None:
        return Move(progress)
    born = _born_in(progress, int(said[0]))
    if not born:
        tried = replace(progress, tries=progress.tries + 1)
        if tried.tries >= MOST_TRIES:
            return _ask_birth_year(scene, tried)
        return Move(tried, (scene.fill(scene.phrases.wrong_year),))
    others = tuple(each for each in progress.doubted if each not in {person.id for person in born})
    checked = replace(progress, aside=None, doubted=others, tries=0)
    return _go_on_with(scene, checked, born[0]) if len(born) == 1 else Move(replace(checked, aside="whose"))


def _born_in(progress: Progress, year: int) -> tuple[Person, ...]:
    """Return those in doubt who were born in a year.

    All of them are compared, even after one matches, so that the time taken tells nothing.
    """
    differences = [(person, (person.birth_year or 0) ^ year) for person in progress.people]
    return tuple(person for person, differs in differences if not differs and person.id in progress.doubted)


RIGHTS = {"whose_copy": "copy", "whose_erasure": "erasure"}


def ask_whose_data(scene: Scene, progress: Progress) -> str:
    """Ask whom MY DATA or DELETE MY DATA is about, of several people on file."""
    return _listed(scene, scene.phrases.whose_data, _with_everybody(scene, progress))


def answer_whose_data(scene: Scene, progress: Progress) -> Move:
    index = ear.choose(scene.message.text, tuple((label,) for label in _with_everybody(scene, progress)))
    if index is None:
        return Move(progress, (scene.fill(scene.phrases.choose_number),))
    whose = progress.people[index : index + 1] or progress.people
    kind = RIGHTS.get(progress.aside or "", "copy")
    said = scene.phrases.copy_asked if kind == "copy" else scene.phrases.erasure_asked
    events = tuple(RightAsked(person.id, kind) for person in whose)
    left = replace(progress, aside=path.under(progress))
    return Move(left, (scene.fill(said),), events, then_ask=False)


def _with_everybody(scene: Scene, progress: Progress) -> list[str]:
    people = [_label(scene, person) for person in progress.people]
    return [*people, scene.fill(scene.phrases.everybody)]
