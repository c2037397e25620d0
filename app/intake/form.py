"""Take an intake on pages: the same questions, texts and decisions as the chat's.

A page is named by the key of its question, or by one of `Page`. What a page decides is a `Turn`, as a message's is; no
keyword is heard on a page, because it has buttons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.intake import intent, needless, no_answer, notes, path, stages
from app.intake.allowance import Allowance, Full
from app.intake.answers import Accepted, Ambiguous, Doubtful, Reading, Rejected
from app.intake.answers.birth_date import BIRTH_DATE, read_year_or_age
from app.intake.answers.texts import WRITTEN
from app.intake.danger import hear_all
from app.intake.definition import AnswerKind
from app.intake.flow import Flow
from app.intake.keywords import is_blank
from app.intake.kind import Kind
from app.intake.model import Alarmed, CallbackAsked, DraftDiscarded, Event, Message, Turn
from app.intake.phrases import FALLBACK, speak
from app.intake.progress import Progress, Whom
from app.intake.questionnaire import begun_with
from app.intake.questions import Question
from app.intake.scene import Move, Scene
from app.intake.stages import alarm, consent, handed_in, minor, review, whom
from app.intake.stages import question as one_question

LONGEST_YEAR = 4
NO_ID = UUID(int=0)


class Page(StrEnum):
    """Name the pages that are not questions."""

    WHOM = "whom"
    CONSENT = "consent"
    DECLINED = "declined"
    MINOR = "minor"
    HELP = "help"
    REVIEW = "review"
    CHANGES = "changes"
    DONE = "done"


PAGES_OF_ASIDES = {"minor": Page.MINOR} | dict.fromkeys(alarm.ASIDES, Page.HELP)
PAGES_OF_STEPS = {"declined": Page.DECLINED, "closed": Page.DECLINED, "submitted": Page.DONE}
BEFORE_OR_AFTER = frozenset({Page.WHOM, Page.CONSENT, Page.DECLINED, Page.MINOR, Page.HELP, Page.DONE})
"""The pages at which no question may be answered."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Say why a page did not take an answer.

    `doubtful` is the value that it will take if the person says that it is right.
    """

    because: str
    doubtful: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what a question's page shows.

    `value` is the answer so far, as it is stored. `is_on_file` means that the clinic has an answer, which is not shown.
    """

    question: Question
    number: int
    total: int
    title: str
    ask: str
    value: str = field(repr=False)
    is_on_file: bool
    notes: tuple[str, ...] = ()
    """What the clinic says before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line of the review: a question and its answer in words, if any."""

    question: Question
    title: str
    value: str = field(repr=False)
    is_on_file: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Form:
    """Hold the pages of one clinic. `flow` has a clinic on the channel `form`."""

    flow: Flow

    def page(self, progress: Progress, now: datetime) -> str:
        """Return the page that is due."""
        settled = self.settled(progress, now)
        if over := PAGES_OF_ASIDES.get(settled.aside or "") or PAGES_OF_STEPS.get(settled.step):
            return over
        if settled.whom is None and not (settled.begun or settled.on_file):
            return Page.WHOM
        # Each person needs their own consent, even if the sender agreed to the same text for somebody else.
        if settled.step == "consent" or self._lacks_consent(settled, now):
            return Page.CONSENT
        if settled.step == "changes":
            return Page.CHANGES
        scene = self._scene(settled, now)
        return settled.step if path.is_question(scene, settled) else self._first_open(scene, settled)

    def settled(self, progress: Progress, now: datetime) -> Progress:
        """Return the progress without what only the chat asks."""
        scene = self._scene(progress, now)
        plain = progress if progress.aside in PAGES_OF_ASIDES else path.leave(progress)
        return stages.settle(scene, plain)

    def is_reached(self, progress: Progress, key: str, now: datetime) -> bool:
        """Return whether a question may be answered now: it is due, answered, or on file."""
        if self.page(progress, now) in BEFORE_OR_AFTER:
            return False
        settled = self.settled(progress, now)
        scene = self._scene(settled, now)
        question = next((each for each in scene.questions_of(settled) if each.key == key), None)
        return question is not None and (
            settled.on_file is not None
            or path.is_answered(settled, question)
            or key == path.first_open(scene, settled)
        )

    def entry(self, progress: Progress, key: str, now: datetime) -> Entry:
        """Return what the page of a question shows.

        Raises:
            KeyError: there is no such question.
        """
        scene = self._scene(progress, now)
        question, asked = scene.question(key), scene.questions_of(progress)
        words = scene.words(question)
        on_file = progress.on_file is not None and key in progress.on_file.answered
        return Entry(
            question,
            asked.index(question) + 1,
            len(asked),
            words.title,
            words.ask,
            progress.answers.get(key, ""),
            on_file and key not in progress.answers,
            notes.above(scene, progress, key),
        )

    def back(self, progress: Progress, key: str, now: datetime) -> str:
        """Return the page before a question's."""
        if progress.on_file:
            return Page.CHANGES
        before = path.before(self._scene(progress, now), progress, key)
        return before.key if before else Page.WHOM

    def lines(self, progress: Progress, now: datetime) -> tuple[Line, ...]:
        """Return every question with its answer, for the review."""
        scene = self._scene(progress, now)
        on_file = progress.on_file.answered if progress.on_file else ()
        return tuple(
            Line(
                question,
                scene.words(question).title,
                question.reader.show(progress.answers[question.key], scene.phrases.code)
                if question.key in progress.answers
                else "",
                question.key in on_file,
                progress.on_file is not None and question.key in progress.answers,
            )
            for question in scene.questions_of(progress)
        )

    def privacy(self, progress: Progress, now: datetime) -> tuple[str, str, str]:
        """Return the text to agree to, the longer one, and the hash that names the first."""
        scene = self._scene(progress, now)
        shown = consent.to_text(scene, scene.phrases)
        return consent.privacy_text(scene, scene.phrases), consent.longer(scene), shown.text_hash

    # What the buttons of a page do.

    def choose_whom(self, progress: Progress, about: Whom, now: datetime) -> Turn:
        """Begin an intake, or the change of what is on file about the sender.

        An intake about somebody else is dropped. The consent was given for them, so it goes too.
        """
        settled = self.settled(progress, now)
        if settled.aside in alarm.ASIDES or (settled.aside == "minor" and settled.whom is about):
            return Turn(progress)
        is_of_them = settled.patient is not None or settled.begun
        if settled.whom is about and is_of_them and not settled.on_file:
            return self._turn(Move(path.onward(self._scene(settled, now), settled)), now)
        emptied = replace(path.empty(settled), patient=None)
        left = replace(emptied, consent=None) if settled.begun and not settled.on_file else emptied
        events: tuple[Event, ...] = (DraftDiscarded(),) if settled.begun else ()
        return self._turn(replace(whom.chosen(left, about), events=events), now)

    def decide(
        self, progress: Progress, text_hash: str, now: datetime, new_id: UUID, *, agrees: bool
    ) -> Turn:
        """Take the answer to the privacy text that has this hash.

        The page is shown again if the text has changed since. A text that asks again asks about everybody on file.
        """
        settled = self.settled(progress, now)
        may_return = settled.step == "declined" and settled.whom is not None
        scene = self._scene(settled, now, new_id=new_id)
        current = consent.to_text(scene, scene.phrases)
        if text_hash != current.text_hash or not (may_return or self.page(progress, now) == Page.CONSENT):
            return Turn(progress)
        is_again = settled.consent is not None and settled.step != "consent"
        asked = consent.reopen(settled) if is_again else replace(settled, step="consent", aside=None)
        shown = replace(asked, shown=current)
        decided = consent.agree(scene, shown) if agrees else consent.refuse(scene, shown)
        return self._turn(replace(decided, progress=replace(decided.progress, shown=None)), now)

    def answer(
        self,
        progress: Progress,
        key: str,
        text: str,
        now: datetime,
        new_id: UUID,
        *,
        is_sure: bool = False,
        replaces: bool = False,
        typed: str = "",
        wrong: str = "",
        chosen: str = "",
        draft: str = "",
    ) -> Turn | Problem:
        """Take the answer to a question, or return the problem with it.

        `is_sure` takes a text that was doubted. `replaces` puts it in place of the answer on file, instead of after it.
        `typed` are the fields that the text was made of, and `wrong` is what is wrong with them. `chosen` is the answer as it is
        stored, where it was chosen: then the text says it in words. A cry for help stops
        the form whether or not the text is an answer. As in the chat, only an answer about health is kept then; of any
        other, the page keeps its fields as the `draft`.
        """
        if not self.is_reached(progress, key, now):
            return Turn(progress)
        settled = self.settled(progress, now)
        there = replace(settled, step=key, aside=None, readings=())
        scene = self._scene(there, now, text, new_id)
        question = scene.question(key)
        scene = alarm.unless_recalled(scene, question)
        if replaces and key not in there.replacing:
            there = replace(there, replacing=(*there.replacing, key))
        heard_as = alarm.heard_as(key, scene.message.text)
        if heard_as == there.heard or scene.message.text == there.answers.get(key):
            scene = replace(scene, alarm=None)  # it was heard before
        there = replace(there, heard=heard_as) if scene.alarm else there
        reading = (
            Rejected(wrong)
            if wrong
            else Accepted(chosen)
            if chosen
            else self._read(scene, there, question, is_sure=is_sure)
        )
        if isinstance(reading, Accepted) and (question.health or not scene.alarm):
            kept = {name: fields for name, fields in there.typed.items() if name != key}
            left = replace(there, typed={**kept, key: typed} if typed else kept)
            move = one_question.take(scene, left, reading.value)
        elif scene.alarm:
            drafts = {**settled.typed, key: draft} if draft else settled.typed
            move = Move(replace(settled, heard=heard_as, typed=drafts))
        else:
            return self._problem(scene, question, reading)
        pruned = needless.dropped(scene, there, replace(move, say=()))
        return self._turn(alarm.stopped(scene, there, pruned), now, pruned.say)

    def skip(self, progress: Progress, key: str, now: datetime) -> Turn:
        """Leave an answer that is there as it is, and go on."""
        if not self.is_reached(progress, key, now):
            return Turn(progress)
        there = replace(self.settled(progress, now), step=key)
        return self._turn(Move(path.onward(self._scene(there, now), there)), now)

    def leave_out(self, progress: Progress, key: str, now: datetime) -> Turn:
        """Go on without an answer that nobody has to give, and drop one that was given."""
        if not self.is_reached(progress, key, now):
            return Turn(progress)
        there = replace(self.settled(progress, now), step=key)
        scene = self._scene(there, now)
        return self._turn(replace(one_question.skip(scene, there, scene.question(key)), say=()), now)

    def as_carer(self, progress: Progress, now: datetime, says: str) -> Turn:
        """Go on as the carer of a child, or stop: somebody too young may not answer alone.

        `says` is "yes", "no", or "date" of somebody who was asked by a slip of the finger.
        """
        scene = self._scene(progress, now)
        settled = self.settled(progress, now)
        if settled.aside != "minor":
            return Turn(progress)
        match says:
            case "yes":
                return self._turn(minor.as_carer(scene, settled), now)
            case "date":
                return self._turn(Move(path.leave(settled)), now)
            case _:
                return self._turn(minor.stop(scene, settled), now)

    def who_is_the_adult(self, progress: Progress, now: datetime) -> tuple[str, ...]:
        """Return what the page that asks for the adult says, the question last."""
        said = minor.ask(self._scene(progress, now), progress).split("\n\n")
        return tuple(part.splitlines()[0] for part in said)

    def after_a_cry(self, progress: Progress, now: datetime, *, needs_help: bool, call: bool = False) -> Turn:
        """Go on after a cry for help, or note that help or a call is wanted."""
        settled = self.settled(progress, now)
        if settled.aside not in alarm.ASIDES:
            return Turn(progress)
        scene = self._scene(settled, now)
        if needs_help or call:
            raised = alarm.confirmed(scene, settled) if settled.aside == "doubt" else Move(settled)
            left = alarm.carry_on(raised.progress) if call else replace(raised.progress, aside="waiting")
            asked: tuple[Event, ...] = (CallbackAsked(self._about(settled)),) if call else ()
            return self._turn(Move(left, events=(*raised.events, *asked)), now)
        return self._turn(Move(alarm.carry_on(settled)), now)

    def send(self, progress: Progress, now: datetime, new_id: UUID) -> Turn:
        """Hand in the intake, or what has changed, if nothing is missing."""
        settled = self.settled(progress, now)
        scene = self._scene(settled, now, new_id=new_id)
        match self.page(progress, now):
            case Page.CHANGES if settled.on_file and settled.answers:
                return self._turn(review.update(scene, settled, settled.on_file), now)
            case Page.REVIEW if not path.first_open(scene, settled):
                return self._turn(review.submit(scene, settled), now)
            case _:
                return Turn(progress)

    def change(self, progress: Progress, patient: UUID, now: datetime) -> Turn:
        """Go to the answers of somebody on file."""
        person = next((each for each in progress.people if each.id == patient), None)
        if person is None:
            return Turn(progress)
        return self._turn(handed_in.change(progress, person), now)

    def another(self, progress: Progress, now: datetime) -> Turn:
        """Begin an intake about somebody else, after one was handed in."""
        return self._turn(handed_in.for_someone_else(progress), now)

    def begun_with(self, progress: Progress, key: str, now: datetime) -> Progress:
        """Return the progress with only this one of the intake's answers left."""
        alone = replace(
            progress,
            answers={key: progress.answers[key]},
            skipped=(),
            typed={},
            by_form=tuple(each for each in progress.by_form if each == key),
        )
        return replace(alone, step=path.onward(self._scene(alone, now), alone).step)

    def note_and_go(
        self, progress: Progress, text: str, now: datetime, new_id: UUID, go: Callable[[Progress], Turn]
    ) -> Turn | Problem:
        """Pass on what was typed, and go on to something else.

        A cry for help, or a note that is refused, comes first.
        """
        if is_blank(text):
            return go(progress)
        noted = self.leave_note(progress, text, now, new_id)
        if isinstance(noted, Problem) or self.page(noted.progress, now) != Page.DONE:
            return noted
        gone = go(noted.progress)
        return replace(gone, events=(*noted.events, *gone.events))

    def leave_note(self, progress: Progress, text: str, now: datetime, new_id: UUID) -> Turn | Problem:
        """Pass on what somebody adds after handing in.

        Words that stopped the form are passed on once when they are sent again, as in the chat.
        """
        scene = self._scene(progress, now, text, new_id)
        if is_blank(scene.message.text):
            return Problem(scene.fill(scene.phrases.nothing_typed))
        if progress.step != "submitted" or not progress.people:
            return Turn(progress)
        heard_as = alarm.heard_as(Page.DONE, scene.message.text)
        if heard_as == progress.heard:
            scene = replace(scene, alarm=None)
            progress = progress if progress.aside in alarm.ASIDES else replace(progress, heard="")
        elif scene.alarm:
            progress = replace(progress, heard=heard_as)
        taken_in = handed_in.leave_note(scene, progress, progress.people[-1])
        if isinstance(taken_in, str):
            return Problem(taken_in)
        return self._turn(alarm.stopped(scene, progress, taken_in), now)

    def keep_typed(
        self, progress: Progress, key: str, typed: str, now: datetime, new_id: UUID, *, left_with: str = ""
    ) -> Turn:
        """Keep what was typed on a page and not handed over yet.

        `left_with` is the text of a page that somebody leaves. It is searched once for a cry for help.
        """
        if not self.is_reached(progress, key, now):
            return Turn(progress)
        kept = replace(progress, typed={**progress.typed, key: typed})
        return self.overhear(kept, key, left_with, now, new_id) or self._turn(Move(kept), now)

    def overhear(self, progress: Progress, key: str, text: str, now: datetime, new_id: UUID) -> Turn | None:
        """Hear a cry for help in a text that is not taken as an answer.

        Return None if it is none, or was heard before.
        """
        scene = self._scene(progress, now, text, new_id)
        heard_as = alarm.heard_as(key, scene.message.text)
        is_new = heard_as != progress.heard and scene.message.text != progress.answers.get(key)
        if scene.alarm is None or not is_new:
            return None
        settled = replace(self.settled(progress, now), heard=heard_as)
        return self._turn(alarm.stopped(scene, settled, Move(settled)), now)

    def within(self, allowance: Allowance, before: Progress, decided: Turn | Problem) -> Turn | Problem:
        """Return what a page has decided, as far as it may be kept.

        A cry for help is kept even if nothing else is.
        """
        if allowance.full:
            return _cry_alone(before, decided) or self._full(before, allowance.full)
        if isinstance(decided, Turn) and decided.hands_in and not allowance.takes_record:
            return self._full(before, Full.RECORDS)
        return decided

    # Parts of the above.

    def _turn(self, move: Move, now: datetime, said: tuple[str, ...] = ()) -> Turn:
        after = replace(move.progress, last_at=now)
        return Turn(begun_with(after, self.flow.questionnaire_of(after)), said, move.events)

    def _full(self, progress: Progress, what: Full) -> Problem:
        return Problem(self.flow.clinic.fill(speak(progress.language or FALLBACK).full[what]))

    def _scene(self, progress: Progress, now: datetime, text: str = "", new_id: UUID = NO_ID) -> Scene:
        """Return what a stage may look at. Nothing on a page is a keyword."""
        scene = self.flow.scene(progress, Message(text, Kind.TEXT, new_id), now)
        heard = None if scene.keyword in alarm.NO_CRIES else scene.alarm
        return replace(scene, command=None, alarm=heard)

    def _lacks_consent(self, progress: Progress, now: datetime) -> bool:
        given = progress.consent
        return given is None or not consent.is_current(self._scene(progress, now), given)

    def _first_open(self, scene: Scene, progress: Progress) -> str:
        return path.first_open(scene, progress) or Page.REVIEW

    def _read(self, scene: Scene, progress: Progress, question: Question, *, is_sure: bool) -> Reading:
        text, context = scene.message.text, scene.context_of(question)
        if is_blank(text):
            return Rejected(scene.phrases.nothing_typed)
        if question.reader is BIRTH_DATE and text.isdecimal() and len(text) <= LONGEST_YEAR:
            return read_year_or_age(text, context)
        if question.many and one_question.tells_nothing(text):
            return Rejected(scene.phrases.say_which_here)
        reading = question.reader.read(text, context)
        if isinstance(reading, Accepted) and reading.value in WRITTEN and question.many:
            is_added = one_question.is_added_to(progress, question)
            return Rejected(scene.phrases.none_is_added) if is_added else reading
        if is_sure or _is_read_for_sure(question):
            return Accepted(reading.value) if is_sure and isinstance(reading, Doubtful) else reading
        is_new = text != progress.answers.get(question.key)
        return (
            Doubtful(text)
            if isinstance(reading, Accepted) and is_new and _may_be_talk(question, text)
            else reading
        )

    def _problem(self, scene: Scene, question: Question, reading: Reading) -> Problem:
        match reading:
            case Rejected(because):
                return Problem(scene.fill(because))
            case Doubtful(value) if _is_read_for_sure(question):
                shown = question.reader.show(value, scene.phrases.code)
                asked = scene.phrases.answers.is_that.partition("\n")[0].replace("*", "")
                return Problem(asked.format(value=shown), value)
            case Doubtful(value):
                words = scene.words(question)
                asked = scene.phrases.is_answer_here if question.health else scene.phrases.is_right
                return Problem(scene.fill(asked, mention=words.mention, title=words.title), value)
            case Ambiguous():
                return Problem(scene.fill(scene.phrases.date_in_full))
            case _:
                return Problem(scene.fill(scene.phrases.year_or_age))

    def _about(self, progress: Progress) -> UUID | None:
        return progress.patient or (progress.people[0].id if len(progress.people) == 1 else None)


