"""All that is looked at, in order. One check that cannot look keeps no other from it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from app.checks.backups import backup, rehearsal
from app.checks.clock import clock
from app.checks.configuration import configuration
from app.checks.database import database
from app.checks.disk import disk
from app.checks.door import door
from app.checks.erasures import erasure_journal
from app.checks.files import files
from app.checks.finding import Finding, State
from app.checks.jobs import dead_jobs, worker
from app.checks.keys import key_age
from app.checks.limits import limits, sign_in
from app.checks.places import data_folder
from app.checks.proxies import proxies
from app.checks.retention import retention
from app.checks.tls import certificate
from app.checks.trail import trail
from app.cli.doctor import sheets, webhook
from app.cli.doctor.front_door import front_door
from app.cli.doctor.tokens import tokens
from app.config import ROOT, read_environment
from app.store import StoreUnavailable, WrongKeys, causes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.services import Services

_IN_THE_DATABASE: Final[dict[str, Callable[[Services], Finding | list[Finding]]]] = {
    "limits": limits,
    "key_age": key_age,
    "clock": clock,
    "worker": worker,
    "jobs": dead_jobs,
    "audit": trail,
    "door": door,
    "backup": backup,
    "rehearsal": rehearsal,
    "erasure_journal": erasure_journal,
    "retention": retention,
    "proxies": proxies,
    "twilio_token": tokens,
}


def examine(services: Services, *, offline: bool) -> list[Finding]:
    """Return what every check found. `offline` leaves out what goes over the network."""
    settings = services.settings
    standing = database(services)
    is_ready = all(finding.state is State.OK for finding in standing)
    return [
        configuration(settings),
        files(settings, read_environment(ROOT, os.environ), ROOT),
        disk(data_folder(settings)),
        *standing,
        sign_in(services),
        *(_in_the_database(services) if is_ready else ()),
        *(() if offline else (certificate(services), *webhook.self_test(services), front_door(settings))),
        *sheets.looked_at(settings, offline=offline),
    ]


def _in_the_database(services: Services) -> Iterator[Finding]:
    for name, check in _IN_THE_DATABASE.items():
        try:
            found = check(services)
            yield from found if isinstance(found, list) else (found,)
        except StoreUnavailable as error:
            yield Finding(
                name, State.BAD, f"could not look ({error.reason})", "", causes.explain(error.reason)
            )
        except WrongKeys as error:
            yield Finding(name, State.BAD, "could not look", "", str(error))
