"""Checks of this computer: clock, settings, disk, files, proxy, certificate."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.checks import (
    N_,
    Alerted,
    Check,
    Finding,
    Shown,
    State,
    data_folder,
    in_days,
    is_local,
    ok,
    quoted,
    sqlite_file,
)
from app.config import READABLE_BY_OTHERS, ROOT, Settings, TrustedProxies, is_open_to_others, read_environment
from app.config.values import FILES_OF_STORES, STARRED
from app.services import Services
from app.store.clinic import believed_clock, milestones
from app.store.clinic.believed_clock import AWAY, Doubt, Why
from app.store.clinic.milestones import FORWARDER
from app.store.engine.server import time_of
from app.store.work import refusals
from app.web.clinic import day, time_of_day

_NOTICED: Final = timedelta(seconds=2)
_TOLERATED: Final = timedelta(seconds=30)
"""One step of an authenticator's code; beyond that, members' codes are refused."""
_WHY: Final = "Authenticator codes are refused, sessions and links expire at the wrong time, and the audit trail is wrong."
_WHY_AHEAD: Final = (
    "What a wrong clock erases cannot be recovered, so retention erases nothing until somebody confirms "
    "that the clock is right."
)
_MEND: Final = "Synchronise the clock: timedatectl set-ntp true (check with: timedatectl)"
_OR_IT_IS_RIGHT: Final = f"{_MEND}. If it is right: "
SAY_SO: Final = f"{_OR_IT_IS_RIGHT}an admin confirms it on the Retention page"


def clock(services: Services) -> Finding:
    """Compare this computer's clock with the database's and with its own past.

    Raises:
        StoreUnavailable: the database cannot be asked.
    """
    before = services.clock()
    theirs, after = time_of(services.store.engine), services.clock()
    drift = timedelta() if theirs is None else max(before - theirs, theirs - after, timedelta())
    if drift > _NOTICED:
        side = "ahead of" if theirs is not None and before > theirs else "behind"
        state = State.BAD if drift > _TOLERATED else State.WARN
        return Finding("clock", state, f"{_in_words(drift)} {side} the database's", _WHY, _MEND)
    with services.store.read() as unit:
        latest, doubt = (
            believed_clock.latest_written(unit.db),
            believed_clock.doubt(unit.db, after, services.uptime()),
        )
    if latest is not None and latest - after > _TOLERATED:
        said = (
            f"it has gone back: the latest entry in the database is {_in_words(latest - after)} ahead of it"
        )
        return Finding("clock", State.BAD, said, _WHY, _MEND)
    if latest is not None and after - latest > AWAY:
        said = f"{in_days(after - latest)} ahead of the latest entry in the database"
        mend = f"{_OR_IT_IS_RIGHT}Anteroom was off for that long, and you can start it"
        return Finding("clock", State.BAD, said, _WHY_AHEAD, mend)
    if doubt is not None:
        return Finding("clock", State.BAD, in_doubt(doubt), _WHY_AHEAD, SAY_SO)
    return ok("clock", "agrees with the database's" if theirs else "agrees with the entries in the database")


CLOCK_CHECK = Check(
    "clock",
    clock,
    Shown.DOCTOR,
    position=130,
    alert=Alerted(
        _("the clock"), "/retention", N_("A computer's clock is wrong."), N_("The clock is right again.")
    ),
)


def in_doubt(doubt: Doubt) -> str:
    """Return in words what contradicts the clock."""
    if doubt.why is Why.LEAPT:
        return f"it has leapt {in_days(doubt.ahead)} further than this computer's uptime since {doubt.since:%Y-%m-%d}"
    return f"{in_days(doubt.ahead)} ahead of the last retention run ({doubt.since:%Y-%m-%d}): it has leapt, or retention has not run since"


def why_in_doubt(doubt: Doubt, now: datetime) -> str:
    """Return what time it is by the server's clock, and what speaks against that."""
    clock = gettext("The server’s clock says %(day)s, %(time)s.", day=day(now), time=time_of_day(now))
    days = doubt.ahead.days
    if doubt.why is Why.LEAPT:
        against = ngettext(
            "It has jumped: that is one day more than the computer has counted since the last run.",
            "It has jumped: that is %(num)d days more than the computer has counted since the last run.",
            days,
        )
    else:
        against = ngettext(
            "If that is right, the rules have not run for one day, since %(since)s.",
            "If that is right, the rules have not run for %(num)d days, since %(since)s.",
            days,
            since=day(doubt.since),
        )
    return f"{clock} {against}"