def _is_read_for_sure(question: Question) -> bool:
    """Return whether the question's reader alone knows what answers it."""
    return question.item is not None and question.item.kind is not AnswerKind.TEXT


def _may_be_talk(question: Question, text: str) -> bool:
    """Return whether a text may be no answer: "see attached", "ask my daughter".

    Of a list, what each row begins with is heard.
    """
    said = [row.partition(",")[0] for row in text.splitlines()] if question.rows else [text]
    heard = (no_answer.hear(each, intent.of(each), question.key) for each in said)
    may_be = any(remark and not (question.wish and remark.talk in no_answer.WISHES) for remark in heard)
    return may_be and question.reader is not BIRTH_DATE and not hear_all(text)


def _cry_alone(before: Progress, decided: Turn | Problem) -> Turn | None:
    """Return the cry for help that a page has brought, and nothing else of it."""
    if isinstance(decided, Problem) or before.aside == decided.progress.aside:
        return None
    after = decided.progress
    if after.aside not in alarm.ASIDES or after.cry is None:
        return None
    stopped = replace(
        before,
        aside=after.aside,
        cry=replace(after.cry, beneath=None),
        heard=after.heard,
        last_at=after.last_at,
    )
    return Turn(stopped, events=tuple(event for event in decided.events if isinstance(event, Alarmed)))
