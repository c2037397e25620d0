"""How well invented patients are heard: `python -m bench.patients [HOW MANY] [SEED]`

Each writes with ordinary habits: a name after "my name is" or a title, an address in three messages, "that's it"
instead of DONE, a pause of hours, a child's intake on a parent's phone. The record is compared with the truth.
Every conversation runs through `Flow`; the same messages then go through the signed webhook, which has to keep the
same record. Then they all write again at other paces. The seed makes a run repeatable.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Final

from app import create_app, services
from app.config import load
from app.intake.clinic import Clinic
from app.intake.flow import Flow
from app.intake.form import Form
from app.intake.model import FORM
from app.store.conversations import senders
from app.store.engine import schema
from app.store.patients import patients
from app.store.patients.patient import OWN_COLUMNS
from bench.invented.everybody import ALL
from bench.invented.flaws import flaws
from bench.invented.own_questions import ASKED, invent_own
from bench.invented.own_talk import OwnTalk, on_the_form, own_flaws
from bench.invented.pace import ALL as PACES
from bench.invented.pace import TYPING
from bench.invented.person import invent
from bench.invented.remarks import TAUGHT, UNSEEN, remarks
from bench.invented.talk import Talk
from tests.people import Clock, Twilio, message_fields
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.store.patients.patient import Patient as Kept
    from bench.invented.habits import Habits
    from bench.invented.pace import Pace
    from bench.invented.person import Person
    from bench.invented.talk import Outcome

MANY: Final = 300
SEED: Final = 1
THROUGH_THE_WEBHOOK: Final = 60
NO_REMARKS: Final[Mapping[str, tuple[str, ...]]] = {}
TOGETHER: Final = timedelta(seconds=4)
CLINIC: Final = Clinic("Larkfield Clinic", "01632 960 555", "999")


def main(many: int, seed: int) -> None:
    """Let them all write, and print a table for each language."""
    for habits in ALL:
        met = [_meet(habits, number, seed, TYPING) for number in range(many)]
        lengths = [len(outcome.lines) for _, outcome in met]
        turns = [outcome.turns(TOGETHER) for _, outcome in met]
        _tell(f"{habits.language}: {TYPING.name}", met)
        print(f"    messages of a patient: median {median(lengths):.0f}, most {max(lengths)}")
        print(f"    with those in a row counted once: median {median(turns):.0f}, most {max(turns)}")
        print(f"    through the webhook: {_same_by_webhook(met[:THROUGH_THE_WEBHOOK])}")
        for folder in (TAUGHT, UNSEEN):
            if said := remarks(habits.language, folder):
                talking = [_meet(habits, number, seed, TYPING, said) for number in range(many)]
                _tell(f"{habits.language}: {TYPING.name}, with remarks beside the answers, {folder}", talking)
        _with_own_questions(habits, many, seed)
        for pace in PACES:
            if pace is not TYPING:
                _tell(
                    f"{habits.language}: {pace.name}",
                    [_meet(habits, number, seed, pace) for number in range(many)],
                )


def _tell(title: str, met: list[tuple[Person, Outcome]]) -> None:
    """Print how many records are flawless, and what is wrong with the others."""
    found = [flaws(person, outcome) for person, outcome in met]
    flawless = sum(not some for some in found)
    asked = sum(outcome.asked_where for _, outcome in met)
    print(f"{title}: {flawless} of {len(met)} records are flawless ({flawless / len(met):.1%})")
    print(f"    asked to which question a message belongs: {asked} times")
    for flaw, count in Counter(name for some in found for name in some).most_common():
        print(f"    {count:4} {flaw}")


def _meet(
    habits: Habits, number: int, seed: int, pace: Pace, said: Mapping[str, tuple[str, ...]] = NO_REMARKS
) -> tuple[Person, Outcome]:
    random = Random(f"{habits.language} {seed} {number}")
    person = invent(habits, random)
    return person, Talk(
        person, random, Flow(CLINIC, together=TOGETHER), number + 1, pace, remarks=said
    ).hold()


def _with_own_questions(habits: Habits, many: int, seed: int) -> None:
    """Let them answer three questions of the clinic's own as well, in the chat and on the form."""
    in_chat: list[set[str]] = []
    on_form: list[set[str]] = []
    form = Form(Flow(replace(CLINIC, channel=FORM), ASKED))
    for number in range(many):
        random = Random(f"{habits.language} {seed} {number}")
        person = invent(habits, random)
        truth = invent_own(habits.language, random)
        flow = Flow(CLINIC, ASKED, together=TOGETHER)
        outcome = OwnTalk(person, random, flow, number + 1, TYPING, truth=truth).hold()
        in_chat.append(flaws(person, outcome) | own_flaws(truth, outcome.submitted))
        on_form.append(own_flaws(truth, on_the_form(form, person, truth, random)))
    for where, met in (("in the chat", in_chat), ("on the form", on_form)):
        flawless = sum(not found for found in met)
        print(
            f"{habits.language}: with three own questions, {where}: {flawless} of {many} flawless ({flawless / many:.1%})"
        )
        for flaw, count in Counter(name for found in met for name in found).most_common():
            print(f"    {count:4} {flaw}")


def _same_by_webhook(met: list[tuple[Person, Outcome]]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "instance").mkdir(mode=0o700)
        url, clock = f"sqlite:///{folder}/instance/anteroom.db", Clock()
        environment = complete_environment(
            DATABASE_URL=url,
            LOG_LEVEL="ERROR",
            TOGETHER_SECONDS=str(TOGETHER.seconds),
            LEFT_OUT_QUESTIONS="",
        )
        parts = services.build(load(environment, Path(folder)), clock)
        schema.upgrade(parts.store.engine)
        twilio = Twilio(create_app(parts).test_client())
        same = 0
        for number, (_, outcome) in enumerate(met):
            for line in outcome.lines:
                clock.now = line.at
                answer = twilio.post(message_fields(line.text, f"whatsapp:+15005{number:06d}"))
                assert answer.status_code == 200, answer.status_code
            with parts.store.begin() as unit:
                progress = senders.lock(unit.db, f"whatsapp:+15005{number:06d}", None, clock.now).read()
                assert progress is not None
                kept = patients.get(unit.db, progress.people[-1].id) if progress.people else None
            told = dict(outcome.submitted.answers) if outcome.submitted else None
            same += (_answers(kept) if kept else None) == told
    return f"{same} of {len(met)} the same"


def _answers(kept: Kept) -> dict[str, str]:
    """Return the answers of a record, as they were handed in."""
    own = {key: value for key in OWN_COLUMNS if isinstance(value := getattr(kept, key), str) and value}
    return own | (dict(kept.others) if isinstance(kept.others, dict) else {})


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else MANY, int(sys.argv[2]) if sys.argv[2:] else SEED)