def by_a_date(now: datetime, date: datetime, whose: str) -> Finding | None:
    """Return a finding if an answer's `Date` differs from now, else None."""
    if abs(now - date) <= _TOLERATED:
        return None
    side = "ahead of" if now > date else "behind"
    return Finding("clock", State.BAD, f"{_in_words(abs(now - date))} {side} {whose}", _WHY, _MEND)


def _in_words(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    if span.days > 1:
        return in_days(span)
    return f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"  # noqa: PLR2004


NAME = "configuration"


def configuration(settings: Settings) -> Finding:
    """Return which kind of installation the settings describe."""
    kind = "production" if settings.production else "development"
    older = len(settings.fernet_keys) - 1
    sealing = f"one sealing key and {older} older" if older else "one sealing key"
    return ok(NAME, f"complete: {kind}, {settings.workers} server processes, {sealing}")


CONFIGURATION_CHECK = Check(
    "configuration", lambda services: configuration(services.settings), position=10, needs_database=False
)


def problems(found: Sequence[str]) -> list[Finding]:
    """Return a finding for each thing that keeps the configuration from loading."""
    return [
        Finding(
            NAME,
            State.BAD,
            problem,
            "Anteroom does not start.",
            "Set it as described, in .env or the environment.",
        )
        for problem in found
    ]


_GIB: Final = 2**30
_DISK_WHY: Final = "When the disk is full, no message is accepted, and nothing can be erased or corrected."
_DISK_MEND: Final = "Find what uses the space: du -xh --max-depth=2 / | sort -h | tail"


class LeastRoom(NamedTuple):
    """How much has to be free: less than `share` is a warning, than `bytes` bad."""

    share: float = 0.10
    bytes: int = _GIB


ENOUGH: Final = LeastRoom()


def disk(folder: Path, least: LeastRoom = ENOUGH) -> Finding:
    """Return whether there is room on the disk of a folder, existing or planned."""
    while not folder.exists():
        folder = folder.parent
    stat = os.statvfs(folder)
    free, share = stat.f_bavail * stat.f_frsize, stat.f_bavail / max(stat.f_blocks, 1)
    said = f"{free / _GIB:.1f} GiB free ({share:.0%}) at {folder}"
    if free < least.bytes:
        return Finding("disk", State.BAD, said, _DISK_WHY, _DISK_MEND)
    if share < least.share:
        return Finding("disk", State.WARN, said, _DISK_WHY, _DISK_MEND)
    if stat.f_files and stat.f_favail / stat.f_files < least.share:
        said = f"{stat.f_favail} of {stat.f_files} inodes free at {folder}"
        return Finding(
            "disk",
            State.WARN,
            said,
            _DISK_WHY,
            "Find the folder with many files: du --inodes -x / | sort -n | tail",
        )
    return ok("disk", said)


DISK_CHECK = Check(
    "disk",
    lambda services: disk(data_folder(services.settings)),
    Shown.DOCTOR,
    position=80,
    needs_database=False,
    alert=Alerted(
        _("the disk"), "/retention", N_("The disk is nearly full."), N_("The disk has room again.")
    ),
)


_BESIDE_A_DATABASE: Final = ("", "-wal", "-shm", "-journal")
_SHOWN: Final = 5


def files(settings: Settings, environ: Mapping[str, str], root: Path) -> Finding:
    """Return whether others on this computer can read our files.

    `root` is the folder of `.env`.
    """
    given = set(_given(settings, environ, root))
    open_ones = sorted(
        {path for path in given if _is_open(path, is_open_to_others)}
        | {path for path in _kept(settings) if _is_open(path, _has_bits_for_others)}
    )
    if not open_ones:
        return ok("files", "only this user can read settings, keys and database")
    more = f" and {len(open_ones) - _SHOWN} more" if len(open_ones) > _SHOWN else ""
    return Finding(
        "files",
        State.BAD,
        f"other users on this computer can read {', '.join(path.name for path in open_ones[:_SHOWN])}{more}",
        "Anybody who reads the keys and the database can read every record. Anybody who reads a token can sign as Twilio.",
        f"Run: {_closing(open_ones)}",
    )


FILES_CHECK = Check(
    "files",
    lambda services: files(services.settings, read_environment(ROOT, os.environ), ROOT),
    position=20,
    needs_database=False,
)


def _given(settings: Settings, environ: Mapping[str, str], root: Path) -> Iterator[Path]:
    """Yield the files that hold settings and secrets."""
    yield root / ".env"
    for name in (*(f"{name}_FILE" for name in STARRED), *FILES_OF_STORES):
        if path := environ.get(name):
            yield Path(path)
    if settings.google is not None and isinstance(settings.google.credentials, Path):
        yield settings.google.credentials


def _kept(settings: Settings) -> Iterator[Path]:
    """Yield the files that Anteroom keeps."""
    if settings.journal_url is None:
        yield settings.erasure_journal
    yield from chain([settings.instance], settings.instance.glob("**/*"))
    if (file := sqlite_file(settings)) is not None:
        yield from (file.with_name(file.name + ending) for ending in _BESIDE_A_DATABASE)


def _is_open(path: Path, judge: Callable[[Path], bool]) -> bool:
    try:
        return path.suffix != ".crt" and judge(path)
    except OSError:
        return False


def _has_bits_for_others(path: Path) -> bool:
    return bool(path.stat().st_mode & READABLE_BY_OTHERS)


def _closing(paths: Sequence[Path]) -> str:
    """Return the command that makes files private.

    Root has to change files of other users; we can still read those afterwards.
    """
    others = [path for path in paths if os.geteuid() not in {0, path.stat().st_uid}]
    ours = [path for path in paths if path not in others]
    commands = [f"chmod go= {quoted(ours)}"] if ours else []
    if others:
        commands.append(f"chgrp {os.getegid()} {quoted(others)} && chmod u=rw,g=r,o= {quoted(others)}")
    return f"{'as root: ' if others else ''}{' && '.join(commands)}"


_LATELY: Final = timedelta(hours=1)
_PLAIN: Final = "plain_http"
_PROXIES_WHY: Final = "All requests seem to come from the proxy, over http, so limits count them together."


def proxies(services: Services) -> Finding:
    """Return what the requests of the last hour show about the proxy.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    trusted = services.settings.trusted_proxies
    named = [*map(_shortly, trusted.networks), *(["unix"] if trusted.unix_socket else [])]
    since = services.clock() - _LATELY
    with services.store.read() as unit:
        forwarder, refused = milestones.get(unit.db, FORWARDER), refusals.counts(unit.db, since)
    if forwarder is not None and forwarder.at >= since and not _is_trusted(forwarder.actor, trusted):
        return Finding(
            "proxies",
            State.WARN,
            f"X-Forwarded-For or -Proto arrives from {forwarder.actor}, which is not in TRUSTED_PROXIES",
            _PROXIES_WHY,
            _mend(forwarder.actor, named),
        )
    if plain := refused.get(_PLAIN, 0):
        return Finding(
            "proxies",
            State.WARN,
            f"{plain} requests to the webhook came over plain http in the last hour and were refused",
            "If they came from Twilio, patients get no answer.",
            "Make the proxy set X-Forwarded-Proto, and close its port 80 to the webhook.",
        )
    if not named and services.settings.production:
        return Finding(
            "proxies",
            State.WARN,
            "TRUSTED_PROXIES names no proxy",
            "Either there is a proxy that is not named, or the internet reaches gunicorn directly, which is not made for that.",
            "Put nginx or Caddy in front, which buffer requests, name it in TRUSTED_PROXIES in .env, and restart Anteroom.",
        )
    return ok("proxies", f"forwarded headers are trusted from {', '.join(named) or 'nobody'}")


PROXIES_CHECK = Check("proxies", proxies, position=300)


def _is_trusted(whence: str, trusted: TrustedProxies) -> bool:
    """Return whether the proxy has been named since it was last seen."""
    if "/" in whence or not whence:
        return False
    if whence == "unix":
        return trusted.unix_socket
    return any(ip_address(whence) in network for network in trusted.networks)


def _shortly(network: IPv4Network | IPv6Network) -> str:
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def _mend(whence: str, named: Sequence[str]) -> str:
    # Only the network of a stranger's address is kept, and a whole network must not be trusted.
    name_it = (
        "name its own address in TRUSTED_PROXIES"
        if "/" in whence
        else f"TRUSTED_PROXIES={','.join((*named, whence))}"
    )
    return f"If that is your proxy: {name_it}, and restart Anteroom. If not, a stranger sent it."


_HTTPS: Final = 443
_TIMEOUT: Final = 5.0
_SOON: Final = timedelta(days=14)
_NOW: Final = timedelta(days=3)
_EXPIRED: Final = 10  # X509_V_ERR_CERT_HAS_EXPIRED
_TLS_WHY: Final = "Twilio and browsers refuse such a certificate: no message arrives, and nobody can sign in."
_RENEW: Final = (
    "Renew it where TLS ends. Caddy renews it automatically (caddy reload); otherwise: certbot renew"
)


def certificate_until(public_url: str, timeout: float = _TIMEOUT) -> datetime:
    """Return when the certificate at our public address expires.

    Raises:
        OSError, ValueError: nothing speaks TLS there.
    """
    url = urlsplit(public_url)
    return _until(url.hostname or "", url.port or _HTTPS, timeout)


def certificate(services: Services, timeout: float = _TIMEOUT) -> Finding:
    """Return how long the certificate is valid, and whether it is trusted here."""
    url = urlsplit(services.settings.public_url)
    host, port = url.hostname or "", url.port or _HTTPS
    try:
        fault = _fault(host, port, timeout)
        until = _until(host, port, timeout)
    except (OSError, ValueError) as error:
        said = f"nothing speaks TLS at {host}:{port} ({getattr(error, 'strerror', None) or type(error).__name__})"
        return Finding(
            "certificate", State.BAD, said, _TLS_WHY, "Start the server and the proxy in front of it."
        )
    return _judged(services, is_local(host), fault, until)


CERTIFICATE_CHECK = Check(
    "certificate",
    certificate,
    Shown.DOCTOR,
    position=390,
    needs_database=False,
    over_network=True,
    alert=Alerted(
        _("the certificate"),
        "/setup",
        N_("The certificate is about to expire, or is not valid."),
        N_("The certificate is valid again."),
    ),
)


def _judged(
    services: Services, is_at_home: bool, fault: ssl.SSLCertVerificationError | None, until: datetime
) -> Finding:
    left, day = until - services.clock(), until.date().isoformat()
    if left <= timedelta() or (fault is not None and fault.verify_code == _EXPIRED):
        return Finding("certificate", State.BAD, f"it expired on {day}", _TLS_WHY, _RENEW)
    if fault is not None and is_at_home and not services.settings.production:
        return ok("certificate", f"made by this computer, valid until {day}")
    if fault is not None:
        return Finding(
            "certificate", State.BAD, f"it is not trusted: {fault.verify_message}", _TLS_WHY, _RENEW
        )
    if left < _SOON:
        state = State.BAD if left < _NOW else State.WARN
        return Finding("certificate", state, f"it expires on {day}, in {in_days(left)}", _TLS_WHY, _RENEW)
    return ok("certificate", f"trusted, valid until {day}")


def _fault(host: str, port: int, timeout: float) -> ssl.SSLCertVerificationError | None:
    """Return why a browser would not trust the certificate, or None."""
    try:
        _shown(host, port, timeout, ssl.create_default_context())
    except ssl.SSLCertVerificationError as fault:
        return fault
    return None


def _until(host: str, port: int, timeout: float) -> datetime:
    from app.crypto.certificate import ends_at  # noqa: PLC0415  (X.509 is large, and only doctor needs it)

    looking = ssl.create_default_context()
    looking.check_hostname = False
    looking.verify_mode = ssl.CERT_NONE  # only to read it; trust was checked before
    return ends_at(_shown(host, port, timeout, looking))


def _shown(host: str, port: int, timeout: float, context: ssl.SSLContext) -> bytes:
    with (
        socket.create_connection((host, port), timeout) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        return secured.getpeercert(binary_form=True) or b""
