"""What is attacked: a server of one run, with its own keys, members and patients.

An attack takes no more of it than its attacker has: a stranger a `visitor`, a thief of the disk the `folder`, a member
of staff their password.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from app.proof.people import MAREN, Intake, Member
from app.proof.visitor import Answer, NotAnswered, Visitor, Way

WEBHOOK: Final = "/webhook"
SENDER: Final = "whatsapp:+14155238886"
_STARTS_WITHIN: Final = 120.0
_ENDS_WITHIN: Final = 10.0
_PAUSE: Final = 0.05
_KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


class NotStarted(Exception):
    """The target did not start; the message says what it said last."""


@dataclass
class Target:
    """A server, by what an attacker may have of it.

    `source` is a copy of the code with its `.env`, as it lies on the machine, and `folder` all that is written.
    """

    name: str
    source: Path
    folder: Path
    url: str
    module: str
    """What is imported when it starts."""
    command: Sequence[str]
    front: Way
    """The way through the proxy, which ends TLS and says whence a request came."""
    bare: Way
    """The way past it, over plain http."""
    account: str
    token: str
    lines_of: Callable[[Intake], Sequence[str]]
    """Returns what a patient writes from the first word to the last."""
    members: Mapping[str, Member] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _addresses: Callable[[], int] = field(default_factory=lambda: count(1).__next__)
    _at_the_desk: Visitor | None = None

    # ---- its process ----

    def start(self) -> Self:
        """Start the server, and return when it answers.

        Raises:
            NotStarted: it ended, or did not answer in time.
        """
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed arguments
                [sys.executable, *self.command],
                cwd=self.source,
                env=surroundings(self.folder / "temporary"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        last = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < last and self._process.poll() is None:
            try:
                self.visitor().get("/login")
            except NotAnswered:
                time.sleep(_PAUSE)
            else:
                return self
        self.kill()
        raise NotStarted(f"{self.name} did not start")

    def kill(self) -> None:
        """Kill the server and all its processes at once, as a failing machine does."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(_ENDS_WITHIN)
            self._process = None
        if self.front.socket is not None:
            self.front.socket.unlink(missing_ok=True)

    def loads(self, **environment: str) -> bool:
        """Return whether it would start, in a process of its own, with this environment."""
        ran = subprocess.run(  # noqa: S603 - our own interpreter, fixed arguments
            [sys.executable, "-c", f"import {self.module}"],
            cwd=self.source,
            env=surroundings(self.folder / "temporary") | environment,
            capture_output=True,
            check=False,
        )
        return ran.returncode == 0

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.kill()

    # ---- who comes to it ----

    def visitor(self, address: str = "") -> Visitor:
        """Return a browser at that address, or else at one where nobody was before."""
        whence = address or self.new_address()
        return Visitor(self.front, self.url, {"X-Forwarded-For": whence, "X-Forwarded-Proto": "https"})

    def past_the_proxy(self) -> Visitor:
        """Return a browser that speaks plain http, of which no proxy says anything."""
        return Visitor(self.bare, self.url, {})

    def new_address(self) -> str:
        """Return a network address that is reserved for examples."""
        number = self._addresses()
        return f"{('198.51.100', '203.0.113', '192.0.2')[number // 250 % 3]}.{number % 250 + 1}"

    def signs_in(self, role: str) -> Visitor:
        """Return the browser of a member who has signed in.

        Raises:
            NotAnswered: they were turned away.
        """
        visitor = self.visitor()
        if not let_in(visitor, self.members[role].sign_in()):
            raise NotAnswered(f"{self.name} does not let its own {role} in")
        return visitor

    def desk(self) -> Visitor:
        """Return the browser of an admin who has confirmed with a fresh code."""
        if self._at_the_desk is None or not self._at_the_desk.get("/patients").is_granted:
            self._at_the_desk = self.signs_in("admin")
            self.confirms(self._at_the_desk)
        return self._at_the_desk

    def confirms(self, visitor: Visitor) -> None:
        """Have an admin who is signed in give a fresh code."""
        visitor.submits("/confirm", {"code": self.members["admin"].code(), "next": ""})

    def exports(self, kind: str) -> Answer:
        """Ask at the desk for all records as a file.

        Raises:
            NotAnswered: it was refused to those who may have it.
        """
        answer = self.exports_by(self.desk(), kind)
        if not answer.is_granted:  # the code of a slow run is no longer fresh
            self.confirms(self.desk())
            answer = self.exports_by(self.desk(), kind)
        if not answer.is_granted:
            raise NotAnswered(f"{self.name} refuses the clinic's own export to {kind}")
        return answer

    def exports_by(self, visitor: Visitor, kind: str) -> Answer:
        """Ask for all records as a file, whoever asks."""
        columns = ["record_id", "name", "address", "medical_history", "medications"]
        asked = {"reason": "Referral list", "columns": columns, "target": kind}
        return visitor.submits(f"/exports/{kind}", asked, page="/exports")

    # ---- what Twilio sends it ----

    def message(self, text: str, number: str, **changed: str) -> dict[str, str]:
        """Return the fields of a message, as Twilio sends them."""
        sid = "SM" + secrets.token_hex(16)
        return {
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "ProfileName": "P",
            "MessageType": "text",
            "SmsSid": sid,
            "WaId": number.partition("+")[2],
            "SmsStatus": "received",
            "Body": text,
            "To": SENDER,
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "MessageSid": sid,
            "AccountSid": self.account,
            "From": number,
            "ApiVersion": "2010-04-01",
        } | changed

    def signature(self, fields: Mapping[str, str], token: str = "", path: str = WEBHOOK) -> str:
        """Return Twilio's signature of these fields, or that of another token."""
        return str(
            RequestValidator(token or self.token).compute_signature(self.url + path, MultiDict(fields))
        )

    def delivers(self, fields: Mapping[str, str], signed: str | None = None) -> Answer:
        """Post a message as Twilio does; by default with its genuine signature."""
        header = self.signature(fields) if signed is None else signed
        headers = {"X-Twilio-Signature": header} if header else {}
        return self.visitor().post(WEBHOOK, fields, **headers)

    def writes(self, number: str, *lines: str) -> Answer:
        """Have a patient write lines, each answered.

        Raises:
            NotAnswered: one of them was not taken.
        """
        for line in lines:
            answer = self.delivers(self.message(line, number))
            if not answer.is_granted:
                raise NotAnswered(f"{self.name} does not take a genuine message")
        return answer

    @property
    def opening(self) -> Sequence[str]:
        """What a patient writes before the first question."""
        lines = self.lines_of(MAREN)
        return lines[: lines.index(MAREN.name)]

    def hands_in(self, number: str, intake: Intake) -> Answer:
        """Have a patient hand in a whole intake."""
        return self.writes(number, *self.lines_of(intake))


def let_in(visitor: Visitor, fields: Mapping[str, str]) -> bool:
    """Return whether these fields sign this browser in."""
    visitor.submits("/login", fields)
    return visitor.get("/patients").is_granted


def surroundings(folder: Path) -> dict[str, str]:
    """Return an environment without settings, whose temporary files go to `folder`."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"TMPDIR": str(folder)}


def free_port() -> int:
    """Return a port of this computer that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
