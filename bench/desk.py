"""What frequent tasks cost a receptionist: `python -m bench.desk`

A task is written once, with what its person wants. The hand says how: by keys and by mouse at 1440×900, by touch at
390×844. Each is done in a real Chromium, on a clinic of invented patients. Clicks, keys and loaded pages are counted, and
weighed as the keystroke-level model does: 1.5 s for a click, 0.2 s for a key, 1.5 s to load a page and look at it. “Good” is
what a tool of this kind should need; as first built it needed what “before” says. A reason for looking is chosen once in a
session, before the tasks.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import Error

from app.cli.demo import write
from bench.hand import CLICK, LOAD
from bench.tasks import MRS_NUNEZ, SCREENS, TASKS, UNFINISHED, Desk, screen
from tests.browser.chromium import running_chromium
from tests.browser.clinic import Clinic
from tests.browser.forked_server import running_forks
from tests.dashboard.people_on_file import on_file
from tests.databases import migrate
from tests.twilio_api import FakeTwilioApi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.hand import Way

PATIENTS: Final = 300
_LEAST: Final = CLICK + LOAD
_MARKED: Final = f"**{_LEAST:.1f} s**¹"
_WHY: Final = (
    f"¹ Over good, and the least: by this hand no other page comes with less than one click ({CLICK:g} s) and one page "
    f"({LOAD:g} s). So it does not fail the bench. Only a key is quicker."
)


def main() -> int:
    """Do each task by each hand, and print a table.

    Return 1 if one takes more than is good and than the least, or cannot be done.
    """
    print(f"| task | good | {' | '.join(SCREENS)} | before |\n|---|---|{'---|' * len(SCREENS)}---|")
    seen = set[str]()
    with _desks() as desks:
        for task, does, before, good in TASKS:
            cells = [_cell(_seconds(desk, does), good) for desk in desks]
            seen.update(cells)
            print(f"| {task} | {good:g} s | {' | '.join(cells)} | {before} |", flush=True)
    if _MARKED in seen:
        print(_WHY)
    return any(each.startswith("**") for each in seen - {_MARKED})


@contextmanager
def _desks() -> Iterator[list[Desk]]:
    """Give a desk for each hand, in a clinic with patients."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        twilio = stack.enter_context(FakeTwilioApi())
        chromium, forks = stack.enter_context(running_chromium()), stack.enter_context(running_forks())
        empty = folder / "empty.db"
        migrate(f"sqlite:///{empty}")

        def founds(**environment: str) -> Clinic:
            place = Path(tempfile.mkdtemp(dir=folder))
            development = {"ANTEROOM_ENV": "development", "TWILIO_API_BASE_URL": twilio.url}
            return Clinic.founded(place, empty, chromium, forks, **development, **environment)

        clinic = founds(CLINIC_TIMEZONE=_where_it_is_noon())
        stack.callback(clinic.closes)
        _fills(clinic)
        yield [_desk(clinic, way, partial(founds, CLINIC_COUNTRY="", CLINIC_TIMEZONE="")) for way in SCREENS]


def _where_it_is_noon() -> str:
    """Return a zone in which nobody minds a reminder now."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


def _seconds(desk: Desk, does: Callable[[Desk], None]) -> float:
    """Return what a task takes: without end if it cannot be done."""
    try:
        does(desk)
    except (AssertionError, Error) as problem:
        print(f"{does.__name__} by {desk.way}: {problem}", file=sys.stderr)
        return inf
    return desk.hand.seconds


def _cell(seconds: float, good: float) -> str:
    if seconds == inf:
        return "**fails**"
    if seconds <= good + 1e-9:
        return f"{seconds:.1f} s"
    return _MARKED if seconds <= _LEAST else f"**{seconds:.1f} s**"


def _desk(clinic: Clinic, way: Way, founds: Callable[[], Clinic]) -> Desk:
    ines = clinic.colleague("reception", **screen(way))
    ines.page.goto("/patients")
    ines.shows_names()
    return Desk(clinic, ines, way, founds)


def _fills(clinic: Clinic) -> None:
    store, now = clinic.services.store, clinic.services.clock()
    write(clinic.services, PATIENTS, seed=3)
    for minute in range(8):
        on_file(store, now - timedelta(minutes=minute), name=MRS_NUNEZ)
    clinic.patient_tells("hello", "1", "1", UNFINISHED, "4 March 1990")
    caller = clinic.patient()
    caller.address = "whatsapp:+447700900777"
    for line in (
        "hello",
        "1",
        "1",
        "Searched Caller",
        "4 March 1990",
        "12 Mill Lane",
        "none",
        "none",
        "SEND",
    ):
        caller.says(line)


if __name__ == "__main__":
    sys.exit(main())
