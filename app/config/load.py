"""Turn a mapping into settings, and report every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from app.config import profiles, values, variables
from app.config.alerts import read_alerts
from app.config.clinic import read_clinic
from app.config.compliance import breaches
from app.config.database_url import read_database, read_journal
from app.config.google import read_google
from app.config.settings import (
    IntakeMode,
    PaceSettings,
    SessionSettings,
    Settings,
    TraceSettings,
    TrustedProxies,
    Workers,
)
from app.config.twilio import read_twilio
from app.config.values import ConfigurationError, Secret
from app.config.variables import Reading
from app.config.witness import read_witness, without_a_server

_SOCKET: Final = "unix"
_WIDEST: Final = {4: 8, 6: 16}
"""The shortest prefix of a trusted network; anything wider is a mistake."""


def read_proxies(reading: Reading) -> TrustedProxies:
    """Return the listed peers, whose forwarded headers are trusted."""
    listed = reading.listed("TRUSTED_PROXIES")
    networks = []
    for part in listed:
        if part == _SOCKET:
            continue
        try:
            network = ip_network(part)
        except ValueError:
            reading.note("TRUSTED_PROXIES must list addresses or networks (10.0.0.1, 10.0.0.0/24), or unix.")
            continue
        if network.prefixlen < _WIDEST[network.version]:
            reading.note(
                "TRUSTED_PROXIES contains a large part of the internet: strangers could forge their address."
            )
        networks.append(network)
    return TrustedProxies(tuple(networks), _SOCKET in listed)


_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_WANTED: Final = "Set it to the address that Twilio and browsers use, for example https://intake.example.org."


def read_public_url(reading: Reading) -> str:
    """Return the address, without a trailing slash."""
    url = reading.text("PUBLIC_URL").removesuffix("/")
    if fault := _fault_of(url):
        reading.note(f"PUBLIC_URL {fault} {_WANTED}")
    return url


def _fault_of(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is malformed."
    if not url:
        return "is missing."
    if parts.scheme != "https":
        return "must begin with https://."
    if "@" in parts.netloc or parts.path or parts.query or parts.fragment:
        return "must be scheme and host only: no path, query, user or password."
    if not _HOST.fullmatch(parts.hostname or "") or port == 0:
        return "needs a host name."
    # Twilio signs the address as written, so `HTTPS://` or a bare `?` would never match.
    return None if url == f"https://{parts.netloc}" else "is not written plainly."


# REDIS_URL has redis-py's form, whose query can switch off TLS checks.

_SCHEMES: Final = ("redis", "rediss", "unix")
_SAFE_QUERY: Final = {
    "ssl_cert_reqs": ("required",),
    "ssl_check_hostname": ("true", "True", "1", "yes"),
    "ssl_ciphers": (),
    "ssl_exclude_verify_flags": (),
}
"""The values of TLS options in the query that keep every check."""


def read_redis_url(reading: Reading, *, production: bool) -> Secret | None:
    """Return the Redis in which machines share their limits, or None."""
    url = reading.secret("REDIS_URL")
    if not url:
        return None
    if url.partition("://")[0] not in _SCHEMES:
        reading.note(
            "REDIS_URL must begin with redis://, rediss:// or unix://. Leave it out if you have no Redis."
        )
    elif production and not _is_safe(url):
        reading.note(
            "REDIS_URL connects over a network without verified TLS. Begin it with rediss:// (a certificate of your own "
            "authority: ?ssl_ca_certs=/path/ca.pem) and keep its checks, or use a socket or localhost."
        )
    return Secret(url)


def _is_safe(url: str) -> bool:
    """Return whether nobody on the network can read or change what is sent."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    query = parse_qs(parts.query)
    match parts.scheme:
        case "unix":
            return True
        case "rediss":
            return all(
                value in allowed for name, allowed in _SAFE_QUERY.items() for value in query.get(name, ())
            )
        case _:
            return all(map(values.is_this_computer, [host, *query.get("host", ())]))


_CELERYS_OWN: Final = (
    "CELERY_BROKER_URL",
    "CELERY_BROKER_READ_URL",
    "CELERY_BROKER_WRITE_URL",
    "CELERY_RESULT_BACKEND",
)
"""Variables that Celery reads itself, in preference to what it is told."""


