"""Patients who answer the form over real connections at a given pace, and a ledger of what was acknowledged."""

from __future__ import annotations

import html
import http.client
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from itertools import count
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from app.guard.tokens import new_token
from app.intake.progress import Progress
from app.staff.factors import hash_of
from app.store.conversations import form_links, senders
from app.store.patients import patients
from app.store.patients.patient import Patient
from tests.people import FORM
from tests.server.crowd import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from app.store import Store
    from tests.server.live_server import Server

_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
_TEXT_HASH: Final = re.compile(r'name="text" value="([0-9a-f]{64})"')
_MARK: Final = re.compile(r'name="mark" value="([^"]*)"')
_SEEN_AS: Final = {"Accept": "text/html", "User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile"}
_NOT_ANSWERED: Final = (OSError, http.client.HTTPException)
_AGAIN: Final = frozenset({500, 502, 503})
_CLOSED: Final = 403
_CHECK: Final = "check"
"""The page on which a patient who comes back tells the birth date."""


def typed_by(number: int) -> dict[str, dict[str, str]]:
    """Return what a patient types on each page. It differs for each number."""
    return {
        "whom": {"for": "self"},
        "consent": {"agree": "yes"},
        "name": {"answer": name_of(number), "sure": "1"},
        "birth_date": {"day": "4", "month": "3", "year": "1990"},
        _CHECK: {"day": "4", "month": "3", "year": "1990"},
        "address": {"line1": f"{number} Mill Lane", "town": "Larkfield"},
        "medical_history": {"answer": f"history of {number}"},
        "medications": {"name-1": f"medicine of {number}", "dose-1": "5 mg"},
        "review": {},
    }


def stored_of(number: int) -> dict[str, str]:
    """Return the answers that are stored when a patient has typed all of `typed_by`."""
    return {
        "name": name_of(number),
        "birth_date": "1990-03-04",
        "address": f"{number} Mill Lane\nLarkfield",
        "medical_history": f"history of {number}",
        "medications": f"medicine of {number}, 5 mg",
    }


class _StoppedError(Exception):
    """The crowd was told to stop."""


@dataclass
class Ledger:
    """What the server has acknowledged, kept outside of it: the pages of each patient, and how long each took."""

    acknowledged: dict[int, list[str]] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    """When each page was acknowledged, on the monotonic clock."""
    again: int = 0
    """How often a page was sent again, as no answer came."""
    returned: int = 0
    """How often a link was opened again, as the form was closed."""
    checked: int = 0
    """How often a birth date was told to go on."""
    asked_again: int = 0
    """How many names were asked again, as no birth date had been told yet."""
    statuses: Counter[int] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0

    @property
    def submissions(self) -> int:
        return sum(map(len, self.acknowledged.values()))

    @property
    def a_second(self) -> float:
        return self.submissions / (self.ended - self.began)

    def percentile(self, share: float) -> float:
        """Return within how many milliseconds that share was acknowledged."""
        return 1000 * sorted(self.took)[min(len(self.took) - 1, int(share * len(self.took)))]


