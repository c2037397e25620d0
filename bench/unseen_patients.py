"""How well patients are heard by whom nobody has mended: `python -m bench.unseen_patients [--flawed]`

333 people of `tests/data/patients` write as they would: several messages in a row at the pace of typing, sentences about
the form, corrections in their own words, pauses of hours. Their author knew nothing of the conversation but its questions. They
answer what is open in one way, plainly if it is asked again, and honestly if it is asked what their words were. The record is compared with what a careful receptionist
would have written. With `--flawed` it is printed what went wrong with those
who have been looked at.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from app.intake.clinic import Clinic
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import Message, Submitted
from app.intake.progress import Progress
from bench.invented.talk import BEGAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PEOPLE: Final = Path(__file__).resolve().parents[1] / "tests" / "data" / "patients"
CLINIC: Final = Clinic("Larkfield Clinic", "01632 960 555", "999")
TOGETHER: Final = timedelta(seconds=4)
MOST_MESSAGES: Final = 80
READS: Final = 6.0
"""Seconds until somebody who was asked begins to write."""
BEGINS, A_SECOND = 0.8, 3.0
"""Seconds until the next message of a row is begun, and characters typed a second."""
PLAINLY: Final[Mapping[str, str]] = {"doubt": "2", "danger": "2", "waiting": "ok", "sure": "2"}
"""What they say where the conversation asks something of its own; elsewhere it is yes."""
HONEST: Final = ("is_it", "belongs", "correct")
MOST_HONEST: Final = 6
"""Where the conversation asks what their words were, they say what they were, so many times."""
LISTS: Final = ("medical_history", "allergies", "medications", "reason")
LEFT_TO_DO: Final = ("1", "DONE", "SEND", "2")


@dataclass
class Visit:
    """Hold one person's conversation."""

    person: Mapping[str, Any]
    number: int
    flow: Flow = field(default_factory=lambda: Flow(CLINIC, together=TOGETHER))
    progress: Progress = field(default_factory=Progress)
    submitted: Submitted | None = None
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    last: tuple[str, str | None] = ("", None)
    """At which place they wrote their last words, and what these were about if they answered nothing."""

    @property
    def is_seen(self) -> bool:
        """Return whether the person has been looked at, and may be mended by."""
        return bool(self.person["seen"])

    def hold(self) -> None:
        """Write until the intake is handed in, or until nobody would go on."""
        self._row("first", self.person["says"]["first"])
        while self.submitted is None and len(self.said) < MOST_MESSAGES:
            place = self.progress.aside or self.progress.step
            # Another correction is another question.
            asked = f"{place} {self.progress.readings}" if place == "correct" else place
            tried, self.tries[asked] = self.tries[asked], self.tries[asked] + 1
            row = self.person["says"].get(place)
            if row and not tried:
                self._row(place, row)
            else:
                self._row(self.last[0], [{"text": self._plainly(place, tried), "pause": None}])

    def _plainly(self, place: str, tried: int) -> str:
        """Return what they say where their own words are said, or none are known."""
        if place == "which_day":
            readings, right = self.progress.readings, self.person["truth"]["birth_date"]
            return str(readings.index(right) + 1) if right in readings else "BACK"
        if place in HONEST and tried < MOST_HONEST:
            return "1" if self._is_so(place) else "2"
        if place in self.person["again"] and tried == 1:
            return str(self.person["again"][place])
        return (
            PLAINLY[place]
            if place in PLAINLY and tried < MOST_HONEST
            else LEFT_TO_DO[tried % len(LEFT_TO_DO)]
        )

    def _is_so(self, asked: str) -> bool:
        """Return whether they say yes to what is asked about their last words, or name the first of two answers."""
        place, about = self.last
        match asked:
            case "is_it":
                return about is None and place == self.progress.step
            case "belongs":
                return place == self.progress.readings[1]
            case _:
                return about != "form"

    def _row(self, place: str, row: list[dict[str, Any]]) -> None:
        self.seconds += READS
        for message in row:
            if self.submitted is not None:
                return
            text, pause = message["text"], message.get("pause")
            if "about" in message:
                self.last = place, message["about"]
            self.seconds += pause if pause is not None else BEGINS + len(text) / A_SECOND
            self._say(text)

    def _say(self, text: str) -> None:
        self.said.append(text)
        message = Message(text, Kind.TEXT, UUID(int=(self.number << 64) + len(self.said)))
        turn = self.flow.step(self.progress, message, BEGAN + timedelta(seconds=self.seconds))
        self.progress = turn.progress
        self.submitted = self.submitted or next((e for e in turn.events if isinstance(e, Submitted)), None)

    def flaws(self) -> Iterator[str]:
        """Yield what is wrong with the record."""
        if self.submitted is None:
            yield "not handed in"
            return
        truth, kept = self.person["truth"], self.submitted.answers
        if kept.get("birth_date") != truth["birth_date"]:
            yield "birth date"
        for key in ("name", "carer_name"):
            if (key == "name" or truth["carer_name"]) and _words(kept.get(key, "")) != _words(truth[key]):
                yield key
        if not _words(truth["address"]) <= _words(kept.get("address", "")):
            yield "address"
        for key in LISTS:
            told = kept.get(key, "")
            if any(not _words(item) <= _words(told) for item in truth[key]):
                yield key
            if not truth[key] and not self._says_none(key, told):
                yield key

    def _says_none(self, key: str, told: str) -> bool:
        """Return whether nothing is kept, or only their own words for that: "no allergies thank god"."""
        said = (
            message["text"] for message in self.person["says"].get(key, ()) if message.get("about") is None
        )
        own = " ".join((*said, self.person["again"].get(key, "")))
        return told in {"none", ""} or _words(told) <= _words(own)

    def tell(self) -> None:
        """Print what was said and kept, if something is wrong with the record."""
        if flaws := sorted(set(self.flaws())):
            kept = dict(self.submitted.answers) if self.submitted else {}
            print(f"  {self.number}: {', '.join(flaws)}", *self.said, sep="\n      > ")
            print(f"      kept: {kept}\n      truth: {self.person['truth']}")


def _words(text: str) -> set[str]:
    return set("".join(char if char.isalnum() else " " for char in text.casefold()).split())


def main(*, shows_flawed: bool) -> None:
    """Let them all write, and print a table."""
    for file in sorted(PEOPLE.glob("*.jsonl")):
        people = [json.loads(line) for line in file.read_text().splitlines()]
        visits = [Visit(person, number) for number, person in enumerate(people, 1)]
        for visit in visits:
            visit.hold()
            if shows_flawed and visit.is_seen:
                visit.tell()
        for title, is_seen in (("seen", True), ("unseen", False)):
            some = [visit for visit in visits if visit.is_seen is is_seen]
            found = Counter(flaw for visit in some for flaw in set(visit.flaws()))
            flawless = sum(not any(visit.flaws()) for visit in some)
            print(f"{file.stem}, {title}: {flawless} of {len(some)} records are flawless", dict(found))


if __name__ == "__main__":
    main(shows_flawed="--flawed" in sys.argv[1:])
