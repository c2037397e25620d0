"""Turn a mapping into settings, and report every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from app.config import secrets, values, variables
from app.config.alerts import read_alerts
from app.config.clinic import read_clinic
from app.config.settings import (
    GoogleSettings,
    PaceSettings,
    SessionSettings,
    Settings,
    TrustedProxies,
    TwilioApi,
    TwilioSettings,
)
from app.config.values import ConfigurationError, Secret
from app.config.variables import Reading

# DATABASE_URL has SQLAlchemy's form. It is checked here so that one start shows every problem.

_POSTGRESQL: Final = re.compile(
    r"postgres(?:ql(?:\+psycopg)?)?://"
    r"(?:[^:/]*(?::[^@]*)?@)?"  # user and password
    r"(?P<host>\[[^/?]+\]|[^/:?]+)?(?::(?P<port>[^/?]*))?"
    r"(?:/[^?]*)?(?:\?(?P<query>.*))?",
    re.DOTALL,
)
_SQLITE: Final = re.compile(r"sqlite:///(?P<file>[^?]*)(?:\?.*)?", re.DOTALL)
_HIGHEST_PORT: Final = 65535
_HOST_AND_PORT: Final = re.compile(r"([A-Za-z0-9.-]*):[0-9]*")
"""A host in the query, as SQLAlchemy parses it."""
_VERIFIED: Final = "verify-full"
_UNVERIFIED: Final = (
    "DATABASE_URL connects over a network without verified TLS. Add sslmode=verify-full to it (and sslrootcert=… for a "
    "certificate of your own authority), or use a socket or localhost."
)


def read_database(reading: Reading, instance: Path, *, production: bool) -> Secret:
    """Return the database's address: an SQLite file in `instance` when none is set."""
    url = reading.secret("DATABASE_URL")
    if not url:
        return Secret(f"sqlite:///{instance / 'anteroom.db'}")
    problems = list(_problems(url))
    reading.note(*problems)
    found = _POSTGRESQL.fullmatch(url)
    if not production or problems or not found:
        return Secret(url)
    query = parse_qs(found["query"] or "")  # as SQLAlchemy reads it: a blank value counts as unset
    modes = query.get("sslmode") or [reading.text("PGSSLMODE")]
    if modes != [_VERIFIED]:
        if not _is_this_computer(found["host"] or "", query, reading):
            reading.note(_UNVERIFIED)
    elif "sslmode" not in query:  # so that the mode checked here holds in every environment
        url += f"{'?' if found['query'] is None else '&'}sslmode={_VERIFIED}"
    return Secret(url)


def _is_this_computer(host: str, query: dict[str, list[str]], reading: Reading) -> bool:
    """Return whether libpq would connect to this computer only.

    Host and address may also be in the query and in the environment. A service name, or a file of further
    settings, may lead anywhere.
    """
    if "conninfo" in query or "service" in query or reading.text("PGSERVICE"):
        return False
    named = [host.strip("[]")] if host else []
    hosts = [*named, *query.get("host", ())] or [reading.text("PGHOST")]
    addresses = query.get("hostaddr") or [reading.text("PGHOSTADDR")]
    return all(_is_here(entry) for listed in (*hosts, *addresses) for entry in listed.split(","))


def _is_here(host: str) -> bool:
    with_port = _HOST_AND_PORT.fullmatch(host)
    name = with_port[1] if with_port else host
    return name.startswith(("/", "@")) or values.is_this_computer(name)


def _problems(url: str) -> Iterator[str]:
    """Yield problems of the URL, without quoting it: it may hold a password."""
    if url.startswith("sqlite:"):
        yield from _sqlite_problems(url)
    elif not (found := _POSTGRESQL.fullmatch(url)):
        yield "DATABASE_URL must begin with postgresql:// or sqlite:///. Leave it out for SQLite."
    elif found["port"] is not None and not _is_port(found["port"]):
        yield "DATABASE_URL has a port that is not a number from 1 to 65535. Write an @ in the password as %40."


