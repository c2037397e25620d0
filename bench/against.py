"""What a change costs: `python -m bench.against REVISION [OTHER]`

Both revisions are taken out of git into folders of their own, and each is used through the public contract alone:
its commands, its forms, its webhook. They take turns, so that a busy machine slows them alike. The figures are the
median CPU time of one request on SQLite and on PostgreSQL, with argon2 at its cheapest, and what the second revision
needs as a multiple of the first. PostgreSQL's own CPU time is not in them. Beside it stand the statements that a request
sends through a cursor, whatever they are, and the functions that it calls, Python's and C's.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from cProfile import Profile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS: Final = 15
PATIENTS: Final = 2_000
JOURNEYS: Final = (
    "a message",
    "a sign-in",
    "the list",
    "a search",
    "a record",
    "a record shown",
    "the alarms",
    "a CSV",
    "a workbook",
    "an erasure",
)
HOST: Final = "https://localhost:8443"
SENDER: Final = "whatsapp:+14155238886"
ACCOUNT: Final = "AC" + "1" * 32
EMAIL: Final = "admin@larkfield.example"
PASSWORD: Final = "copper lantern drifts over maple"  # noqa: S105  (nobody's)
MESSAGES: Final = ("hello", "yes", "Maria Lopez", "14 March 1962")


def main(revisions: tuple[str, str]) -> None:
    """Measure both on both engines, and print a table of each."""
    from tests.databases import running_postgres  # noqa: PLC0415  (a worker has those of its revision)

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        roots = [folder / str(at) for at in (0, 1)]
        for root, revision in zip(roots, revisions, strict=True):
            checkout(root, revision)
        postgres = stack.enter_context(running_postgres())
        databases = {
            "SQLite": [f"sqlite:///{root}/instance/anteroom.db" for root in roots],
            "PostgreSQL": [stack.enter_context(postgres.database()) for _ in roots],
        }
        for engine, urls in databases.items():
            print(f"{engine}, CPU of one request, medians of {ROUNDS} rounds, {PATIENTS:,} patients")
            compare(revisions, roots, urls)


def compare(revisions: tuple[str, str], roots: list[Path], urls: list[str]) -> None:
    """Let both do their rounds in turn, and print a table."""
    with ExitStack() as stack:
        houses = [stack.enter_context(House(*each)) for each in zip(roots, urls, strict=True)]
        rounds = [[house.round("seconds") for house in houses] for _ in range(ROUNDS)]
        statements, calls = ([house.round(unit) for house in houses] for unit in ("statements", "calls"))
    print(
        f"{'':16}{revisions[0]:>12}{revisions[1]:>12}{'ratio':>8}{'statements':>16}{'calls':>20}{'ratio':>8}"
    )
    for journey in JOURNEYS:
        before, after = (median(each[at][journey] for each in rounds) for at in (0, 1))
        sent, called = ([each[journey] for each in both] for both in (statements, calls))
        print(
            f"{journey:16}{before * 1e3:>9.2f} ms{after * 1e3:>9.2f} ms{after / before:>8.2f}"
            f"{sent[0]:>9.0f}{sent[1]:>7.0f}{called[0]:>11,.0f}{called[1]:>9,.0f}{called[1] / called[0]:>8.2f}",
            flush=True,
        )


class House:
    """A revision, in a process of its own that does a round when it is told to."""

    def __init__(self, root: Path, url: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603  (ourselves)
            [sys.executable, __file__, "--worker"],
            cwd=root,
            env=environment(root) | {"DATABASE_URL": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def round(self, unit: str) -> dict[str, float]:
        """Return what each journey takes, in seconds of CPU, statements or calls."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{unit}\n")
        stdin.flush()
        found: dict[str, float] = json.loads(stdout.readline())
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


def checkout(root: Path, revision: str) -> None:
    """Put a revision's files, out of git, into a new folder."""
    root.mkdir()
    archive = subprocess.run(["git", "archive", revision], check=True, capture_output=True).stdout  # noqa: S603, S607
    subprocess.run(["tar", "--extract", "--directory", root], input=archive, check=True)  # noqa: S603, S607
    (root / "instance").mkdir(mode=0o700)


def environment(root: Path) -> dict[str, str]:
    key = base64.urlsafe_b64encode(os.urandom(32)).decode()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "ANTEROOM_ENV": "development",
        "FLASK_SKIP_DOTENV": "1",
        "PYTHONPATH": str(root),
        "LOG_LEVEL": "ERROR",
        "PUBLIC_URL": HOST,
        "DATABASE_URL": f"sqlite:///{root}/instance/anteroom.db",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FERNET_KEYS": key,
        "INDEX_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_SENDERS": SENDER,
        "TOGETHER_SECONDS": "0",
        "CLINIC_NAME": "Larkfield Clinic",
        "CLINIC_PHONE": "01632 960 555",
        "EMERGENCY_NUMBER": "999",
        "CLINIC_COUNTRY": "GB",
        "CLINIC_TIMEZONE": "Europe/London",
    }


