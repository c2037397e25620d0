"""Find too many questions, names that are taken, and what does not fit a kind."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Final, TypeVar

from app.intake.answers.kinds import DECLINED
from app.intake.answers.texts import NONE_STATED, NOT_KNOWN
from app.intake.clinic import N_
from app.intake.definition import AnswerKind, Item, decimal
from app.intake.lint.fault import Case, Fault, Finding
from app.intake.questions import QUESTIONS
from app.intake.stages import ASIDES, STEPS

MOST_ASKED: Final = 30
_MANY_ASKED: Final = 20
_MANY_CHOICES: Final = 20
_COLUMNS: Final = (2, 3)
_RESERVED: Final = (NONE_STATED, NOT_KNOWN, DECLINED)
"""Codes that mean something in place of an answer."""
TAKEN_KEYS: Final = frozenset(
    {
        *STEPS,
        *ASIDES,
        *(question.key for question in QUESTIONS if question.of_carer),
        *("record_id", "received", "status", "number", "extra", "particulars"),
    }
)
"""Keys that name something else: a step of the conversation, a carer's answer, a column of exports."""
_CHOSEN: Final = (AnswerKind.ONE, AnswerKind.SEVERAL)
Named = TypeVar("Named", bound=Hashable)

_TOO_MANY: Final = Fault(
    "too_many_asked",
    N_("%(count)s questions are asked of one person; at most %(most)s are."),
    N_("Switch some off, or ask them in some visits only."),
)
_MANY: Final = Fault(
    "many_asked",
    N_("%(count)s questions are asked of one person."),
    N_("More than %(most)s, and people give up. Ask what this visit needs."),
    blocks=False,
)
_KEY_TWICE: Final = Fault(
    "key_twice", N_("Two items have the name “%(key)s”."), N_("Give one of them another name.")
)
_KEY_TAKEN: Final = Fault(
    "key_taken",
    N_("The name “%(key)s” means something else here."),
    N_("Give “%(label)s” another name, such as “%(key)s_asked”."),
)
_OTHER_KIND: Final = Fault(
    "of_another_kind",
    N_("“%(label)s” has answers, columns, a unit or bounds that do not go with its kind."),
    N_("Remove that, or choose the kind that goes with it."),
)
_FEW_CHOICES: Final = Fault(
    "too_few_choices",
    N_("“%(label)s” has fewer than two answers to choose from."),
    N_("Add answers, or ask it as a text."),
)
_MANY_CHOICES_FOUND: Final = Fault(
    "many_choices",
    N_("“%(label)s” has %(count)s answers to choose from."),
    N_("With more than %(most)s, people cannot find theirs in a chat. Group them, or ask for a text."),
    blocks=False,
)
_CODE_TWICE: Final = Fault(
    "code_twice",
    N_("Two answers of “%(label)s” have the code “%(code)s”."),
    N_("Give one of them another code."),
)
_CODE_RESERVED: Final = Fault(
    "code_reserved",
    N_("“%(label)s” has an answer with the code “%(code)s”, which means that somebody did not answer."),
    N_("Give it another code, such as “%(code)s_chosen”."),
)
_BOUNDS: Final = Fault(
    "bounds_crossed",
    N_("“%(label)s” has a least number (%(least)s) above the greatest (%(most)s)."),
    N_("Swap them, or leave one out."),
)
_NO_UNIT: Final = Fault(
    "no_unit",
    N_("“%(label)s” asks for a number without a unit."),
    N_("Say what is counted or measured: kilograms, years, cigarettes a day."),
    blocks=False,
)
_COLUMN_COUNT: Final = Fault(
    "columns_count",
    N_("“%(label)s” is a list of %(count)s columns; it needs %(least)s or %(most)s."),
    N_("Add or remove columns, or ask it as a text."),
)
_COLUMN_TWICE: Final = Fault(
    "column_twice",
    N_("Two columns of “%(label)s” have the name “%(key)s”."),
    N_("Give one of them another name."),
)
_NOT_LISTED: Final = Fault(
    "cannot_be_listed",
    N_("“%(label)s” cannot be a column of the list of patients."),
    N_("Only answers to choose from are, that are not about health and that everyone may read."),
)
_NOTE_ASKS: Final = Fault(
    "note_asks",
    N_("“%(label)s” is a note, and asks something."),
    N_("Nobody could answer it. Make it a question, or word it without a question mark."),
)
_VISIT_TWICE: Final = Fault(
    "visit_twice", N_("Two types of visit have the code “%(code)s”."), N_("Give one of them another code.")
)
_VISIT_UNKNOWN: Final = Fault(
    "visit_unknown",
    N_("“%(label)s” belongs to a type of visit that there is not: %(codes)s."),
    N_("Choose among the types of visit, or add it to them."),
)
_SCORE_TAKEN: Final = Fault(
    "score_taken",
    N_("The score “%(key)s” has the name of an item or of another score."),
    N_("Give it another name."),
)
_SCORE_OF: Final = Fault(
    "score_of_nothing",
    N_("The score “%(key)s” counts answers that have no points: %(keys)s."),
    N_("Give points to their answers, or leave them out of the score."),
)


