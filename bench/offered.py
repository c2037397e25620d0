"""An offered load: signed messages of whole intakes at a given rate.

The rate does not wait for the answers. It runs in a process of its own. Each sender's next message is due once the last was acknowledged; what was not is
delivered again, as Twilio does. So a ledger outside the server knows what it acknowledged.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import ssl
from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import cycle
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from app.store.messages.receipts import Receipt
from tests.people import FORM, message_fields, sign
from tests.server.crowd import WHOLE_INTAKE, answers_of
from tests.server.form_crowd import records_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from multiprocessing.pool import AsyncResult

    from app.store import Store

_PATIENCE: Final = 15.0
"""Seconds, as Twilio waits."""
_FROM_A_PROXY: Final = "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n"
_A_RUN: Final = 1_000_000
"""Senders: each has a number of its own."""
OK: Final = 200
BUSY: Final = 503


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send: ports on this computer, in turn.

    `certificate` is a file, or "" for plain HTTP from a proxy.
    """

    public_url: str
    ports: tuple[int, ...]
    certificate: str = ""
    most: int = 700
    """Connections."""


@dataclass
class Sender:
    """Somebody with an intake to hand in."""

    number: int
    acknowledged: list[str] = field(default_factory=list)
    """The ids of the messages that the server has acknowledged."""
    again: dict[str, str] | None = None
    """The message to deliver again."""

    @property
    def is_done(self) -> bool:
        return len(self.acknowledged) == len(WHOLE_INTAKE)

    def due(self) -> dict[str, str]:
        """Return the message that is due."""
        if self.again is None:
            line = WHOLE_INTAKE[len(self.acknowledged)].format(**answers_of(self.number))
            self.again = message_fields(line, address_of(self.number))
        return self.again

    def was_answered(self, status: int) -> None:
        if status == OK and self.again is not None:
            self.acknowledged.append(self.again["MessageSid"])
            self.again = None


@dataclass
class Answer:
    """What became of one message. Status 0: no answer came in time."""

    sent: float
    took: float
    status: int


@dataclass
class Outcome:
    """All answers, and all senders."""

    seconds: float
    answers: list[Answer] = field(default_factory=list)
    senders: list[Sender] = field(default_factory=list)
    held_back: int = 0
    """Messages that were not sent, as every connection was in use."""
    cpu: float = 0.0
    """Seconds that sending took."""

    def of(self, *statuses: int) -> list[float]:
        """Return how long the answers of these statuses took, the shortest first."""
        return sorted(each.took for each in self.answers if each.status in statuses)

    @property
    def failed(self) -> dict[int, int]:
        """Return how many other answers there were, by status."""
        return dict(Counter(each.status for each in self.answers if each.status not in {OK, BUSY}))

    @property
    def a_second(self) -> float:
        """Return how many were acknowledged a second."""
        return len(self.of(OK)) / self.seconds


def at(share: float, times: list[float]) -> float:
    """Return the time, in milliseconds, within which that share was answered."""
    return 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else float("nan")


def address_of(number: int) -> str:
    return f"whatsapp:+1504{number:07d}"


class Load:
    """A process that offers load whenever it is told to."""

    def __init__(self) -> None:
        self._pool = multiprocessing.get_context("spawn").Pool(1)
        self._next = _A_RUN  # who answers the form has the numbers below

    def offers(self, target: Target, rate: float, seconds: float, at_once: int = 8) -> Callable[[], Outcome]:
        """Begin, and return what waits for the outcome.

        A rate of 0 is as much as so many senders at once can.
        """
        first, self._next = self._next, self._next + _A_RUN
        running: AsyncResult[Outcome] = self._pool.apply_async(offer, (target, rate, seconds, at_once, first))
        return running.get

    def close(self) -> None:
        self._pool.terminate()
        self._pool.join()


def offer(target: Target, rate: float, seconds: float, at_once: int, first: int) -> Outcome:
    """Send for so many seconds, and wait for the last answers."""
    crowd, began = _Crowd(target, Outcome(seconds), first), process_time()
    asyncio.run(crowd.at_rate(rate) if rate else crowd.as_they_can(at_once))
    crowd.outcome.cpu = process_time() - began
    return crowd.outcome