def read_workers(reading: Reading, database: Secret, redis: Secret | None) -> Workers:
    """Return which processes do jobs, and note what Celery lacks."""
    named = reading.text("WORKERS", Workers.INPROCESS).lower()
    if named not in set(Workers):
        reading.note(f"WORKERS must be one of {', '.join(Workers)}.")
        return Workers.INPROCESS
    workers = Workers(named)
    if workers is Workers.CELERY:
        if redis is None:
            reading.note(
                "WORKERS=celery needs REDIS_URL, the Redis that carries the ids of jobs. Set it, or leave WORKERS out."
            )
        elif database.reveal().startswith("sqlite:") and not _is_on_this_computer(redis.reveal()):
            reading.note(
                "WORKERS=celery with a Redis on another machine needs PostgreSQL in DATABASE_URL: no other machine can "
                "open this one's SQLite file."
            )
        for name in _CELERYS_OWN:
            if reading.text(name):
                reading.note(f"{name} is set, and Celery would obey it. Unset it: REDIS_URL is what counts.")
    return workers


def _is_on_this_computer(redis: str) -> bool:
    try:
        parts = urlsplit(redis)
        return parts.scheme == "unix" or values.is_this_computer(parts.hostname or "")
    except ValueError:
        return False


_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
"""Not CRITICAL: nothing would be left of the log, not even why a message was refused."""
NOT_DEBUG: Final = frozenset({"", "0", "false", "no"})
"""The values of FLASK_DEBUG that Flask takes as off."""

_CONTACT: Final = re.compile(r"(https://|mailto:|tel:)[!-~]{3,250}")
_JOURNAL: Final = "erasures.journal"
_PUBLIC_KEY: Final = re.compile(r"age1[02-9ac-hj-np-z]{58}")
"""Its checksum is proved by `services.recipients`."""


_READ_ELSEWHERE: Final = {"SECRETS_TIMEOUT_SECONDS", *values.OF_STORES, *values.FILES_OF_STORES}
"""What the places of secrets ask for."""


def load(environ: Mapping[str, str], instance: Path) -> Settings:
    """Return the settings that `environ` describes.

    `instance` is the folder for what Anteroom itself keeps.

    Raises:
        ConfigurationError: with every problem, none of which quotes a secret.
    """
    reading = Reading(environ)
    production = _production(reading)
    compliance = profiles.read_profile(reading)
    database = read_database(reading, instance, production=production)
    redis = read_redis_url(reading, production=production)
    settings = Settings(
        production=production,
        public_url=read_public_url(reading),
        secret_keys=reading.secrets("SECRET_KEY", values.phrase_problems, f"Make one: {values.MAKE_PHRASE}"),
        fernet_keys=reading.secrets("FERNET_KEYS", values.key_problems, f"Make one: {values.MAKE_KEY}"),
        index_keys=reading.secrets("INDEX_KEY", values.key_problems, f"Make one: {values.MAKE_KEY}"),
        database_url=database,
        twilio=read_twilio(reading, production=production),
        clinic=read_clinic(reading),
        sessions=_sessions(reading),
        redis_url=redis,
        google=read_google(reading, production=production),
        trusted_proxies=read_proxies(reading),
        retention=_retention(reading, compliance.profile),
        log_level=_log_level(reading),
        instance=instance,
        backup_keys=_backup_keys(reading),
        erasure_journal=_erasure_journal(reading, instance),
        journal_url=read_journal(reading, database, production=production),
        compliance=compliance,
        intake_mode=_intake_mode(reading),
        pace=_pace(reading),
        metrics_tokens=reading.secrets("METRICS_TOKEN", values.phrase_problems),
        traces=_traces(reading),
        security_contact=_security_contact(reading),
        alerts=read_alerts(reading),
        witness=read_witness(reading, production=production),
        jobs_by=read_workers(reading, database, redis),
        **{each.name: each.metadata["read"](reading) for each in fields(Settings) if each.metadata},
    )
    reading.note(
        *_sharing_problems(settings),
        *breaches(settings),
        *without_a_server(settings.witness, settings.alerts),
    )
    if production and reading.text("FLASK_DEBUG").lower() not in NOT_DEBUG:
        reading.note("FLASK_DEBUG is on. Unset it, or set ANTEROOM_ENV=development on your own computer.")
    if reading.problems:
        raise ConfigurationError(reading.problems)
    return replace(settings, names=frozenset(reading.names | _READ_ELSEWHERE), secret_stores=reading.stores)


def _production(reading: Reading) -> bool:
    kind = reading.text("ANTEROOM_ENV", "production")
    if kind not in {"production", "development"}:
        reading.note("ANTEROOM_ENV must be production or development.")
    return kind != "development"


def _sessions(reading: Reading) -> SessionSettings:
    idle = reading.number("SESSION_IDLE_MINUTES", 15, 1, 60, "the number of idle minutes that end a session")
    hours = reading.number("SESSION_HOURS", 12, 1, 24, "the number of hours after which a session ends")
    return SessionSettings(timedelta(minutes=idle), timedelta(hours=hours))


