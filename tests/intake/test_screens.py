"""Every screen that a patient may meet: short, and where they are stuck, with a way to a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

import pytest

from app.intake import by_link, ear
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.lint.reading_ease import ease, grade, parts
from app.intake.model import Message, Turn
from app.intake.options import MORE, ROWS
from app.intake.phrases import SHIPPED, speak
from app.intake.progress import Progress, Whom
from app.intake.stages import ASIDES, STEPS
from app.intake.stages.rows import ROW
from tests.cases import for_each
from tests.intake.patient import CLINIC, MORNING, QUESTION_KEYS, flow_of, household

LINK = f"https://intake.larkfield.example/form/{'x' * 43}"
SHORT = 400
# A remark is answered, and a list or the welcome is shown again.
WITH_A_LIST = 500
LONG_TEXTS = ("x" * 300, "ABC " * 60, "y" * 3990)
SAID = (
    *("1", "2", "3", "4", "0", "9", "?", "hi", "thanks", "no"),
    *(
        "Maya Okafor-Lindt",
        "Vale",
        "4 March 1990",
        "3 May 2022",
        "3/4/90",
        "4/3/2580",
        "4/3/1850",
        "30/2/1990",
        "1950",
        "76",
    ),
    *(
        "12 Mill Lane, Larkfield",
        "asthma",
        "I forgot: it is the other knee",
        "I forgot, I also take aspirin",
        "call me",
        "are you a robot?",
    ),
    *("chest pain", "chst pain", "I want to die", "www.x.com", "a\nb\nc\nd\ne", *LONG_TEXTS),
)
PAUSES = (timedelta(seconds=30), timedelta(hours=1), timedelta(days=100))


@dataclass(frozen=True)
class Screen:
    """What is open, and what the patient reads. They are stuck if their message has changed nothing."""

    step: str
    aside: str | None
    language: str | None
    text: str
    is_stuck: bool = False


@lru_cache
def screens_in(code: str, mode: str) -> tuple[Screen, ...]:
    """Send everything at every step and every aside."""
    others = tuple(other for other in SHIPPED if other != code)
    flow = flow_of(replace(CLINIC, languages=(code, *others), intake_mode=mode))
    keywords = [spelled[0] for spelled in SHIPPED[code].lexicon.keywords.values()]
    numbered = [f"{word} {number}" for word in ("EDIT", "REVIEW") for number in (1, 3, 4, 9)]
    link = "" if mode == "chat" else LINK
    messages = [Message(text, Kind.TEXT, UUID(int=0), link=link) for text in (*SAID, *keywords, *numbered)]
    messages += [Message("", kind, UUID(int=0), link=link) for kind in Kind if kind is not Kind.TEXT]
    seen: set[Screen] = set()
    met: set[object] = set()
    waiting = [Progress()]
    if mode == "chat":  # after the first of several people
        one = household("Maya Okafor-Lindt").progress
        waiting.append(replace(one, aside="next_person", also=(Whom.ADULT,), language=code, last_at=MORNING))
    if mode == "link":  # what the page leaves behind
        after_all = household("Maya Okafor-Lindt", "Ann Lee").progress
        begun = Progress(
            step="medications", language=code, patient=UUID(int=1), last_at=MORNING, answers={"name": "x"}
        )
        waiting += [replace(after_all, language=code, last_at=MORNING), begun]
    while waiting:
        before = waiting.pop(0)
        for number, (message, pause) in enumerate(each(messages), start=1 + len(met) * 1000):
            now = (before.last_at or MORNING) + pause
            turn = flow.step(before, replace(message, new_id=UUID(int=number)), now)
            after = turn.progress
            if turn.replies:
                is_short = pause is PAUSES[0]  # after a long silence, what was open may be another question
                is_stuck = is_short and not is_heard(flow, message) and changed_nothing(before, turn)
                said = "\n\n".join(turn.replies)
                seen.add(Screen(after.step, after.aside, after.language, said, is_stuck))
            # "Hi" goes on in English, whose screens are looked at in their turn.
            if after.language in {None, code} and (place := place_of(after)) not in met:
                met.add(place)
                waiting.append(after)
    return tuple(seen)


def each(messages: list[Message]) -> Iterator[tuple[Message, timedelta]]:
    """After a long silence, the first messages are enough."""
    for pause in PAUSES:
        yield from ((message, pause) for message in (messages if pause is PAUSES[0] else messages[:10]))


def is_heard(flow: Flow, message: Message) -> bool:
    """Return whether a message is a keyword or a courtesy, which is obeyed and no attempt at an answer."""
    return ear.is_courtesy(message.text) or bool(flow.scene(Progress(), message, MORNING).command)


def changed_nothing(before: Progress, turn: Turn) -> bool:
    """Return whether after a message everything is as it was, but for the time."""
    after = turn.progress
    times = {
        "last_at",
        "asked_at",
        "hinted_at",
        "told",
        "told_before",
        "told_unkept",
        "shown",
        "linked_at",
        "remarked",
    }
    names = {item.name for item in fields(Progress)} - times
    return not turn.events and all(getattr(before, name) == getattr(after, name) for name in names)


def place_of(progress: Progress) -> object:
    """Tell states apart in which other messages lead on."""
    open_now = (progress.aside, None) if progress.aside else (None, progress.step)
    is_change = progress.on_file is not None
    return open_now, progress.language is None, progress.opted_out, is_change, min(len(progress.people), 2)


def is_about_privacy(text: str) -> bool:
    """Return whether the screen holds a privacy text, which says all that the law asks."""
    heads = (head for known in SHIPPED.values() for head in (known.agree, known.privacy.split("\n")[0]))
    return any(head in text for head in heads)


def most(text: str) -> int:
    lists = (
        head
        for known in SHIPPED.values()
        for head in (
            known.review_head,
            known.review_foot,
            known.changes_head,
            known.so_far_head,
            known.welcome[-60:],
            known.welcome_to_page[-60:],
        )
    )
    return WITH_A_LIST if any(head in text for head in lists) else SHORT


def quotes_much(text: str) -> bool:
    return any(long[:40] in text for long in LONG_TEXTS)


@pytest.mark.parametrize("phrases", SHIPPED.values(), ids=lambda phrases: phrases.code)
class TestTheScreensOfALanguage:
    def test_every_step_and_aside_is_among_them(self, phrases):
        screens = screens_in(phrases.code, "chat")
        assert {screen.step for screen in screens} >= {*STEPS, *QUESTION_KEYS} - {"way", "link"}
        # No text is surely as likely to answer either of two questions, whatever was learned.
        of_own_questions = {MORE, ROWS, ROW}  # no question that ships has pages or rows: see test_own_chat.py
        assert {screen.aside for screen in screens} >= {None, *ASIDES} - {"belongs"} - of_own_questions

    def test_every_step_and_aside_of_a_chat_that_hands_out_links_is_among_them(self, phrases):
        screens = screens_in(phrases.code, "link")
        assert {screen.step for screen in screens} >= {
            "language",
            "link",
            "closed",
            "submitted",
            "medications",
        }
        assert {screen.aside for screen in screens} >= {None, *by_link.OWN_ASIDES}

    @for_each("mode", ["chat", "link"])
    def test_nobody_who_is_stuck_is_without_a_person_to_call(self, phrases, mode):
        ways = (CLINIC.phone, *(f"*{known.stuck.split('*')[1]}*" for known in SHIPPED.values()))
        stuck = [screen for screen in screens_in(phrases.code, mode) if screen.is_stuck]
        assert len(stuck) > 10
        assert [screen for screen in stuck if not any(way in screen.text for way in ways)] == []

    @for_each(("mode", "fewest"), [("chat", 300), ("link", 40)])
    def test_each_but_the_privacy_texts_is_short(self, phrases, mode, fewest):
        texts = {screen.text.replace(LINK, "") for screen in screens_in(phrases.code, mode)}
        ordinary = [text for text in texts if not is_about_privacy(text) and not quotes_much(text)]
        assert len(ordinary) > fewest
        assert [(len(text), text) for text in ordinary if len(text) > most(text)] == []


# The formulas say little of a text of some words.
FEWEST = 20
# Flesch–Kincaid: the sixth grade, which ends at twelve. Szigriszt: "fairly easy" begins at 65.
HIGHEST_GRADE, LEAST_EASE = 6.5, 65
HARD = {
    "en": "Notwithstanding the aforementioned stipulations, participants acknowledge responsibility for ensuring"
    " comprehensive documentation of pharmaceutical administration throughout the hospitalisation period.",
    "es": "No obstante las estipulaciones anteriormente mencionadas, los participantes reconocen su responsabilidad"
    " respecto de la documentación exhaustiva de la administración farmacológica durante la hospitalización.",
}


def read(code: str) -> list[str]:
    """Return the screens in a language that are long enough to be measured."""
    screens = (*screens_in(code, "chat"), *screens_in(code, "link"))
    shown = {screen.text.replace(LINK, "") for screen in screens if screen.language == code}
    shown |= {speak(code).way, speak(code).link_or_here}
    quoting = LONG_TEXTS[1][:20]  # whose words are a patient's
    return [text for text in shown if len(parts(text)[0]) >= FEWEST and quoting not in text]


def test_no_english_screen_asks_for_more_than_the_sixth_grade():
    screens = read("en")
    assert len(screens) > 100
    assert [(round(grade(text), 1), text) for text in screens if grade(text) > HIGHEST_GRADE] == []


def test_every_spanish_screen_is_fairly_easy_to_read():
    screens = read("es")
    assert len(screens) > 100
    assert [(round(ease(text), 1), text) for text in screens if ease(text) < LEAST_EASE] == []


@for_each("text", [HARD["en"]])
def test_a_hard_english_text_would_be_noticed(text):
    assert grade(text) > 2 * HIGHEST_GRADE


@for_each("text", [HARD["es"]])
def test_a_hard_spanish_text_would_be_noticed(text):
    assert ease(text) < LEAST_EASE / 2
