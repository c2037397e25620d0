"""Guard what people tell: who could read it, and what nobody may ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.intake.choice_forms import LIST, MOST
from app.intake.clinic import N_
from app.intake.definition import AnswerKind, Item
from app.intake.ear import speaks_of_health
from app.intake.keywords import plain
from app.intake.lint.fault import WHATSAPP, Case, Fault, Finding, labels_in
from app.intake.lint.topics import Topic, topics_of

_NOT_SEALED: Final = Fault(
    "health_not_sealed",
    N_("“%(label)s” asks about health, and is marked as not about health."),
    N_(
        "Mark it as about health, so that reception does not read the answers and the chat does not repeat them."
    ),
)
_OPEN_ANSWER: Final = Fault(
    "open_answer",
    N_("“%(label)s” lets people write anything, and everyone at the clinic reads it."),
    N_("People will write about their health there. Mark it as about health, or ask for one thing."),
)
_ON_SCREEN: Final = Fault(
    "health_on_screen",
    N_("The answer “%(answer)s” of “%(label)s” names an illness or a medicine on a button."),
    N_("A locked phone may show it. Word the answer without it, or ask on the form alone."),
    blocks=False,
)
_SECRET: Final = Fault(
    "secret_asked",
    N_("“%(label)s” asks for something that opens an account or pays: a password, a card, a bank account."),
    N_("Do not ask for it here. Take payments where they are protected."),
)
_FORBIDDEN: Final = Fault(
    "forbidden",
    N_("“%(label)s” asks for what %(law)s does not let an intake ask (%(source)s)."),
    N_("Leave the question out. If the law lets your clinic ask it, ask at the visit."),
)
_UNSEALED: Final = Fault(
    "unsealed_by_law",
    N_("“%(label)s” asks for what %(law)s guards (%(source)s)."),
    N_("Mark it as about health, let clinicians alone read it, and let people skip it. Or leave it out."),
)
_IDENTITY: Final = Fault(
    "identity_not_sealed",
    N_("“%(label)s” asks for the number of an identity document, and everyone at the clinic reads it."),
    N_("Let clinicians alone read it, or look at the document at the visit."),
)
_IDENTITY_ASKED: Final = Fault(
    "identity_asked",
    N_("“%(label)s” asks for the number of an identity document."),
    N_("Somebody who finds the phone could misuse it. Look at the document at the visit, if you need it."),
    blocks=False,
)
_ANOTHER_PERSON: Final = Fault(
    "another_person",
    N_("“%(label)s” asks about a person who has not agreed."),
    N_("Ask for what you need to call them, and no more."),
    blocks=False,
)


def _texts(item: Item) -> Iterator[str]:
    """Yield what an item asks, in every language."""
    for wording in item.words.values():
        yield from (wording.label, wording.ask, wording.ask_of_other, wording.hint)
    for labels in labels_in(item):
        yield from labels.values()


def _topics(item: Item) -> frozenset[Topic]:
    return frozenset().union(*map(topics_of, _texts(item)))


def guarded(case: Case) -> Iterator[Finding]:
    """Find answers that too many would read, and questions that nobody may ask."""
    for item in case.asked:
        if item.is_shipped or not item.asks:
            continue
        topics = _topics(item)
        if not item.about_health and Topic.HEALTH in topics:
            yield case.found(_NOT_SEALED, item)
        elif item.kind is AnswerKind.TEXT and item.is_open and Topic.ANYTHING in topics:
            yield case.found(_OPEN_ANSWER, item)
        if Topic.SECRET in topics:
            yield case.found(_SECRET, item)
        yield from _by_law(case, item, topics)
        if Topic.IDENTITY_NUMBER in topics and Topic.IDENTITY_NUMBER not in case.bans:
            yield case.found(_IDENTITY if item.is_open else _IDENTITY_ASKED, item)


def _by_law(case: Case, item: Item, topics: frozenset[Topic]) -> Iterator[Finding]:
    is_guarded = item.about_health and not item.is_open and not item.required
    for topic in sorted(topics & case.bans.keys()):
        ban = case.bans[topic]
        if not ban.unless_sealed:
            yield case.found(_FORBIDDEN, item, law=ban.law, source=ban.source)
        elif not is_guarded:
            yield case.found(_UNSEALED, item, law=ban.law, source=ban.source)


def on_locked_screens(case: Case) -> Iterator[Finding]:
    """Find buttons and rows of lists that name an illness or a medicine."""
    if WHATSAPP not in case.channels:
        return
    for item in case.asked:
        if not 1 <= len(item.choices) <= MOST[LIST]:
            continue
        for language in case.languages:
            for choice in item.choices:
                answer = choice.labels.get(language, "")
                if speaks_of_health(answer):
                    yield case.found(_ON_SCREEN, item, language, answer=answer)


_REACHED_BY: Final = frozenset(
    "phone telephone mobile email address telefono movil celular correo direccion".split()
)
"""Words of what somebody is reached by."""


def about_others(case: Case) -> Iterator[Finding]:
    """Find lists of people: those who answer are not those whom they name."""
    for item in case.asked:
        labels = (label for column in item.columns for label in column.labels.values())
        if any(_REACHED_BY.intersection(plain(label).split()) for label in labels):
            yield case.found(_ANOTHER_PERSON, item)