def _sharing_problems(settings: Settings) -> Iterator[str]:
    """Yield the keys that are used for two purposes.

    They are compared as bytes, because one key can be spelt in several ways.
    """
    sealing, indexing = _decoded(settings.fernet_keys), _decoded(settings.index_keys)
    if indexing & sealing:  # the holder of the index key could read the values
        yield f"INDEX_KEY and FERNET_KEYS share a key. Make a new INDEX_KEY: {values.MAKE_KEY}"
    phrases = {token.reveal() for token in settings.metrics_tokens}
    if phrases & {key.reveal() for key in settings.secret_keys}:  # Prometheus could sign anybody in
        yield f"METRICS_TOKEN and SECRET_KEY share a phrase. Make a new METRICS_TOKEN: {values.MAKE_PHRASE}"
    others = settings.fernet_keys + settings.index_keys + settings.twilio.auth_tokens
    if phrases & {key.reveal() for key in others}:
        yield f"METRICS_TOKEN is another secret of Anteroom's. Make one of its own: {values.MAKE_PHRASE}"


def _decoded(keys: Iterable[Secret]) -> set[bytes]:
    return {raw for key in keys if (raw := values.decode(key)) is not None}


def _retention(reading: Reading, profile: profiles.Profile) -> variables.RetentionSettings:
    return variables.read_retention(
        reading, profile.bound("RETENTION_DAYS"), profile.bound("AUDIT_RETENTION_DAYS")
    )


def _intake_mode(reading: Reading) -> IntakeMode:
    mode = reading.text("INTAKE_MODE", IntakeMode.CHAT).lower()
    if mode not in set(IntakeMode):
        reading.note(f"INTAKE_MODE must be one of {', '.join(IntakeMode)}.")
        return IntakeMode.LINK  # which no profile refuses: one problem is enough
    return IntakeMode(mode)


def _pace(reading: Reading) -> PaceSettings:
    usual = PaceSettings()
    an_hour = reading.number(
        "RECORDS_AN_HOUR",
        usual.records_an_hour,
        10,
        100_000,
        "the number of records that one member may see in an hour",
    )
    after_code = reading.number(
        "RECORDS_AFTER_CODE",
        max(usual.records_after_code, an_hour),
        10,
        100_000,
        "the number of records that one member may see in an hour after giving a code",
    )
    if after_code < an_hour:
        reading.note("RECORDS_AFTER_CODE is less than RECORDS_AN_HOUR. A fresh code allows more, not less.")
    return PaceSettings(an_hour, after_code)


def _traces(reading: Reading) -> TraceSettings | None:
    endpoint = reading.text("OTEL_EXPORTER_OTLP_ENDPOINT").rstrip("/")
    headers = reading.secret("OTEL_EXPORTER_OTLP_HEADERS")
    if not endpoint:
        return None
    try:
        parts = urlsplit(endpoint)
        is_safe = parts.scheme == "https" or values.is_this_computer(parts.hostname or "-")
    except ValueError:
        is_safe = False
    if not is_safe or "@" in endpoint or "?" in endpoint:
        reading.note(
            "OTEL_EXPORTER_OTLP_ENDPOINT must begin with https://, or lead to this computer: http://localhost:4318."
        )
    return TraceSettings(endpoint, Secret(headers or ""))


def _log_level(reading: Reading) -> str:
    level = reading.text("LOG_LEVEL", "INFO").upper()
    if level not in _LEVELS:
        reading.note(f"LOG_LEVEL must be one of {', '.join(_LEVELS)}.")
    return level


def _backup_keys(reading: Reading) -> tuple[str, ...]:
    listed = reading.listed("BACKUP_KEY")
    if not all(_PUBLIC_KEY.fullmatch(each) for each in listed):
        reading.note(
            "BACKUP_KEY must list public keys of age (age1…, 62 characters each). The identity (AGE-SECRET-KEY-1…) opens "
            "every backup and belongs on no server. Make a pair: flask keys new --for BACKUP_KEY, or age-keygen"
        )
    return listed


def _erasure_journal(reading: Reading, instance: Path) -> Path:
    path = Path(reading.text("ERASURE_JOURNAL", str(instance / _JOURNAL)))
    if not path.is_absolute():
        reading.note("ERASURE_JOURNAL is a relative path. Write it from the root: /var/lib/…")
    return path


def _security_contact(reading: Reading) -> str:
    typed = reading.text("SECURITY_CONTACT")
    contact = f"mailto:{typed}" if "@" in typed and ":" not in typed else typed
    if contact and not _CONTACT.fullmatch(contact):
        reading.note(
            "SECURITY_CONTACT must be an e-mail address, or begin with https://, mailto: or tel:, without spaces."
        )
    return contact