def _sqlite_problems(url: str) -> Iterator[str]:
    found = _SQLITE.fullmatch(url)
    file = found["file"] if found else ""
    if not file or file == ":memory:" or file.startswith("file:") or file.endswith("/"):
        yield "DATABASE_URL must name a file: sqlite:////var/lib/anteroom/anteroom.db, or leave it out."
    elif not file.startswith("/"):
        # It would be relative to the folder in which each command happens to run.
        yield "DATABASE_URL has a relative path. Write it from the root, with four slashes: sqlite:////var/…"


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= _HIGHEST_PORT


# Google Sheets: unset until a clinic wants a sheet.

_KEY: Final = "GOOGLE_APPLICATION_CREDENTIALS"
_SHEET_ID: Final = re.compile(r"[A-Za-z0-9_-]{20,128}")
_NEEDED: Final = ("client_email", "private_key")
_LARGEST: Final = 64 * 1024


def read_google(reading: Reading, *, production: bool) -> GoogleSettings | None:
    """Return the spreadsheet and its account, or None.

    It is None when no spreadsheet is set up, and after a problem with the key's place.
    """
    sheet_id, credentials = reading.text("GOOGLE_SHEETS_ID"), _credentials(reading)
    if credentials is None:
        return None
    base_url = reading.text("GOOGLE_API_BASE_URL").removesuffix("/")
    if base_url:
        reading.note(
            *values.stand_in_problems("GOOGLE_API_BASE_URL", "Google", base_url, production=production)
        )
    if credentials == Path() and not sheet_id:
        return None
    reading.note(*_sheet_problems(credentials, sheet_id))
    return GoogleSettings(credentials, sheet_id, base_url or None)


def _credentials(reading: Reading) -> Path | Secret | None:
    """Return the key's file, or the key itself if it came from a reference.

    It is None after a problem.
    """
    text = reading.text(_KEY)
    if not secrets.is_reference(text):
        return Path(text)
    found = reading.secret(_KEY)
    return None if found is None else Secret(found)


def _sheet_problems(credentials: Path | Secret, sheet_id: str) -> Iterator[str]:
    """Yield problems of two settings that need each other, without quoting the key."""
    if not sheet_id:
        yield "GOOGLE_SHEETS_ID is missing. Copy it from the sheet's address, between /d/ and /edit."
    elif not _SHEET_ID.fullmatch(sheet_id):
        yield "GOOGLE_SHEETS_ID is malformed. Copy it from the sheet's address, between /d/ and /edit."
    if credentials == Path():
        yield "GOOGLE_APPLICATION_CREDENTIALS is missing. Name the file with the service account's key."
    elif problem := _key_problem(credentials):
        yield f"GOOGLE_APPLICATION_CREDENTIALS {problem}"


def _key_problem(credentials: Path | Secret) -> str | None:
    if isinstance(credentials, Secret):
        holds = "is a reference to something that"
        content = values.json_object(credentials.reveal())
    else:
        holds = "names a file that"
        try:
            is_open, content = (
                values.is_open_to_others(credentials),
                values.json_object(_start_of(credentials)),
            )
        except OSError as error:
            return f"{holds} cannot be read: {error.strerror}."
        if is_open:
            return f"{holds} others on this computer can read. Run: {values.how_to_close(credentials)}"
    if not all(isinstance(content.get(name), str) for name in _NEEDED):
        return f"{holds} is no service account's key. In Google Cloud: Service accounts, Keys, Add key, JSON."
    return None


def _start_of(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_LARGEST)


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


_ACCOUNT_SID: Final = re.compile(r"AC[0-9a-fA-F]{32}")
_SENDER: Final = re.compile(r"(whatsapp:)?\+[1-9]\d{6,14}")
_API_KEY: Final = re.compile(r"SK[0-9a-fA-F]{32}")
_SHORTEST: Final = 16
_EMPTIED_AFTER: Final = 15
_DAY_OF_MINUTES: Final = 1440


