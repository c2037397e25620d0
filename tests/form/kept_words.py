"""Somebody at the form whose every field has a word of its own, and who looks for each of them after each page.

The word is in a draft, an answer, a note, an alarm or the record, or the page shows it again, or the page that the
patient comes to says that something is not saved. Between the pages, the same patient writes in the chat.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.form.page_people import AtThePage, new_link
from tests.webhook.kept_words import BEGINNINGS, Sender, words_held

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.test import TestResponse

TEMPLATES = (
    *(
        "{}",
        "{}",
        "{} Lee",
        "12 {} Lane",
        "I have {}",
        "{}, 20 mg",
        "NONE {}",
        "yes {}",
        "{}\nand {}",
        "tengo {}",
    ),
    *(
        "chest pain {}",
        "chst pain {}",
        "I have decided to die {}",
        "I want to kill myself {}",
        "me quiero morir {}",
    ),
    "{} " + "x" * 4100,
)
"""What may surround a word in a field."""
DATES = (
    *({"day": "4", "month": "3", "year": "1990"},) * 4,
    {"day": "4", "month": "march {}", "year": "1990"},
    {"year": "1990 {}"},
    {"day": "chst pain {}", "year": "1990"},
    {"day": "4", "month": "3", "year": "2015"},
)
IN_THE_CHAT = (
    *(
        "hello",
        "1",
        "1",
        "2",
        "Maya Okafor",
        "4 March 1990",
        "12 Mill Lane, Larkfield",
        "NONE",
        "NONE",
        "SEND",
        "BACK",
    ),
    *(
        "I have {}",
        "{} Lee",
        "chst pain {}",
        "I want to kill myself {}",
        "STOP",
        "START",
        "EDIT 4",
        "it is for {}",
    ),
)
ACTS = (
    *("due",) * 16,
    *("late",) * 5,
    *("back",) * 3,
    *("usual",) * 6,
    "draft",
    "chat",
    "chat",
    "chat",
    "idle",
    "link",
)
"""Send the page that is due, one that was opened before, or any other; write in the chat; come back later."""
MEANWHILE = (*("",) * 16, "hand over", "hand back", "restrict")
USUAL = {
    "name": {"answer": "Maya Okafor"},
    "carer_name": {"answer": "Ann Okafor"},
    "carer_relation": {"answer": "mother"},
    "birth_date": DATES[0],
    "address": {"line1": "12 Mill Lane", "town": "Larkfield"},
    "medical_history": {"none": "1"},
    "allergies": {"none": "1"},
    "medications": {"none": "1"},
    "reason": {"answer": "Cough"},
}
BUTTONS: dict[str, tuple[dict[str, str], ...]] = {
    "whom": ({"for": "self"}, {"for": "self"}, {"for": "child"}, {"for": "adult"}),
    "consent": ({"agree": "yes"}, {"agree": "yes"}, {"agree": "yes"}, {"agree": "no"}),
    "minor": ({"carer": "yes"}, {"carer": "no"}),
    "help": ({"safe": "1"}, {"now": "1"}, {"call": "1"}),
    "done": ({}, {}, {"change": "1"}, {"another": "1"}),
}
FIELDS = {
    "address": ("line1", "line2", "town", "postcode"),
    "allergies": ("name-1", "reaction-1", "name-2"),
    "medications": ("name-1", "dose-1", "name-2", "name-30", "name-31"),
    "birth_date": (),
}
PAGES = (*USUAL, *BUTTONS, "review", "changes")
MORE: tuple[dict[str, str], ...] = (
    *({},) * 8,
    {"sure": "1"},
    {"how": "replace"},
    {"add": "1"},
    {"none": "1"},
)
WALK = 14
"""Steps."""
TELLING = (
    "was not saved",
    "no se guardó",
    "no se ha guardado",
    "answers so far are deleted",
    "respuestas dadas hasta ahora se borran",
)
_CARRIED = re.compile(r'name="(mark|text)" value="([0-9a-f]+)"')


class Step(NamedTuple):
    """One page or message, and what happens before it."""

    act: str
    template: str
    page: str
    more: dict[str, str]
    date: dict[str, str]
    button: int
    meanwhile: str


def step_of(choose: Callable[[Sequence[Any]], Any]) -> Step:
    """Return a step; `choose` picks one of several, as `Random.choice` does."""
    return Step(*map(choose, CHOICES))


CHOICES: tuple[Sequence[Any], ...] = (ACTS, TEMPLATES, PAGES, MORE, DATES, range(12), MEANWHILE)
STARTS = (*BEGINNINGS, ("hello", "1", "1", "Maya Okafor"))


@dataclass
class Visitor(Sender):
    """Sends pages and messages, and looks for every word."""

    opened: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """The pages that are open in some tab, with what they carry."""
    pages_of: dict[str, str] = field(default_factory=dict)
    """Word -> the page that it was typed on."""
    held: set[str] = field(default_factory=set)
    """Words in the draft of the intake."""
    posts: int = 0

    def comes(self, texts: Sequence[str] = ()) -> None:
        """Write in the chat, if anything, and open the form."""
        self.begins(texts or ("hello",))
        self._takes_a_link()

    def visits(self, step: Step) -> None:
        """Do one step, and note which words are lost."""
        self.services.clock.moves(seconds=70)  # type: ignore[attr-defined]  # the tests' clock
        self._happens(step.meanwhile)
        match step.act:
            case "chat":
                text = IN_THE_CHAT[(step.button + 7 * TEMPLATES.index(step.template)) % len(IN_THE_CHAT)]
                self._writes(text.replace("{}", next(self.new)))
                self._remember()
            case "link":
                self._takes_a_link()
            case "idle":
                page, carried = self._open(self.at.page)
                self.services.clock.moves(minutes=31)  # type: ignore[attr-defined]
                self._sends(page, carried, self._filled(page, step))
                self._takes_a_link()
            case "draft":
                page, carried = self._open(self.at.page)
                fields = self._filled(page, step)
                fields.pop("name-31", None)  # no page has it, and one that sends it says so
                if self.at.browser.post(f"/form/{page}/draft", **carried, **fields).status_code == 204:
                    self._look(page, fields, "")
            case "late":
                page, carried = self.opened[-1 - step.button % len(self.opened)]
                self._sends(page, carried, self._filled(page, step))
            case act:
                page, carried = self._open(step.page if act == "back" else self.at.page)
                usual = act == "usual" and page in USUAL
                self._sends(page, carried, dict(USUAL[page]) if usual else self._filled(page, step))

    def _takes_a_link(self) -> None:
        self.at = AtThePage(self.app, new_link(self.services, self.patient.address))
        self.at.begins()
        self._open(self.at.page)
        self._remember()

    def _open(self, page: str) -> tuple[str, dict[str, str]]:
        """Open a page, or the one that is due, and return what it is and carries."""
        answer = self._comes_to(self.at.browser.get(f"/form/{page}"))
        page = answer.request.path.rpartition("/")[2]
        self.opened.append((page, dict(_CARRIED.findall(answer.text))))
        return self.opened[-1]

    def _filled(self, page: str, step: Step) -> dict[str, str]:
        """Return the fields of a page, each text with a word of its own."""
        buttons = BUTTONS.get(page, ({},))
        button = buttons[step.button % len(buttons)]
        if page == "birth_date":
            return {name: self._worded(text, page) for name, text in step.date.items()}
        if page == "check":
            return dict(DATES[0])
        if page not in USUAL and page != "done":
            return dict(button)
        names = FIELDS.get(page, ("answer",))
        texts = {name: self._worded(step.template if not at else "{}", page) for at, name in enumerate(names)}
        return texts | button | (step.more if page in USUAL else {})

    def _worded(self, text: str, page: str) -> str:
        word = next(self.new)
        if "{}" in text:
            self.written += 1
            self.pages_of[word] = page
        return text.replace("{}", word)

    def _sends(self, page: str, carried: dict[str, str], fields: dict[str, str]) -> None:
        self.posts += 1
        answer = self.at.browser.post(f"/form/{page}", **carried, **fields)
        assert answer.status_code < 500, f"{page} {fields}"
        self.said.append(f"> {page} {fields}")
        shown = self._comes_to(answer)
        self.said.append(f"< {answer.status_code} {shown.request.path}")
        self._look(page, fields, html.unescape(shown.text))

    def _comes_to(self, answer: TestResponse) -> TestResponse:
        while answer.status_code == 303:
            answer = self.at.browser.get(answer.headers["Location"])
        return answer

    def _look(self, page: str, fields: dict[str, str], shown: str) -> None:
        """Note which words of these fields, and which of those before, are nowhere."""
        kept, plain = self._kept(), shown.casefold()
        typed = {word for word in self.pages_of if any(word in text for text in fields.values())}
        before = {word for word in self.held if self._stays(word, page, fields)}
        missing = sorted(word for word in {*typed, *before} if word not in kept and word not in plain)
        if missing and not any(said in shown for said in TELLING):
            self.lost.append(
                "\n".join(
                    (
                        f"lost: {[(each, self.pages_of.get(each)) for each in missing]} on {page}",
                        *self.said[-60:],
                    )
                )
            )
        self._remember()

    def _stays(self, word: str, page: str, fields: dict[str, str]) -> bool:
        """Tell whether a word from before is still wanted: it is not replaced, and nobody else is chosen."""
        return self.pages_of.get(word) != page and "for" not in fields and "keep" not in fields

    def _remember(self) -> None:
        draft = words_held(self._progress())
        self.held = {word for word in self.pages_of if word in draft}