class _Crowd:
    def __init__(self, target: Target, outcome: Outcome, first: int) -> None:
        self.outcome = outcome
        self._host = urlsplit(target.public_url).netloc
        self._url = f"{target.public_url}/webhook"
        self._ports = cycle(target.ports)
        self._tls = ssl.create_default_context(cafile=target.certificate) if target.certificate else None
        self._most = target.most
        self._next = first
        self._ready: deque[Sender] = deque()
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._connections = 0

    async def at_rate(self, rate: float) -> None:
        began, sent, running = perf_counter(), 0, set[asyncio.Task[None]]()
        while (now := perf_counter() - began) < self.outcome.seconds:
            for _ in range(int(now * rate) - sent):
                sent += 1
                if not self._idle and self._connections >= self._most:
                    self.outcome.held_back += 1
                    continue
                task = asyncio.create_task(self._deliver(self._sender()))
                running.add(task)
                task.add_done_callback(running.discard)
            await asyncio.sleep(0.002)
        while running:
            await asyncio.wait(running)

    async def as_they_can(self, many: int) -> None:
        began = perf_counter()

        async def one() -> None:
            while perf_counter() - began < self.outcome.seconds:
                await self._deliver(self._sender())

        await asyncio.gather(*(one() for _ in range(many)))

    def _sender(self) -> Sender:
        if self._ready:
            return self._ready.popleft()
        self.outcome.senders.append(Sender(self._next))
        self._next += 1
        return self.outcome.senders[-1]

    async def _deliver(self, sender: Sender) -> None:
        fields = sender.due()
        body = urlencode(fields).encode()
        head = (
            f"POST /webhook HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n"
            f"X-Twilio-Signature: {sign(self._url, fields)}\r\n"
            f"{'' if self._tls else _FROM_A_PROXY}\r\n"
        )
        sent = perf_counter()
        try:
            status = await asyncio.wait_for(self._ask(head.encode() + body), _PATIENCE)
        except (OSError, EOFError, TimeoutError):
            status = 0
        self.outcome.answers.append(Answer(sent, perf_counter() - sent, status))
        sender.was_answered(status)
        if not sender.is_done:
            self._ready.append(sender)

    async def _ask(self, request: bytes) -> int:
        while self._idle:
            reader, writer = self._idle.pop()
            try:
                return await self._asked_on(reader, writer, request)
            except (
                OSError,
                EOFError,
            ):  # it was closed while nobody used it: the message has the same id on another
                continue
        self._connections += 1
        try:
            reader, writer = await asyncio.open_connection(
                "localhost", next(self._ports), ssl=self._tls, family=2
            )
        except BaseException:
            self._connections -= 1
            raise
        return await self._asked_on(reader, writer, request)

    async def _asked_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
    ) -> int:
        keeps = False
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            await _read_body(reader, head)
            keeps = b"connection: close" not in head
        finally:
            if keeps:
                self._idle.append((reader, writer))
            else:
                self._connections -= 1
                writer.close()
        return int(head.split(b" ", 2)[1])


async def _read_body(reader: asyncio.StreamReader, head: bytes) -> None:
    if b"transfer-encoding: chunked" in head:
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readuntil(b"\r\n")
    elif b"content-length: " in head:
        await reader.readexactly(int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]))


def prove(store: Store, outcomes: Iterable[Outcome]) -> tuple[int, int]:
    """Check that what was acknowledged is there, once.

    Return how many messages that is, and how many intakes.
    """
    senders = [sender for outcome in outcomes for sender in outcome.senders]
    with store.engine.connect() as connection:
        kept = set(connection.execute(select(Receipt.message_sid)).scalars())
    lost = [sid for sender in senders for sid in sender.acknowledged if sid not in kept]
    assert not lost, f"{len(lost)} messages were acknowledged and are not there"
    records = _names(store)
    done = [sender for sender in senders if sender.is_done]
    for sender in done:
        found = records.get(answers_of(sender.number)["name"], 0)
        assert found == 1, f"the intake of sender {sender.number} is there {found} times"
    return sum(len(sender.acknowledged) for sender in senders), len(done)


def _names(store: Store) -> Mapping[object, int]:
    names: dict[object, int] = {}
    for each in (patient for of_one in records_of(store).values() for patient in of_one):
        names[each.name] = names.get(each.name, 0) + 1
    return names
