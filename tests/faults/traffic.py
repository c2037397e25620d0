"""Patients in the chat and on the form, a nurse at the desk, and what each of them was told, kept outside of the server."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, pairwise
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from app.intake.progress import Progress
from app.store.conversations import senders
from tests.exports.remote import RemoteColleague
from tests.people import message_fields
from tests.server import form_crowd
from tests.server.crowd import WHOLE_INTAKE, answers_of
from tests.server.form_crowd import FormCrowd, new_links, records_of
from tests.server.live_server import RemotePatient

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.store import Store
    from tests.server.live_server import Server

_SENDERS: Final = 3
_MESSAGES_A_SECOND: Final = 6.0
_PAGES_A_SECOND: Final = 5.0
_FORMS_AT_ONCE: Final = 2
_FORMS: Final = 150
_WAITS: Final = 60.0
_TWILIO_WAITS: Final = 15.0
_ANSWERED_BY: Final = {
    "name": 3,
    "birth_date": 4,
    "address": 5,
    "medical_history": 7,
    "medications": 9,
}
"""The line of a whole intake after which each answer is there."""
_NOT_ANSWERED: Final = (OSError, http.client.HTTPException)


@dataclass
class Intake:
    """What one patient in the chat sent."""

    acknowledged: list[str] = field(default_factory=list)
    """Message ids, line by line."""
    in_doubt: str | None = None
    """A message that neither Twilio's first try nor its second had acknowledged: it is there once or not at all."""


@dataclass
class Figures:
    """What a row of docs/faults.md says in figures."""

    name: str
    messages: int
    pages: int
    in_doubt: int
    records: int
    drafts: int
    answers: Counter[int]
    """To patients in the chat, by status; 0 is none."""
    form: Counter[int]
    links: str
    """What became of forms that were closed."""
    desk: Counter[int]
    back: float | None
    """Seconds from healing to the first that was acknowledged."""
    longest: float
    """The longest time in seconds in which nothing was."""

    def __str__(self) -> str:
        back = "" if self.back is None else f"back after {self.back:.1f} s, "
        return (
            f"{self.name}: {self.messages} messages and {self.pages} pages acknowledged, all in {self.records} records and "
            f"{self.drafts} drafts; {back}longest gap {self.longest:.1f} s; {self.in_doubt} patients heard nothing; chat "
            f"{dict(self.answers)}, form {dict(self.form)}{self.links}, desk {dict(self.desk)}"
        )


MEASURED: Final[list[Figures | str]] = []


class Chats:
    """Patients whom Twilio serves: a message that is not acknowledged comes once more, and never again."""

    def __init__(self, nodes: list[Server]) -> None:
        self._nodes = nodes
        self._numbers, self._lock = count(1), threading.Lock()
        self.stopped = threading.Event()
        self.intakes: dict[int, Intake] = {}
        self.answers: Counter[int] = Counter()
        self.at: list[float] = []
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(_SENDERS)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        while not self.stopped.is_set():
            with self._lock:
                number = next(self._numbers)
                intake = self.intakes[number] = Intake()
            # Twilio calls one address, and when that fails another: docs/operating.md has both lead to Anteroom.
            first, second = (
                RemotePatient(node, address_of(number), _TWILIO_WAITS) for node in self._both(number)
            )
            for line in WHOLE_INTAKE:
                fields = message_fields(line.format(**answers_of(number)), address_of(number))
                if not self._is_acknowledged(first, fields):
                    second.hangs_up()
                    if not self._is_acknowledged(second, fields):
                        intake.in_doubt = fields["MessageSid"]
                        break
                intake.acknowledged.append(fields["MessageSid"])
                if self.stopped.wait(_SENDERS / _MESSAGES_A_SECOND):
                    break
            self.stopped.wait(_SENDERS / _MESSAGES_A_SECOND)
            first.hangs_up()
            second.hangs_up()

    def _both(self, number: int) -> list[Server]:
        first = number % len(self._nodes)
        return [self._nodes[first], self._nodes[(first + 1) % len(self._nodes)]]

    def _is_acknowledged(self, way: RemotePatient, fields: Mapping[str, str]) -> bool:
        status, _ = way.deliver(fields)
        with self._lock:
            self.answers[status] += 1
            if status == 200:
                self.at.append(time.monotonic())
        return status == 200


class Desk:
    """A nurse who looks at the list of patients every half second."""

    def __init__(self, server: Server, store: Store) -> None:
        self._server = server
        self._nurse = RemoteColleague(server, store)
        self.stopped = threading.Event()
        self.statuses: Counter[int] = Counter()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def _look(self) -> None:
        connection = self._server.connect()
        while not self.stopped.wait(0.5):
            try:
                connection.request("GET", "/patients", headers=self._nurse.headers)
                answer = connection.getresponse()
                answer.read()
                self.statuses[answer.status] += 1
            except _NOT_ANSWERED:
                connection.close()
                self.statuses[0] += 1