class FormBrowser:
    """A browser without JavaScript on a real wire, which keeps its cookies."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection = server.connect()
        self._cookies: dict[str, str] = {}
        self._csrf = ""

    def get(self, path: str) -> tuple[int, str, str]:
        """Return the status, where it leads and the page. Status 0: no answer came."""
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        return self._ask("POST", path, urlencode({**fields, "csrf_token": self._csrf}))

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        origin = self._server.public_url
        headers = {
            **_SEEN_AS,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        }
        if body is not None:
            headers |= {"Content-Type": FORM, "Origin": origin, "Referer": f"{origin}/"}
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            page = answer.read().decode()
        except _NOT_ANSWERED:
            self._connection.close()
            return 0, "", ""
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self._cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        if found := _TOKEN.search(page):
            self._csrf = html.unescape(found[1])
        return answer.status, answer.getheader("Location") or "", page


@dataclass
class _Patient:
    """A patient who fills in the form."""

    number: int
    token: str
    browser: FormBrowser
    is_doubted: bool = False
    """Whether the link was opened again before a birth date was told. Answers from before are then asked again."""


class FormCrowd:
    """Patients with a link each, who send their pages at a pace that all of them share.

    `returning`: those whose form is closed, as nobody used it for too long, open their link again, and go on.
    """

    def __init__(
        self,
        server: Server,
        links: Iterator[tuple[int, str]],
        a_second: float,
        at_once: int,
        *,
        returning: bool = False,
    ) -> None:
        self._server, self._links, self._pace = server, links, a_second
        self._returning = returning
        self._lock, self._turns, self._stop = threading.Lock(), count(), threading.Event()
        self._failed: list[BaseException] = []
        self.ledger = Ledger()
        self._threads = [threading.Thread(target=self._fill_in) for _ in range(at_once)]
        for thread in self._threads:
            thread.start()

    @property
    def is_done(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> Ledger:
        """Let each patient finish a page, and return what was acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self.ledger.ended = time.monotonic()
        if self._failed:
            raise self._failed[0]
        return self.ledger

    def _fill_in(self) -> None:
        try:
            while not self._stop.is_set():
                with self._lock:
                    number, token = next(self._links, (0, ""))
                if not number:
                    return
                self._one(number, token)
        except _StoppedError:
            return
        except BaseException as error:
            self._failed.append(error)
            raise

    def _one(self, number: int, token: str) -> None:
        patient = _Patient(number, token, FormBrowser(self._server))
        browser, typed = patient.browser, typed_by(number)
        page = self._begin(patient)
        with self._lock:
            self.ledger.acknowledged[number] = []
        while page != "done" and not self._stop.is_set():
            status, _, shown = self._insist(browser, f"/form/{page}")
            if status == 303:  # what seemed lost was taken
                page = self._due(patient)
                continue
            if self._is_closed(status):
                page = self._return(patient)
                continue
            assert status == 200, (page, status)
            hidden = {
                name: found[1]
                for name, pattern in (("text", _TEXT_HASH), ("mark", _MARK))
                if (found := pattern.search(shown))
            }
            self._wait_for_a_turn()
            began = time.monotonic()
            status, to, answer = browser.post(f"/form/{page}", {**typed[page], **hidden})
            self._note(patient, page, status, began)
            is_answered = status in {0, 303} or status in _AGAIN or self._is_closed(status)
            assert is_answered, (page, status, answer[:2000])
            page = to.rpartition("/")[2] if status == 303 else self._due(patient)
        browser.close()

    def _note(self, patient: _Patient, page: str, status: int, began: float) -> None:
        """Write down what came of a page."""
        with self._lock:
            ledger, pages = self.ledger, self.ledger.acknowledged[patient.number]
            ledger.statuses[status] += 1
            if status != 303:
                ledger.again += 1
            elif page == _CHECK:
                ledger.checked += 1
            else:
                if page == "birth_date" and patient.is_doubted and "name" in pages:
                    pages.remove(
                        "name"
                    )  # docs/security/form.md: what was told before a birth date is asked again
                    ledger.asked_again += 1
                pages.append(page)
                ledger.at.append(time.monotonic())
                ledger.took.append(ledger.at[-1] - began)

    def _begin(self, patient: _Patient) -> str:
        browser, path = patient.browser, f"/f/{patient.token}"
        self._insist(browser, path)
        while (status := browser.post(path, {})[0]) != 303:
            assert status == 0 or status in _AGAIN, status
            self._rest()
        return self._due(patient)

    def _return(self, patient: _Patient) -> str:
        with self._lock:
            self.ledger.returned += 1
            patient.is_doubted = "birth_date" not in self.ledger.acknowledged.get(patient.number, [])
        return self._begin(patient)

    def _due(self, patient: _Patient) -> str:
        status, to, _ = self._insist(patient.browser, "/form")
        return self._return(patient) if self._is_closed(status) else to.rpartition("/")[2]

    def _is_closed(self, status: int) -> bool:
        return self._returning and status == _CLOSED

    def _insist(self, browser: FormBrowser, path: str) -> tuple[int, str, str]:
        """Load a page until it comes."""
        while True:
            answer = browser.get(path)
            if answer[0] and answer[0] not in _AGAIN:
                return answer
            self._rest()

    def _rest(self) -> None:
        if self._stop.wait(0.05):  # the server may be gone for good
            raise _StoppedError

    def _wait_for_a_turn(self) -> None:
        with self._lock:
            turn = next(self._turns)
        self._stop.wait(max(0.0, self.ledger.began + turn / self._pace - time.monotonic()))


def address_of(number: int) -> str:
    return f"whatsapp:+1502{number:07d}"


def new_links(store: Store, many: int) -> Iterator[tuple[int, str]]:
    """Make a link for each of so many senders, and return their numbers and tokens."""
    now, links = datetime.now(UTC), []
    with store.begin() as unit:
        for number in range(1, many + 1):
            token = new_token()
            conversation = senders.lock(unit.db, address_of(number), None, now).id
            form_links.make(unit.db, conversation, hash_of(token), "patient", now, now + timedelta(hours=48))
            links.append((number, token))
    return iter(links)


def records_of(store: Store) -> dict[UUID, list[Patient]]:
    """Return the records of each conversation, opened."""
    records: dict[UUID, list[Patient]] = {}
    with store.read() as unit:
        for patient in patients.page(unit.db, 100_000, columns=tuple(stored_of(0))):
            if patient.conversation_id:
                records.setdefault(patient.conversation_id, []).append(patient)
    return records


def prove(store: Store, ledger: Ledger) -> tuple[int, int]:
    """Check that all that was acknowledged is there, once; return how many records and drafts there are."""
    records, drafts = records_of(store), 0
    for number, pages in ledger.acknowledged.items():
        with store.begin() as unit:
            conversation = senders.lock(unit.db, address_of(number), None, datetime.now(UTC))
        wanted = stored_of(number)
        assert len(pages) == len(set(pages)), (number, pages)
        of_them = records.pop(conversation.id, [])
        assert len(of_them) <= 1, number
        if of_them:
            found = {key: getattr(of_them[0], key) for key in wanted}
            assert found == wanted, number
            continue
        assert "review" not in pages, number
        progress = conversation.read() or Progress()
        kept = {key for key in wanted if progress.answers.get(key) == wanted[key]}
        assert kept >= {page for page in pages if page in wanted}, (number, pages, kept)
        drafts += 1
    return len(ledger.acknowledged) - drafts, drafts
