"""Show everything in one list before it is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from app.intake import correction, ear, needless, path
from app.intake.answers import MOST_FIGURES
from app.intake.answers.birth_date import birth_year
from app.intake.answers.names import first_name, initial, is_question
from app.intake.channel import isolated, shorten
from app.intake.ear import Named
from app.intake.keywords import Keyword, plain
from app.intake.model import BOTH, CHAT, FORM, Submitted, Updated
from app.intake.named_whom import and_then
from app.intake.progress import Person, Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene
from app.intake.stages import minor
from app.intake.stages.question import once_more

LINE, HEALTH_LINE, WHOLE, HEAD = 160, 60, 4200, 60
"""A list shows enough of an answer to recognise it, and less of one about health. REVIEW shows all of it, in three messages at most."""
LISTS = frozenset({"review", "changes"})
MOST_WORDS_MORE = 3


def lines(scene: Scene, progress: Progress) -> str:
    """List every question with its answer, shortened."""
    each = enumerate(scene.questions_of(progress), start=1)
    return "\n".join(_line(scene, progress, number, question) for number, question in each)


def framed(scene: Scene, progress: Progress, head: str, foot: str) -> str:
    """Return the list with the question whether to send it."""
    return f"{scene.fill(head)}\n{lines(scene, progress)}\n\n{scene.fill(foot)}"


def so_far(scene: Scene, progress: Progress) -> str:
    """Return the list before it is complete."""
    return f"{scene.fill(scene.phrases.so_far_head)}\n{lines(scene, progress)}"


def edit(scene: Scene, progress: Progress, number: int) -> Move:
    """Ask a question again. Its answer stays until there is a new one."""
    question = numbered(scene, progress, number)
    if question is None:
        return _no_such_answer(scene, progress, number)
    there = path.at(progress, question)
    return Move(replace(there, aside="add_or_replace") if is_undecided(there, question) else there)


def edit_named(scene: Scene, progress: Progress, named: Named) -> Move | None:
    """Ask again a question that the message names: "the address is wrong", "la 3".

    While another question is open, the message has to say that something changes, and it cannot name a question about
    health, because the words may be an answer.
    """
    asked = scene.questions_of(progress)
    keys = [question.key for question in asked]
    number = keys.index(named.which) + 1 if named.which in keys else named.which
    if not isinstance(number, int):
        return None
    is_list = progress.step in LISTS
    is_meant = named.is_change and number <= len(keys) and not asked[number - 1].health
    return edit(scene, progress, number) if is_list or is_meant else None


def is_undecided(progress: Progress, question: Question) -> bool:
    """Return whether it is undecided if a new answer is added or replaces the old."""
    is_on_file = progress.on_file is not None and question.key in progress.on_file.answered
    return question.many and is_on_file and question.key not in progress.answers


def one(scene: Scene, progress: Progress, number: int) -> Move:
    """Show one answer in full. An answer on file is never shown in a chat."""
    question = numbered(scene, progress, number)
    if question is None:
        return _no_such_answer(scene, progress, number)
    value = progress.answers.get(question.key)
    if not value:
        return Move(progress, (_why_not(scene, progress, question),))
    shown = shorten(question.reader.show(value, scene.phrases.code), WHOLE)
    title = scene.words(question).title
    head = scene.fill(scene.phrases.one_answer, number=number, title=title)
    foot = scene.fill(scene.phrases.one_answer_foot, number=number)
    whole = "\n".join(isolated(line) for line in shown.splitlines())
    return Move(progress, (f"{head}\n{whole}", foot), then_ask=False)


def whole(scene: Scene, progress: Progress) -> Move:
    """Show all answers in full, as far as they fit. Those on file are never shown."""
    if progress.on_file or not progress.answers:
        return Move(replace(progress, aside=None))
    told = [question for question in scene.questions_of(progress) if question.key in progress.answers]
    each = WHOLE // len(told) - HEAD
    parts = tuple(_shown(scene, progress, question, each) for question in told)
    if progress.step not in LISTS:
        return Move(replace(progress, aside=None), parts)
    foot = scene.fill(scene.phrases.review_foot)
    return Move(replace(progress, aside=None), (*parts, foot), then_ask=False)


def _shown(scene: Scene, progress: Progress, question: Question, most: int) -> str:
    value = question.reader.show(progress.answers[question.key], scene.phrases.code)
    number, title = scene.questions_of(progress).index(question) + 1, scene.words(question).title
    head = scene.fill(scene.phrases.one_answer, number=number, title=title)
    return "\n".join((head, *(isolated(line) for line in shorten(value, most).splitlines())))


def before_sending(scene: Scene, progress: Progress) -> Move | None:
    """Handle what is not SEND: a number (EDIT), or a remark."""
    number = number_alone(scene)
    if number is not None:
        return edit(scene, progress, number)
    if scene.keyword is Keyword.DONE:
        return once_more(scene, progress)
    return None if says_send(scene) else _not_sent(scene, progress)


def _not_sent(scene: Scene, progress: Progress) -> Move:
    """Say why nothing is sent, or ask what should change."""
    text = scene.message.text
    if ear.is_objection(text):
        return Move(progress, (scene.fill(scene.phrases.what_to_change),), is_heard=True)
    if is_question(text):
        return Move(progress, (scene.fill(scene.phrases.cannot_answer),))
    if ear.is_courtesy(text):
        return Move(progress)
    if correction.is_likely(text):
        return Move(replace(progress, aside="which", readings=(text,)))
    return Move(progress, (scene.fill(scene.phrases.not_saved),))


def ask_which(scene: Scene, _progress: Progress) -> str:
    """Ask which answer words are about that say only that one is to be changed."""
    return " ".join(map(scene.fill, (scene.phrases.not_understood, scene.phrases.what_to_change)))


def is_other(scene: Scene) -> bool:
    """Return whether a message at a list neither chooses nor is about the list."""
    text = scene.message.text
    is_heard = scene.keyword is not None or number_alone(scene) is not None or says_send(scene)
    return not (
        is_heard or ear.is_objection(text) or is_question(text) or ear.is_courtesy(text) or not plain(text)
    )


def number_alone(scene: Scene) -> int | None:
    """Return the number that the message is, and nothing else."""
    typed = plain(scene.message.text)
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_FIGURES else None


def says_send(scene: Scene) -> bool:
    """Return whether the message is SEND, or says that the list is right.

    Somebody may go on with the next person at once: "yes, and then my sister".
    """
    text = scene.message.text
    then = and_then(text, scene.phrases.lexicon)
    return scene.keyword is Keyword.SEND or _is_assent(then[0] if then else text)


def _is_assent(text: str) -> bool:
    """Return whether a text says that the list is right: "yes correct ji"."""
    if ear.is_assent(text):
        return True
    words = plain(text).split()
    begins = range(max(1, len(words) - MOST_WORDS_MORE), len(words))
    is_more = is_question(text) or correction.is_likely(text) or any(map(str.isdecimal, words))
    return not is_more and any(ear.is_assent(" ".join(words[:count])) for count in begins)


def _line(scene: Scene, progress: Progress, number: int, question: Question) -> str:
    title, value = scene.words(question).title, _value(scene, progress, question)
    return scene.fill(scene.phrases.review_line, number=number, title=title, value=value)


def _value(scene: Scene, progress: Progress, question: Question) -> str:
    value = progress.answers.get(question.key)
    if value is None:
        return _without_value(scene, progress, question)
    if progress.on_file:
        return scene.fill(scene.phrases.changed)
    if question.health and not scene.clinic.health_listed:
        return scene.fill(scene.phrases.answered)
    shown = question.reader.show(value, scene.phrases.code)
    most = HEALTH_LINE if question.health else LINE
    return isolated(shorten(", ".join(filter(None, map(str.strip, shown.splitlines()))), most))


def _why_not(scene: Scene, progress: Progress, question: Question) -> str:
    hidden = progress.on_file and question.key in progress.on_file.answered
    return scene.fill(scene.phrases.on_file_hidden) if hidden else _without_value(scene, progress, question)


def _without_value(scene: Scene, progress: Progress, question: Question) -> str:
    if progress.on_file and question.key in progress.on_file.answered:
        return scene.fill(scene.phrases.on_file)
    return scene.fill(
        scene.phrases.was_skipped if question.key in progress.skipped else scene.phrases.not_answered
    )


def numbered(scene: Scene, progress: Progress, number: int) -> Question | None:
    """Return the question with that number, if it has been reached."""
    asked = scene.questions_of(progress)
    if not 1 <= number <= len(asked):
        return None
    question = asked[number - 1]
    reached = progress.on_file or question.key == progress.step or path.is_answered(progress, question)
    return question if reached else None


def _no_such_answer(scene: Scene, progress: Progress, number: int) -> Move:
    total = len(scene.questions_of(progress))
    sentence = scene.phrases.no_such_answer if 1 <= number <= total else scene.phrases.no_such_number
    return Move(progress, (scene.fill(sentence, number=number, total=total),))


MOST_PEOPLE = 10
"""Of those who were handed in, only the little that tells them apart stays in the conversation."""


def reference(patient: UUID) -> str:
    """Return the beginning of the id, which can be read out on the phone."""
    return f"{patient.hex[:4]}-{patient.hex[4:8]}"


def submit(scene: Scene, progress: Progress) -> Move:
    """Hand in the whole intake. The answers go into the event and leave the progress."""
    if held := minor.held_back(scene, progress):
        return held
    patient = progress.patient or scene.message.new_id
    asked = {question.key for question in scene.questions_of(progress)}
    answers = {key: value for key, value in progress.answers.items() if key in asked}
    event = Submitted(
        patient,
        scene.phrases.code,
        answers,
        progress.emergency,
        _came_by(progress, answers),
        scene.questionnaire.version,
    )
    person = Person(
        patient,
        _initial(answers),
        _year(answers),
        tuple(answers),
        progress.for_other,
        _chosen(scene, answers),
    )
    sentence = scene.fill(scene.phrases.submitted, reference=reference(patient))
    gone = replace(_handed_in(progress, person), aside="next_person" if progress.also else None)
    return Move(gone, (f"{_thanks(scene, answers)} {sentence}",), (event,), then_ask=bool(progress.also))


def _came_by(progress: Progress, answers: dict[str, str]) -> str:
    on_pages = {key for key in answers if key in progress.by_form}
    if not on_pages:
        return CHAT
    return FORM if len(on_pages) == len(answers) else BOTH


def update(scene: Scene, progress: Progress, person: Person) -> Move:
    """Hand in only the answers that changed."""
    if held := minor.held_back(scene, progress):
        return held
    changed = dict(progress.answers)
    added = {key: text for key, text in changed.items() if is_added(scene, progress, key)}
    replaced = {key: text for key, text in changed.items() if key not in added}
    lost = needless.on_file(scene, progress)
    gone = tuple(question.key for question in lost)
    version = scene.questionnaire.version
    event = Updated(person.id, replaced, progress.emergency, added, gone, version)
    renewed = Person(
        person.id,
        _initial(changed) if "name" in changed else person.initial,
        _year(changed) if "birth_date" in changed else person.birth_year,
        tuple(key for key in dict.fromkeys((*person.answered, *changed)) if key not in gone),
        person.other,
        _chosen(scene, {**person.chosen, **changed, **dict.fromkeys(gone, "")}),
    )
    said = (needless.said(scene, lost),) if lost else ()
    sentence = scene.fill(scene.phrases.updated, reference=reference(person.id))
    return Move(_handed_in(progress, renewed), (*said, sentence), (event,), then_ask=False)


def is_added(scene: Scene, progress: Progress, key: str) -> bool:
    """Return whether a new answer goes after the one on file."""
    question = scene.questionnaire.question(key)
    is_on_file = progress.on_file is not None and key in progress.on_file.answered
    return question is not None and question.many and is_on_file and key not in progress.replacing


def _handed_in(progress: Progress, person: Person) -> Progress:
    others = tuple(other for other in progress.people if other.id != person.id)
    people = (*others, person)[-MOST_PEOPLE:]
    return replace(path.empty(progress), step="submitted", patient=None, people=people, whom=None)


def _chosen(scene: Scene, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers by which it is decided what else is asked."""
    return {key: answers[key] for key in sorted(scene.questionnaire.deciding) if answers.get(key)}