def read_twilio(reading: Reading, *, production: bool) -> TwilioSettings:
    """Return the settings of Twilio."""
    return TwilioSettings(
        account_sid=reading.matching(
            "TWILIO_ACCOUNT_SID", _ACCOUNT_SID, "the Account SID from Twilio's console: AC and 32 digits"
        ),
        auth_tokens=reading.secrets(
            "TWILIO_AUTH_TOKEN",
            lambda name, tokens: _token_problems(name, tokens, production),
            "Copy it from Twilio's console: Account info, Auth Token.",
        ),
        senders=_senders(reading),
        api=_api(reading, base_url := _base_url(reading, production)),
        base_url=base_url,
        discards=_discards(reading),
        emptied_after=_emptied_after(reading),
    )


def _token_problems(name: str, tokens: tuple[Secret, ...], production: bool) -> Iterator[str]:
    """Yield problems of a token: with a guessable one anybody can sign as Twilio.

    An empty one is refused before this.
    """
    for token in tokens:
        text = token.reveal()
        if values.is_placeholder(text) or (production and len(text) < _SHORTEST):
            yield f"{name} is a placeholder or too short. Copy the Auth Token from Twilio's console."


def _senders(reading: Reading) -> tuple[str, ...]:
    found = reading.listed("TWILIO_SENDERS")
    if not found or not all(_SENDER.fullmatch(sender) for sender in found):
        reading.note(
            f"TWILIO_SENDERS {'is malformed' if found else 'is missing'}. "
            "List your own numbers, for example whatsapp:+14155238886 (the sandbox)."
        )
    return found


def _base_url(reading: Reading, production: bool) -> str | None:
    """Return what is called in Twilio's place, or None for Twilio itself."""
    base_url = reading.text("TWILIO_API_BASE_URL").removesuffix("/")
    if base_url:
        reading.note(
            *values.stand_in_problems("TWILIO_API_BASE_URL", "Twilio", base_url, production=production)
        )
    return base_url or None


def _discards(reading: Reading) -> bool:
    """Return whether Twilio is asked to keep no body."""
    retention = reading.text("TWILIO_CONTENT_RETENTION") or "retain"
    if retention not in {"retain", "discard"}:
        reading.note(
            "TWILIO_CONTENT_RETENTION must be retain or discard. For discard, Twilio first has to enable Message "
            "Redaction on the account."
        )
    return retention == "discard"


def _emptied_after(reading: Reading) -> timedelta | None:
    """Return how long after an intake Twilio is to forget its words; None is never."""
    has_key = bool(reading.text("TWILIO_API_KEY"))
    usual = _EMPTIED_AFTER if has_key else 0
    minutes = reading.number(
        "TWILIO_SCRUB_MINUTES",
        usual,
        0,
        _DAY_OF_MINUTES,
        "minutes after an intake was handed in (0 is never)",
    )
    if minutes and not has_key:
        reading.note(
            "TWILIO_SCRUB_MINUTES needs TWILIO_API_KEY and TWILIO_API_SECRET: they delete at Twilio."
        )
    return timedelta(minutes=minutes) if minutes else None


def _api(reading: Reading, base_url: str | None) -> TwilioApi | None:
    """Return the API key and its secret, or None when unset or after a problem."""
    key, secret = reading.text("TWILIO_API_KEY"), reading.secret("TWILIO_API_SECRET")
    if not key and not secret:
        return None
    if secret is None:
        return None
    reading.note(*_api_problems(key, secret))
    return TwilioApi(key, Secret(secret), base_url)