def _twice(names: Iterable[Named]) -> list[Named]:
    given = tuple(names)
    return [name for name in dict.fromkeys(given) if given.count(name) > 1]


def counted(case: Case) -> Iterator[Finding]:
    """Find more questions than one person answers."""
    asked = [item for item in case.asked if item.asks]
    visits = ("", *(visit.code for visit in case.definition.visits))
    count = max(sum(not item.visits or visit in item.visits for item in asked) for visit in visits)
    if count > MOST_ASKED:
        yield case.found(_TOO_MANY, count=count, most=MOST_ASKED)
    elif count > _MANY_ASKED:
        yield case.found(_MANY, count=count, most=_MANY_ASKED)


def keys(case: Case) -> Iterator[Finding]:
    """Find names that two items share, or that name something else."""
    for key in _twice(item.key for item in case.definition.items):
        yield case.found(_KEY_TWICE, case.definition.item(key), key=key)
    for item in case.definition.items:
        # A key that was published cannot change, even if we use it for something later.
        was_published = case.before is not None and case.before.item(item.key) is not None
        if item.key in TAKEN_KEYS and not was_published:
            yield case.found(_KEY_TAKEN, item, key=item.key)


def parts(case: Case) -> Iterator[Finding]:
    """Find what does not go with an item's kind."""
    for item in case.definition.items:
        is_number = item.kind is AnswerKind.NUMBER
        is_measured = item.unit or item.unit_labels or item.least or item.most or item.decimals
        if (
            (item.choices and item.kind not in _CHOSEN)
            or (item.columns and item.kind is not AnswerKind.LIST)
            or (is_measured and not is_number)
        ):
            yield case.found(_OTHER_KIND, item)
        is_chosen = item.kind in (*_CHOSEN, AnswerKind.YES_NO)
        if item.is_listed and not (is_chosen and item.is_open):
            yield case.found(_NOT_LISTED, item)
        texts = (text for each in item.words.values() for text in (each.ask, each.ask_of_other, each.hint))
        if not item.asks and any("?" in text for text in texts):
            yield case.found(_NOTE_ASKS, item)


def choices(case: Case) -> Iterator[Finding]:
    """Find too few answers to choose from, and codes that are no names of one answer."""
    for item in case.definition.items:
        if item.kind not in _CHOSEN:
            continue
        if len(item.choices) < 2:  # noqa: PLR2004  (one is no choice)
            yield case.found(_FEW_CHOICES, item)
        if len(item.choices) > _MANY_CHOICES:
            yield case.found(_MANY_CHOICES_FOUND, item, count=len(item.choices), most=_MANY_CHOICES)
        for code in _twice(choice.code for choice in item.choices):
            yield case.found(_CODE_TWICE, item, code=code)
        for choice in item.choices:
            if choice.code in _RESERVED:
                yield case.found(_CODE_RESERVED, item, code=choice.code)


def numbers(case: Case) -> Iterator[Finding]:
    """Find bounds that no number meets, and numbers of nothing."""
    for item in case.definition.items:
        if item.kind is not AnswerKind.NUMBER:
            continue
        least, most = decimal(item.least), decimal(item.most)
        if least is not None and most is not None and least > most:
            yield case.found(_BOUNDS, item, least=item.least, most=item.most)
        if not item.unit:
            yield case.found(_NO_UNIT, item)


def columns(case: Case) -> Iterator[Finding]:
    """Find lists of too few or too many columns, or of two with one name."""
    least, most = _COLUMNS
    for item in case.definition.items:
        if item.kind is AnswerKind.LIST and not least <= len(item.columns) <= most:
            yield case.found(_COLUMN_COUNT, item, count=len(item.columns), least=least, most=most)
        for key in _twice(column.key for column in item.columns):
            yield case.found(_COLUMN_TWICE, item, key=key)


def visits(case: Case) -> Iterator[Finding]:
    """Find types of visit that are there twice, or not at all."""
    known = [visit.code for visit in case.definition.visits]
    for code in _twice(known):
        yield case.found(_VISIT_TWICE, code=code)
    for item in case.asked:
        if unknown := [code for code in item.visits if code not in known]:
            yield case.found(_VISIT_UNKNOWN, item, codes=", ".join(unknown))


def scores(case: Case) -> Iterator[Finding]:
    """Find scores of answers that count nothing."""
    named = [item.key for item in case.definition.items] + [score.key for score in case.definition.scores]
    for score in case.definition.scores:
        if named.count(score.key) > 1 or score.key in TAKEN_KEYS:
            yield case.found(_SCORE_TAKEN, key=score.key)
        if lacking := [key for key in score.of if not _has_points(case.definition.item(key))]:
            yield case.found(_SCORE_OF, key=score.key, keys=", ".join(lacking))


def _has_points(item: Item | None) -> bool:
    return item is not None and any(choice.points is not None for choice in item.choices)
