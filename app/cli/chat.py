"""`flask chat`: a patient in the terminal. Needs no Twilio account."""

from __future__ import annotations

import re
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final, NoReturn, TextIO

import click
from flask.cli import with_appcontext

from app.cli.twilio_stand_in import ATTACHMENTS, NotAnswered, TwilioStandIn, new_message_sid
from app.intake.phrases import SHIPPED
from app.services import current

if TYPE_CHECKING:
    from app.config import ClinicSettings

_ADDRESS: Final = re.compile(r"whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[0-9A-Za-z]{1,128})|\+[1-9][0-9]{6,14}")
_BOLD: Final = re.compile(r"\*([^*\n]+)\*")
_HELP: Final = """\
  Type what a patient would. Also:
    /photo /voice /sticker /location   send one of these
    /again                             deliver the last message once more, as Twilio's retry does
    \\n in a line                       a line break
    /help                              this
    /quit                              leave (the conversation stays where it is)
"""
_NOT_ANSWERED: Final = 2
_NOT_AS_EXPECTED: Final = 1


@click.command
@click.option("--from", "address", default="whatsapp:+15005550006", show_default=True, help="Who writes.")
@click.option(
    "--script",
    type=click.File("r", encoding="utf-8", errors="replace"),
    help="Send a file's lines; `-` reads standard input.",
)
@click.option(
    "--to", "base_url", help="Post here instead of PUBLIC_URL (the signature is still for PUBLIC_URL)."
)
@with_appcontext
def chat(address: str, script: TextIO | None, base_url: str | None) -> None:
    """Write to the running server as a patient, and read its replies.

    In a script each line is a message. `# …` is a comment, and `< words` checks that the last reply holds the
    words. Exit status: 0, or 1 when a check fails or a line was not taken, or 2 when the server does not answer.
    """
    if not _ADDRESS.fullmatch(address):
        raise click.BadParameter(
            "whatsapp:+ and digits, or whatsapp:CC.id for a sender without number", param_hint="--from"
        )
    settings = current().settings
    patient = _Patient(TwilioStandIn(settings, base_url), address)
    try:
        if script is not None:
            _follow(patient, [line.rstrip("\n") for line in script], _too_fast(settings.clinic))
        else:
            _converse(patient)
    except NotAnswered as error:
        click.echo(str(error), err=True)
        sys.exit(_NOT_ANSWERED)


class _NotSent(Exception):
    """The line is no message; the text says what it is instead."""


class _Patient:
    """Remembers the last message and the last reply."""

    def __init__(self, twilio: TwilioStandIn, address: str) -> None:
        self._twilio = twilio
        self._address = address
        self._last: tuple[str, dict[str, str], str] | None = None
        self.heard = ""

    def says(self, line: str) -> None:
        """Send a line and print what comes back.

        Raises:
            _NotSent: it is for the terminal, or means nothing to it.
        """
        # A key pressed by halves leaves a lone surrogate, which no message can carry.
        whole = line.encode(errors="replace").decode()
        self._last = text, extra, message_sid = self._message(whole)
        replies = self._twilio.message(self._address, text, extra, message_sid)
        self.heard = "\n".join(replies)
        for reply in replies or ["(no reply)"]:
            click.echo(_bubble(reply))

    def _message(self, line: str) -> tuple[str, dict[str, str], str]:
        command = line.strip().removeprefix("/") if line.startswith("/") else None
        if command is None:
            return line.replace("\\n", "\n"), {}, new_message_sid()
        if command == "again" and self._last is not None:
            return self._last
        if command in ATTACHMENTS:
            return "", ATTACHMENTS[command], new_message_sid()
        if command == "again":
            raise _NotSent("Nothing was sent yet.")
        raise _NotSent(
            _HELP if command == "help" else f"Not sent: there is no /{command}. /help lists what there is."
        )


def _converse(patient: _Patient) -> None:
    click.echo(_HELP)
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    while True:
        try:
            line = click.prompt(
                click.style("you", bold=True), prompt_suffix=" › ", default="", show_default=False
            )
        except (EOFError, click.Abort):
            click.echo()
            return
        if line.strip() == "/quit":
            return
        try:
            if line.strip():
                patient.says(line)
        except _NotSent as told:
            click.echo(str(told))


def _follow(patient: _Patient, lines: list[str], too_fast: tuple[str, ...]) -> None:
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.strip() == "/quit":
            return
        if line.startswith("< "):
            if line[2:].strip() not in patient.heard:
                _fail(number, f"the reply does not hold: {line[2:].strip()}")
            continue
        click.echo(f"{click.style('you', bold=True)} › {line}")
        try:
            patient.says(line)
        except _NotSent as told:
            _fail(number, str(told))
        if any(text in patient.heard for text in too_fast):
            _fail(
                number, "not saved: that was one message too many for a minute. Wait, or use another --from."
            )


def _too_fast(clinic: ClinicSettings) -> tuple[str, ...]:
    """Return what the server says, in each language, to somebody who writes faster than it takes."""
    names = {"clinic": clinic.name, "phone": clinic.phone, "emergency": clinic.emergency_number}
    return tuple(phrases.slow_down.format(**names) for phrases in SHIPPED.values())


def _fail(number: int, why: str) -> NoReturn:
    click.echo(f"Line {number}: {why}", err=True)
    sys.exit(_NOT_AS_EXPECTED)


def _bubble(reply: str) -> str:
    bar = click.style("│ ", fg="cyan")
    shown = _BOLD.sub(lambda match: click.style(match[1], bold=True), reply) if sys.stdout.isatty() else reply
    return "\n".join(["", *(bar + line for line in shown.splitlines()), ""])
