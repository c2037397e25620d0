"""Whole intakes by the hundred, each of its own words."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tests.people import HANDS_IN
from tests.server.live_server import RemotePatient

if TYPE_CHECKING:
    from tests.server.live_server import Server

WHOLE_INTAKE = (
    "hello",
    "1",
    "1",
    "{name}",
    "4 March 1990",
    "{address}",
    "{history}",
    "DONE",
    "{medicines}",
    "DONE",
    *HANDS_IN,
)


def name_of(number: int) -> str:
    """Return a name for each number, without digits. The chat asks back about some short names, and about none of these."""
    return f"Quentin Okafor{''.join('abcdefghij'[int(figure)] for figure in str(number))}"


def answers_of(number: int) -> dict[str, str]:
    return {
        "name": name_of(number),
        "address": f"{number} Mill Lane",
        "history": f"history of {number}",
        "medicines": f"medicine of {number}",
    }


class Crowd:
    """Patients with one intake each, whom several threads may send at once."""

    def __init__(self, server: Server) -> None:
        self.acknowledged = 0  # messages
        self.finished: list[int] = []
        """The numbers of those who have handed in."""
        self._server = server
        self._begun = 0
        self._lock = threading.Lock()

    def hold_intake(self) -> RemotePatient:
        """Have the next patient write a whole intake, and return them."""
        with self._lock:
            self._begun += 1
            number = self._begun
        patient = RemotePatient(self._server, f"whatsapp:+1500{number:07d}")
        for line in WHOLE_INTAKE:
            patient.says(line.format(**answers_of(number)))
            with self._lock:
                self.acknowledged += 1
        with self._lock:
            self.finished.append(number)
        return patient
