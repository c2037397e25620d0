"""Checks of settings with which Anteroom starts, though hardly anybody means them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final
from urllib.parse import urlsplit

from app.checks import Check, Finding, State, is_local, ok
from app.config import ROOT, Settings, read_environment
from app.config.values import STARRED
from app.services import Services
from app.store.messages import receipts

_RESTART: Final = "and restart Anteroom"

_NAMES: Final = "setting_names"
_OURS: Final = ("ANTEROOM_", "CLINIC_", "TWILIO_", "ALERT_", "ERASURE_", "METRICS_")
_ALIKE: Final = 0.85
_FILE: Final = "_FILE"
_OF_COMPOSE: Final = frozenset({"ANTEROOM_HOST", "ANTEROOM_VERSION"})
"""What deploy/compose/compose.yaml reads itself, from the same file."""


def names(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """Return a finding for each name that is nearly the name of a setting."""
    known = settings.names | {f"{name}{_FILE}" for name in STARRED} | _OF_COMPOSE
    found = [_unread(name, known) for name in sorted(environ.keys() - known)]
    return [each for each in found if each] or [ok(_NAMES, "every setting has a name that is read")]


NAMES_CHECK = Check(
    "setting_names",
    lambda services: names(services.settings, read_environment(ROOT, os.environ)),
    position=30,
    needs_database=False,
)


def _unread(name: str, known: frozenset[str]) -> Finding | None:
    alike = get_close_matches(name, known, 1, _ALIKE)
    if not alike and not name.startswith(_OURS):
        return None
    meant = f"Did you mean {alike[0]}? " if alike else ""
    return Finding(
        _NAMES,
        State.WARN,
        f"{name} is set, and Anteroom has no setting of that name",
        "It has no effect: what you wanted to set is at its default.",
        f"{meant}Correct the name in .env or the environment, or remove the line, {_RESTART}.",
    )


_EACH_CORE: Final = 4
_PROCESSES: Final = "server_processes"


def processes(settings: Settings, cores: int | None = None) -> Finding:
    """Return whether this machine has cores for all server processes."""
    cores = cores or len(os.sched_getaffinity(0))
    said = f"{settings.workers} on {cores} core{'s' if cores > 1 else ''}"
    if settings.workers <= _EACH_CORE * cores:
        return ok(_PROCESSES, said)
    return Finding(
        _PROCESSES,
        State.WARN,
        said,
        "They wait for one another, and each has its own memory and its own connections to the database.",
        f"Set WEB_CONCURRENCY={max(2, cores)} in .env, {_RESTART}.",
    )


PROCESSES_CHECK = Check(
    "server_processes", lambda services: processes(services.settings), position=50, needs_database=False
)


def mode(settings: Settings) -> Finding:
    """Return whether the internet reaches a server that runs in development mode."""
    name, host = "mode", urlsplit(settings.public_url).hostname or ""
    if settings.production:
        return ok(name, "production")
    if is_local(host):
        return ok(name, "development, at an address of this computer or its own network")
    return Finding(
        name,
        State.WARN,
        f"development, though PUBLIC_URL is {settings.public_url}, which the internet reaches",
        "Development accepts what production refuses: weak tokens, connections without TLS, stand-ins for Twilio.",
        f"Before a patient writes, set ANTEROOM_ENV=production in .env, {_RESTART}.",
    )


MODE_CHECK = Check("mode", lambda services: mode(services.settings), position=40, needs_database=False)


def alerted(settings: Settings) -> Finding:
    """Return whether anybody is told of an alarm who is not looking at the dashboard."""
    name = "alerts"
    if settings.alerts.reaches:
        return ok(name, "somebody is told by e-mail or SMS")
    if not settings.production:
        return ok(name, "nobody is told by e-mail or SMS, which production would warn of")
    return Finding(
        name,
        State.WARN,
        "nobody is told by e-mail or SMS",
        "A patient in danger, a failed backup and a full disk are seen only by people who look at the dashboard.",
        f"Set ALERT_EMAIL_TO and SMTP_URL, or ALERT_SMS_TO, in .env, {_RESTART}. Then send a test from /settings.",
    )


ALERTED_CHECK = Check(
    "alerts", lambda services: alerted(services.settings), position=60, needs_database=False
)


def security_contact(settings: Settings) -> Finding:
    """Return whether somebody who finds a weakness can tell anybody."""
    name = "security_contact"
    if settings.security_contact:
        return ok(name, f"/.well-known/security.txt names {settings.security_contact}")
    if not settings.production:
        return ok(name, "nobody, which production would warn of")
    return Finding(
        name,
        State.WARN,
        "there is none, so there is no /.well-known/security.txt",
        "Somebody who finds a weakness does not know whom to tell.",
        f"Set SECURITY_CONTACT in .env to an e-mail address or an https:// page, {_RESTART}.",
    )


SECURITY_CONTACT_CHECK = Check(
    "security_contact",
    lambda services: security_contact(services.settings),
    position=70,
    needs_database=False,
)


def senders(services: Services) -> Finding:
    """Return by which channels patients can write.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    name, numbers = "senders", services.settings.twilio.senders
    listed = ", ".join(numbers)
    if any(each.startswith("whatsapp:") for each in numbers):
        return ok(name, listed)
    with services.store.read() as unit:
        newest = receipts.newest(unit.db)
    if newest is not None:
        return ok(name, f"{listed} (SMS alone)")
    return Finding(
        name,
        State.WARN,
        f"{listed}: none begins with whatsapp:, so only SMS are taken, and none has come yet",
        "A message on WhatsApp would be refused, and the patient gets no answer.",
        f"If patients write on WhatsApp, set TWILIO_SENDERS=whatsapp:{numbers[0]} in .env, {_RESTART}.",
    )


SENDERS_CHECK = Check("senders", senders, position=310)