class Traffic:
    """Everybody at once, and the ledger of what was acknowledged."""

    def __init__(
        self, name: str, nodes: list[Server], store: Store, forms: int = _FORMS, *, returning: bool = False
    ) -> None:
        self._name = name
        self.store = store
        """Where it is looked for in the end; another one after a failover."""
        self.desk = Desk(nodes[0], store)
        links = new_links(store, forms)
        self.form = FormCrowd(nodes[0], links, _PAGES_A_SECOND, _FORMS_AT_ONCE, returning=returning)
        self.chats = Chats(nodes)
        self._healed_at: float | None = None

    @property
    def acknowledged(self) -> int:
        return len(self.chats.at) + len(self.form.ledger.at)

    @property
    def is_untouched(self) -> bool:
        """Whether nobody was refused or left without an answer."""
        return (set(self.chats.answers), set(self.form.ledger.statuses), set(self.desk.statuses)) == (
            {200}, {303}, {200},
        )  # fmt: skip

    def flows(self, messages: int = 12, pages: int = 8) -> None:
        """Wait until so many more of each are acknowledged."""
        told, sent = len(self.chats.at) + messages, len(self.form.ledger.at) + pages
        deadline = time.monotonic() + _WAITS
        while len(self.chats.at) < told or len(self.form.ledger.at) < sent:
            assert time.monotonic() < deadline, (self.chats.answers, self.form.ledger.statuses)
            time.sleep(0.05)

    def healed(self, pages: int = 8) -> None:
        """Note that the fault is over, and wait until everything flows again."""
        self._healed_at = time.monotonic()
        self.flows(pages=pages)

    def stop(self) -> None:
        self.chats.stopped.set()
        self.desk.stopped.set()
        self.form.stop()
        self.chats.join()
        self.desk.join()

    def prove(self) -> Figures:
        """Check that all that was acknowledged is there, once, and say how it went."""
        records, drafts = prove_chats(self.store, self.chats.intakes)
        by_form, half = form_crowd.prove(self.store, self.form.ledger)
        assert records + by_form == sum(map(len, records_of(self.store).values()))
        moments = sorted(self.chats.at + self.form.ledger.at)
        healed, form = self._healed_at, self.form.ledger
        return Figures(
            name=self._name,
            messages=len(self.chats.at),
            pages=len(self.form.ledger.at),
            in_doubt=sum(intake.in_doubt is not None for intake in self.chats.intakes.values()),
            records=records + by_form,
            drafts=drafts + half,
            answers=self.chats.answers,
            form=self.form.ledger.statuses,
            links=f" ({form.returned} links opened again, {form.checked} birth dates told, {form.asked_again} names asked again)"
            if form.returned
            else "",
            desk=self.desk.statuses,
            back=None if healed is None else next(at for at in moments if at >= healed) - healed,
            longest=max(later - sooner for sooner, later in pairwise(moments)),
        )


@contextmanager
def traffic(
    name: str, nodes: list[Server], store: Store, forms: int = _FORMS, *, returning: bool = False
) -> Iterator[Traffic]:
    """Let everybody write while the block does its harm; in the end prove that nothing is lost and nothing twice."""
    flowing = Traffic(name, nodes, store, forms, returning=returning)
    try:
        yield flowing
    finally:
        flowing.stop()
    MEASURED.append(flowing.prove())


def address_of(number: int) -> str:
    return f"whatsapp:+1501{number:07d}"


def prove_chats(store: Store, intakes: Mapping[int, Intake]) -> tuple[int, int]:
    """Check what patients wrote in the chat; return how many records and drafts it is in."""
    with store.engine.connect() as connection:
        received = list(connection.execute(text("SELECT message_sid FROM receipts")).scalars())
    assert len(received) == len(set(received))
    sent = {sid for intake in intakes.values() for sid in intake.acknowledged}
    assert sent <= set(received)
    records, whole, drafts = records_of(store), 0, 0
    for number, intake in intakes.items():
        if not intake.acknowledged:
            continue
        with store.begin() as unit:
            conversation = senders.lock(unit.db, address_of(number), None, datetime.now(UTC))
        wanted, of_them = stored_of(number), records.get(conversation.id, [])
        taken = len(intake.acknowledged) + (intake.in_doubt in set(received))
        assert len(of_them) == (taken == len(WHOLE_INTAKE)), (number, intake)
        if of_them:
            assert {key: getattr(of_them[0], key) for key in wanted} == wanted, number
            whole += 1
            continue
        kept = (conversation.read() or Progress()).answers
        due = {key: wanted[key] for key, line in _ANSWERED_BY.items() if line < taken}
        assert {key: kept.get(key) for key in due} == due, (number, intake)
        drafts += 1
    return whole, drafts


def stored_of(number: int) -> dict[str, str]:
    """Return the answers that a whole intake of this number makes."""
    told = answers_of(number)
    return {
        "name": told["name"],
        "birth_date": "1990-03-04",
        "address": told["address"],
        "medical_history": told["history"],
        "medications": told["medicines"],
    }