class Day:
    """One revision at work: a clinic's day, again and again."""

    def __init__(self) -> None:
        from argon2.profiles import CHEAPEST  # noqa: PLC0415  (the revision's own, which this process has on its path)

        from app import create_app, services  # noqa: PLC0415
        from app.config import from_environment  # noqa: PLC0415

        self.token = os.environ["TWILIO_AUTH_TOKEN"]  # the app leaves no secret in the environment
        self.now = datetime.now(UTC)
        self.app = create_app(services.build(from_environment(), lambda: self.now), CHEAPEST)
        self.command("db", "upgrade")
        said = self.command("staff", "add", EMAIL, "--role", "admin", "--password-stdin", typed=PASSWORD)
        self.seed = re.findall(r"secret=([A-Z2-7]+)", said)[0]
        self.command("demo", "--patients", str(PATIENTS), "--seed", "1")
        self.client = self.app.test_client()
        self.sender = 15005550000
        self.round("seconds")  # what is imported, compiled or cached on first use

    def command(self, *words: str, typed: str = "") -> str:
        done = self.app.test_cli_runner().invoke(args=words, input=typed)
        assert done.exit_code == 0, done.output
        return str(done.output)

    def round(self, unit: str) -> dict[str, float]:
        self.measure = MEASURES[unit]
        self.now += timedelta(hours=1)
        return dict(zip(JOURNEYS, self._journeys(), strict=True))

    def _journeys(self) -> Iterator[float]:
        yield self.messages()
        self.client = self.app.test_client()
        yield self.signs_in()
        yield self.gets("/patients")
        yield self.posts("/patients/search", "/patients", 303, q="Maria Lopez") + self.gets(
            "/patients/found/1"
        )
        patient = re.findall(
            r'href="(/patients/[0-9a-f-]{36})', self.client.get("/patients", base_url=HOST).text
        )[0]
        yield self.gets(patient)
        asked = self.posts(f"{patient}/show", patient, 303, part="all", reason="reviewing")
        yield asked + self.gets(patient)
        yield self.gets("/alarms")
        self.now += timedelta(seconds=31)
        self.posts("/confirm", "/confirm", 303, code=self.code(), next="")
        columns = ["record_id", "name", "birth_date", "address"]
        yield self.posts("/exports/csv", "/exports", 200, reason="Referral list", columns=columns)
        yield self.posts("/exports/xlsx", "/exports", 200, reason="Referral list", columns=columns)
        erase, reference = f"{patient}/erase", f"{patient[10:14]}-{patient[14:18]}"
        yield self.posts(erase, erase, 303, reason="duplicate", reference=reference)

    def messages(self) -> float:
        from twilio.request_validator import RequestValidator  # noqa: PLC0415

        validator = RequestValidator(self.token)
        self.sender += 1
        client, taken = self.app.test_client(), 0.0
        for body in MESSAGES:
            sid = "SM" + secrets.token_hex(16)
            fields = {
                "MessageSid": sid,
                "SmsMessageSid": sid,
                "SmsSid": sid,
                "SmsStatus": "received",
                "AccountSid": ACCOUNT,
                "ApiVersion": "2010-04-01",
                "From": f"whatsapp:+{self.sender}",
                "To": SENDER,
                "WaId": str(self.sender),
                "Body": body,
                "NumMedia": "0",
                "NumSegments": "1",
            }
            signed = {"X-Twilio-Signature": validator.compute_signature(f"{HOST}/webhook", fields)}
            taken += self.of(lambda: client.post("/webhook", base_url=HOST, data=fields, headers=signed), 200)  # noqa: B023
        return taken / len(MESSAGES)

    def signs_in(self) -> float:
        return self.posts("/login", "/login", 303, email=EMAIL, password=PASSWORD, code=self.code())

    def gets(self, path: str) -> float:
        return self.of(lambda: self.client.get(path, base_url=HOST), 200)

    def posts(self, path: str, page: str, expected: int, **fields: Any) -> float:
        held = re.findall(r'name="csrf_token" value="([^"]+)"', self.client.get(page, base_url=HOST).text)
        given = fields | {"csrf_token": held[0]}
        headers = {"Referer": f"{HOST}/", "Origin": HOST}
        return self.of(lambda: self.client.post(path, base_url=HOST, data=given, headers=headers), expected)

    def of(self, request: Callable[[], Any], expected: int) -> float:
        """Measure a request, whose answer must have a status."""
        answers = []

        def ask() -> None:
            answers.append(request())
            answers[0].get_data()

        taken, answer = self.measure(ask), answers[0]
        assert answer.status_code == expected, (answer.status_code, answer.request.path, answer.text[:3000])
        return taken

    def code(self) -> str:
        import pyotp  # noqa: PLC0415

        return pyotp.TOTP(self.seed).at(self.now)


def seconds(act: Callable[[], None]) -> float:
    began = process_time()
    act()
    return process_time() - began


def statements(act: Callable[[], None]) -> float:
    from sqlalchemy import Engine, event  # noqa: PLC0415  (as above)

    sent: list[object] = []

    def hear(*_: object) -> None:
        sent.append(None)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    return float(len(sent))


def calls(act: Callable[[], None]) -> float:
    with Profile() as profile:
        act()
    return float(sum(each.callcount for each in profile.getstats()))


MEASURES: Final[dict[str, Callable[[Callable[[], None]], float]]] = {
    "seconds": seconds,
    "statements": statements,
    "calls": calls,
}


def work() -> None:
    """Do a round for each line, and print its figures."""
    day = Day()
    for line in sys.stdin:
        print(json.dumps(day.round(line.strip())), flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--worker"]:
        work()
    else:
        main((sys.argv[1], (sys.argv[2:] or ["HEAD"])[0]))
