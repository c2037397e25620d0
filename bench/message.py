"""What one message costs beside the obvious stack: `python -m bench.message`

The obvious stack is in `bench/obvious/webhook.py`. Both run in this process on SQLite with full durability, and take
turns with each message, so that a busy machine slows them alike. The figures are medians of CPU time; the ratio is
Anteroom's as a multiple of the obvious stack's. A bare Flask view that only reads the form is the limit.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import Flask, request

from app import create_app, services
from app.config import load
from app.store.engine import schema
from bench.obvious import webhook as obvious
from tests.people import PUBLIC_URL, TOKEN, Clock, Twilio, message_fields, sign
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

SENDERS: Final = 60
OURS: Final = "Anteroom"
OBVIOUS: Final = "obvious"
BARE: Final = "bare Flask"
MESSAGES: Final = (
    ("hello", "Who are these questions about?"),
    ("1", "Do you agree?"),
    ("1", "What is your full name"),
    ("Maria Lopez", "What is your date of birth?"),
    ("14 March 1962", "What is your address?"),
    ("12 Mill Lane", "What illnesses"),
)
"""What somebody writes, and what both stacks ask then: one that did not understand would have less to do."""


def main(senders: int) -> None:
    """Measure, and print a table."""
    taken = measure(senders)
    print(f"CPU of one message, medians of {senders * len(MESSAGES)}")
    for name, seconds in taken.items():
        print(f"{name:12}{seconds * 1e6:>8,.0f} us{seconds / taken[OBVIOUS]:>8.2f} x obvious")


def measure(senders: int) -> dict[str, float]:
    """Return the median of each stack in seconds of CPU."""
    with tempfile.TemporaryDirectory() as folder:
        stacks = dict(_stacks(Path(folder)))
        taken: dict[str, list[float]] = {name: [] for name in stacks}
        for number in range(senders + 5):
            for text, asked in MESSAGES:
                for name, twilio in stacks.items():
                    fields = message_fields(text, f"whatsapp:+15005{number:06d}")
                    seconds, reply = _post(twilio, fields)
                    assert name == BARE or asked in reply, (name, text, reply)
                    if number >= 5:
                        taken[name].append(seconds)
    return {name: median(times) for name, times in taken.items()}


def _stacks(folder: Path) -> Iterator[tuple[str, Twilio]]:
    (folder / "instance").mkdir(mode=0o700)
    url = f"sqlite:///{folder}/instance/anteroom.db"
    parts = services.build(load(complete_environment(DATABASE_URL=url, LOG_LEVEL="ERROR"), folder), Clock())
    schema.upgrade(parts.store.engine)
    yield OURS, Twilio(create_app(parts).test_client())
    yield OBVIOUS, Twilio(obvious.create_app(folder / "obvious.db", TOKEN, PUBLIC_URL).test_client())
    bare = Flask(__name__)
    bare.add_url_rule("/webhook", view_func=lambda: request.form["Body"], methods=["POST"])
    yield BARE, Twilio(bare.test_client())


def _post(twilio: Twilio, fields: dict[str, str]) -> tuple[float, str]:
    """Send a message, and return the seconds of CPU that it took, and the answer."""
    body, signature = urlencode(fields).encode(), sign(f"{PUBLIC_URL}/webhook", fields)
    began = process_time()
    answer = twilio.send(body, signature)
    taken = process_time() - began
    assert answer.status_code == 200, (answer.status_code, answer.text)
    return taken, answer.text


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else SENDERS)
