"""`flask doctor`: is everything in order, and what mends it?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from app.cli.doctor_sheets import looked_at
from app.cli.twilio_stand_in import NotAnswered, TwilioStandIn, new_message_sid
from app.config import READABLE_BY_OTHERS, ROOT
from app.observe.health import readiness
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.config import Settings
    from app.services import Services


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `mend` says why it matters and what to do; empty when all is well."""

    topic: str
    ok: bool
    said: str
    mend: str = ""


@click.command
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--offline", is_flag=True, help="Leave out the self-test over the network.")
@with_appcontext
def doctor(as_json: bool, offline: bool) -> None:
    """Check configuration, files, database, keys and the webhook. Exit 1 when something is wrong."""
    services = current()
    findings = [
        *_configuration(services.settings),
        *_files(services.settings),
        *_readiness(services),
        *(() if offline else _webhook(services.settings)),
        *_sheets(services.settings, offline=offline),
    ]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            mark = click.style("ok  ", fg="green") if finding.ok else click.style("FIX ", fg="red", bold=True)
            click.echo(f"{mark} {finding.topic}: {finding.said}")
            if finding.mend:
                click.echo(f"       {finding.mend}")
        click.echo(
            f"\nFor Twilio's console, “When a message comes in”, POST:\n  {services.settings.public_url}/webhook"
        )
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


def _configuration(settings: Settings) -> Iterator[Finding]:
    kind = "production" if settings.production else "development"
    yield Finding("Configuration", ok=True, said=f"complete, {kind}, {settings.workers} server processes")
    for name, keys in (
        ("FERNET_KEYS", settings.fernet_keys),
        ("TWILIO_AUTH_TOKEN", settings.twilio.auth_tokens),
    ):
        older = len(keys) - 1
        yield Finding(name, ok=True, said=f"one newest and {older} older" if older else "one")


def _files(settings: Settings) -> Iterator[Finding]:
    for path in (ROOT / ".env", settings.instance, *sorted(settings.instance.glob("**/*"))):
        if path.exists() and path.suffix != ".crt" and path.stat().st_mode & READABLE_BY_OTHERS:
            private = "700" if path.is_dir() else "600"
            yield Finding(
                "Files", ok=False, said=f"others may read {path.name}", mend=f"Run: chmod {private} {path}"
            )
            return
    yield Finding("Files", ok=True, said="settings, keys and database can be read by this user alone")


def _readiness(services: Services) -> Iterator[Finding]:
    for topic, check in readiness(services).items():
        said = f"{check.state} ({check.reason})" if check.reason else check.state
        yield Finding(topic.capitalize(), ok=check.state == "ok", said=said, mend=check.mend)


def _sheets(settings: Settings, *, offline: bool) -> Iterator[Finding]:
    if settings.google is None:
        yield Finding("Google Sheets", ok=True, said="off")
    elif not offline:
        yield Finding("Google Sheets", *looked_at(settings.google))


def _webhook(settings: Settings) -> Iterator[Finding]:
    """Post a delivery status of a message that nobody sent: signed it must be taken, unsigned refused."""
    twilio = TwilioStandIn(settings)
    fields = {
        "AccountSid": settings.twilio.account_sid,
        "MessageSid": new_message_sid(),
        "MessageStatus": "sent",
        "From": settings.twilio.senders[0],
        "To": "whatsapp:+15005550001",
    }
    try:
        signed = twilio.post("/webhook/status", fields).status
        unsigned = twilio.post("/webhook/status", fields, signed=False).status
    except NotAnswered as error:
        yield Finding("Webhook", ok=False, said=str(error), mend="Twilio must reach PUBLIC_URL over https.")
        return
    if (signed, unsigned) == (204, 403):
        yield Finding(
            "Webhook", ok=True, said=f"{settings.public_url} takes what is signed and refuses what is not"
        )
    else:
        yield Finding(
            "Webhook",
            ok=False,
            said=f"a signed request got {signed} (204 expected), an unsigned one {unsigned} (403 expected)",
            mend=(
                "PUBLIC_URL must be what Twilio calls, TRUSTED_PROXIES must name the proxy that ends TLS, and the "
                "server must run with the same .env: TWILIO_AUTH_TOKEN signs."
            ),
        )