def _api_problems(key: str, secret: str) -> Iterator[str]:
    """Yield problems of two settings that need each other."""
    if not key:
        yield "TWILIO_API_KEY is missing. Make one in Twilio's console: Account, API keys."
    elif not _API_KEY.fullmatch(key):
        yield "TWILIO_API_KEY is malformed. It is SK and 32 digits; the account's own SID and token do not work."
    if not secret:
        yield "TWILIO_API_SECRET is missing. Twilio shows it once, when the key is made."
    elif len(secret) < _SHORTEST:
        yield "TWILIO_API_SECRET is too short. Twilio shows it once, when the key is made."


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


_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
NOT_DEBUG: Final = frozenset({"", "0", "false", "no"})
"""The values of FLASK_DEBUG that Flask takes as off."""

_CONTACT: Final = re.compile(r"(https://|mailto:|tel:)[!-~]{3,250}")
_JOURNAL: Final = "erasures.journal"


def load(environ: Mapping[str, str], instance: Path) -> Settings:
    """Return the settings that `environ` describes.

    `instance` is the folder for what Anteroom itself keeps.

    Raises:
        ConfigurationError: with every problem, none of which quotes a secret.
    """
    reading = Reading(environ)
    production = _production(reading)
    settings = Settings(
        production=production,
        public_url=read_public_url(reading),
        secret_keys=reading.secrets("SECRET_KEY", values.phrase_problems, f"Make one: {values.MAKE_PHRASE}"),
        fernet_keys=reading.secrets("FERNET_KEYS", values.key_problems, f"Make one: {values.MAKE_KEY}"),
        index_keys=reading.secrets("INDEX_KEY", values.key_problems, f"Make one: {values.MAKE_KEY}"),
        database_url=read_database(reading, instance, production=production),
        twilio=read_twilio(reading, production=production),
        clinic=read_clinic(reading),
        sessions=_sessions(reading),
        redis_url=read_redis_url(reading, production=production),
        google=read_google(reading, production=production),
        trusted_proxies=read_proxies(reading),
        retention=variables.read_retention(reading),
        workers=reading.number("WEB_CONCURRENCY", 2, 1, 64, "the number of server processes"),
        rights_due=_rights_due(reading),
        log_level=_log_level(reading),
        instance=instance,
        backup_keys=reading.secrets("BACKUP_KEY", values.key_problems),
        erasure_journal=_erasure_journal(reading, instance),
        pace=_pace(reading),
        together=_together(reading),
        security_contact=_security_contact(reading),
        alerts=read_alerts(reading),
    )
    reading.note(*values.sharing_problems(settings))
    if production and reading.text("FLASK_DEBUG").lower() not in NOT_DEBUG:
        reading.note("FLASK_DEBUG is on. Unset it, or set ANTEROOM_ENV=development on your own computer.")
    if reading.problems:
        raise ConfigurationError(reading.problems)
    return settings


def _production(reading: Reading) -> bool:
    kind = reading.text("ANTEROOM_ENV", "production")
    if kind not in {"production", "development"}:
        reading.note("ANTEROOM_ENV must be production or development.")
    return kind != "development"


def _sessions(reading: Reading) -> SessionSettings:
    idle = reading.number("SESSION_IDLE_MINUTES", 15, 1, 60, "the number of idle minutes that end a session")
    hours = reading.number("SESSION_HOURS", 12, 1, 24, "the number of hours after which a session ends")
    return SessionSettings(timedelta(minutes=idle), timedelta(hours=hours))


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


def _together(reading: Reading) -> timedelta:
    seconds = reading.number(
        "TOGETHER_SECONDS", 4, 0, 30, "the seconds in which messages belong to the same answer"
    )
    return timedelta(seconds=seconds)


def _rights_due(reading: Reading) -> timedelta:
    days = reading.number(
        "RIGHTS_DUE_DAYS", 30, 1, 90, "the number of days in which you must answer a patient's request"
    )
    return timedelta(days=days)


def _log_level(reading: Reading) -> str:
    level = reading.text("LOG_LEVEL", "INFO").upper()
    if level not in _LEVELS:
        reading.note(f"LOG_LEVEL must be one of {', '.join(_LEVELS)}.")
    return level


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