def _thanks(scene: Scene, answers: dict[str, str]) -> str:
    name = "" if scene.of_other else first_name(answers.get("name", ""))
    return scene.fill(scene.phrases.thanks_by_name, name=name) if name else scene.fill(scene.phrases.thanks)


def _initial(answers: dict[str, str]) -> str:
    return initial(answers.get("name", ""))


def _year(answers: dict[str, str]) -> int | None:
    return birth_year(answers.get("birth_date", ""))


def ask(scene: Scene, progress: Progress) -> str:
    return framed(scene, progress, scene.phrases.review_head, scene.phrases.review_foot)


def answer(scene: Scene, progress: Progress) -> Move:
    instead = before_sending(scene, progress)
    if instead:
        return instead
    still_open = path.first_open(scene, progress)
    if still_open:  # asked for since this intake was begun
        return Move(replace(progress, step=still_open), (scene.fill(scene.phrases.still_open),))
    then = and_then(scene.message.text, scene.phrases.lexicon)
    return submit(scene, replace(progress, also=progress.also or (then[1],)) if then else progress)


def ask_changes(scene: Scene, progress: Progress) -> str:
    """List the new answers, which replace those on file. Those are never shown."""
    return framed(scene, progress, scene.phrases.changes_head, scene.phrases.changes_foot)


def answer_changes(scene: Scene, progress: Progress) -> Move:
    instead = before_sending(scene, progress)
    if instead:
        return instead
    if not progress.answers or progress.on_file is None:
        return Move(progress, (scene.fill(scene.phrases.no_changes),))
    return update(scene, progress, progress.on_file)
