"""From a mapping to settings: every problem at once, each with what to set and how."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from app.config import google, keys, retention, sources, twilio_api
from app.config.database import url_problems
from app.config.problems import ConfigurationError
from app.config.secret import Secret
from app.config.settings import (
    ClinicSettings,
    GoogleSettings,
    SessionSettings,
    Settings,
    TrustedProxies,
    TwilioApi,
    TwilioSettings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_ACCOUNT_SID: Final = re.compile(r"AC[0-9a-fA-F]{32}")
_SENDER: Final = re.compile(r"(whatsapp:)?\+[1-9]\d{6,14}")
PHONE: Final = re.compile(r"[+0-9][0-9 ()./-]{1,30}")
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_SHORTEST_TOKEN: Final = 16
LONGEST_NAME: Final = 80
_ERASURE_JOURNAL: Final = "erasures.journal"
_REDIS: Final = ("redis", "rediss", "unix")
NOT_DEBUG: Final = frozenset({"", "0", "false", "no"})
_WIDEST: Final = {4: 8, 6: 16}
"""The shortest prefix of a trusted network: a wider one is a slip, or half the internet."""


def load(environ: Mapping[str, str], instance: Path) -> Settings:
    """Return the settings that `environ` describes. `instance` is the folder for what Anteroom itself keeps.

    Raises:
        ConfigurationError: with every problem, none of which quotes a secret.
    """
    reading = _Reading(environ)
    production = reading.production()
    settings = Settings(
        production=production,
        public_url=reading.public_url(),
        secret_keys=reading.secrets("SECRET_KEY", keys.phrase_problems, f"Make one: {keys.MAKE_PHRASE}"),
        fernet_keys=reading.secrets("FERNET_KEYS", keys.key_problems, f"Make one: {keys.MAKE_KEY}"),
        index_keys=reading.secrets("INDEX_KEY", keys.key_problems, f"Make one: {keys.MAKE_KEY}"),
        database_url=reading.database_url(instance),
        twilio=TwilioSettings(
            reading.account_sid(),
            reading.auth_tokens(production),
            reading.senders(),
            reading.twilio_api(production),
        ),
        clinic=reading.clinic(),
        sessions=reading.sessions(),
        redis_url=reading.redis_url(),
        google=reading.google(production),
        trusted_proxies=reading.trusted_proxies(),
        retention=retention.read(reading.number),
        workers=reading.workers(),
        rights_due=reading.rights_due(),
        log_level=reading.log_level(),
        instance=instance,
        backup_keys=reading.backup_keys(),
        erasure_journal=reading.erasure_journal(instance),
    )
    reading.refuse_shared_keys(settings)
    reading.refuse_shared_backup_keys(settings)
    reading.refuse_debug(production)
    if reading.problems:
        raise ConfigurationError(reading.problems)
    return settings


class _Reading:
    """One pass over the mapping; each method reads one topic and notes what is wrong with it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = sources.Surroundings(environ)
        self.problems: list[str] = []

    def _text(self, name: str, default: str = "") -> str:
        return self._environ.get(name, "").strip() or default

    def _matching(self, name: str, pattern: re.Pattern[str], what: str, default: str = "") -> str:
        text = self._text(name, default)
        if not pattern.fullmatch(text):
            self.problems.append(f"{name} {'is missing' if not text else 'is malformed'}. Set it to {what}.")
        return text

    def production(self) -> bool:
        kind = self._text("ANTEROOM_ENV", "production")
        if kind not in {"production", "development"}:
            self.problems.append("ANTEROOM_ENV must be production or development.")
        return kind != "development"

    def public_url(self) -> str:
        url = self._text("PUBLIC_URL").removesuffix("/")
        want = "Set it to the address that Twilio and browsers use, for example https://intake.example.org."
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            self.problems.append(f"PUBLIC_URL is malformed. {want}")
            return url
        if not url:
            self.problems.append(f"PUBLIC_URL is missing. {want}")
        elif parts.scheme != "https":
            self.problems.append(f"PUBLIC_URL must begin with https://. {want}")
        elif "@" in parts.netloc or parts.path or parts.query or parts.fragment:
            self.problems.append(
                f"PUBLIC_URL is scheme and host only: no path, query, user or password. {want}"
            )
        elif not _HOST.fullmatch(parts.hostname or "") or port == 0:
            self.problems.append(f"PUBLIC_URL needs a host name. {want}")
        elif (
            url != f"https://{parts.netloc}"
        ):  # Twilio signs it as it is written: `HTTPS://` or a bare `?` would never match
            self.problems.append(f"PUBLIC_URL is not written plainly. {want}")
        return url

    def secrets(
        self,
        name: str,
        faults: Callable[[str, tuple[Secret, ...]], Iterator[str]],
        how: str,
    ) -> tuple[Secret, ...]:
        try:
            text = sources.find(name, self._environ)
        except sources.Unusable as problem:
            self.problems.append(str(problem))
            return ()
        if not (text or "").strip(" ,"):
            self.problems.append(f"{name} is missing. {how}")
            return ()
        found = keys.split(text or "")
        self.problems.extend(faults(name, found))
        return found

    def database_url(self, instance: Path) -> Secret:
        try:
            url = sources.find("DATABASE_URL", self._environ)
        except sources.Unusable as problem:
            self.problems.append(str(problem))
            return Secret("")
        if not url:
            return Secret(f"sqlite:///{instance / 'anteroom.db'}")
        self.problems.extend(url_problems(url))
        return Secret(url)

    def account_sid(self) -> str:
        return self._matching(
            "TWILIO_ACCOUNT_SID", _ACCOUNT_SID, "the Account SID of Twilio's console: AC and 32 digits"
        )

    def auth_tokens(self, production: bool) -> tuple[Secret, ...]:
        return self.secrets(
            "TWILIO_AUTH_TOKEN",
            lambda name, tokens: _token_problems(name, tokens, production),
            "Copy it from Twilio's console: Account info, Auth Token.",
        )

    def senders(self) -> tuple[str, ...]:
        found = tuple(part.strip() for part in self._text("TWILIO_SENDERS").split(",") if part.strip())
        if not found or not all(_SENDER.fullmatch(sender) for sender in found):
            self.problems.append(
                f"TWILIO_SENDERS {'is malformed' if found else 'is missing'}. "
                "List your own numbers, for example whatsapp:+14155238886 (the sandbox)."
            )
        return found

    def clinic(self) -> ClinicSettings:
        name = self._text("CLINIC_NAME")
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            self.problems.append(
                f"CLINIC_NAME {'is too long or not plain text' if name else 'is missing'}. "
                f"Set it to the name that patients know, at most {LONGEST_NAME} characters."
            )
        return ClinicSettings(
            name=name,
            phone=self._matching("CLINIC_PHONE", PHONE, "the number that patients call"),
            emergency_number=self._matching(
                "EMERGENCY_NUMBER", PHONE, "the emergency number where your patients live"
            ),
        )

    def trusted_proxies(self) -> TrustedProxies:
        networks, unix_socket = [], False
        for part in filter(None, (part.strip() for part in self._text("TRUSTED_PROXIES").split(","))):
            if part == "unix":
                unix_socket = True
                continue
            try:
                network = ip_network(part)
            except ValueError:
                self.problems.append(
                    "TRUSTED_PROXIES lists addresses or networks (10.0.0.1, 10.0.0.0/24), or unix."
                )
                continue
            if network.prefixlen < _WIDEST[network.version]:
                self.problems.append(
                    "TRUSTED_PROXIES names much of the internet: strangers could forge their address."
                )
            networks.append(network)
        return TrustedProxies(tuple(networks), unix_socket)

    def sessions(self) -> SessionSettings:
        idle = self.number(
            "SESSION_IDLE_MINUTES", 15, 1, 60, "the minutes without activity that end a session"
        )
        hours = self.number("SESSION_HOURS", 12, 1, 24, "the hours after which a session ends in any case")
        return SessionSettings(timedelta(minutes=idle), timedelta(hours=hours))

    def redis_url(self) -> Secret | None:
        try:
            url = sources.find("REDIS_URL", self._environ)
        except sources.Unusable as problem:
            self.problems.append(str(problem))
            return None
        if url and url.partition("://")[0] not in _REDIS:
            self.problems.append(
                "REDIS_URL must begin with redis://, rediss:// or unix://. Leave it out to do without."
            )
        return Secret(url) if url else None

    def google(self, production: bool) -> GoogleSettings | None:
        sheet_id, credentials = self._text("GOOGLE_SHEETS_ID"), self._google_key()
        if credentials is None:
            return None
        base_url = self._text("GOOGLE_API_BASE_URL").removesuffix("/")
        if base_url:
            self.problems.extend(google.base_url_problems(base_url, production))
        if credentials == Path() and not sheet_id:
            return None
        self.problems.extend(google.sheet_problems(credentials, sheet_id))
        return GoogleSettings(credentials, sheet_id, base_url or None)

    def _google_key(self) -> Path | Secret | None:
        """Return the file with the key, or the key itself when a reference was given; None after a problem."""
        text = self._text("GOOGLE_APPLICATION_CREDENTIALS")
        if not sources.is_reference(text):
            return Path(text)
        try:
            return Secret(sources.find("GOOGLE_APPLICATION_CREDENTIALS", self._environ) or "")
        except sources.Unusable as problem:
            self.problems.append(str(problem))
            return None

    def twilio_api(self, production: bool) -> TwilioApi | None:
        key, base_url = self._text("TWILIO_API_KEY"), self._text("TWILIO_API_BASE_URL").removesuffix("/")
        try:
            secret = (sources.find("TWILIO_API_SECRET", self._environ) or "").strip()
        except sources.Unusable as problem:
            self.problems.append(str(problem))
            return None
        if base_url:
            self.problems.extend(twilio_api.base_url_problems(base_url, production))
        if not key and not secret:
            return None
        self.problems.extend(twilio_api.api_problems(key, secret))
        return TwilioApi(key, Secret(secret), base_url or None)

    def rights_due(self) -> timedelta:
        days = self.number(
            "RIGHTS_DUE_DAYS", 30, 1, 90, "the days that the law gives you to answer a patient's request"
        )
        return timedelta(days=days)

    def workers(self) -> int:
        return self.number("WEB_CONCURRENCY", 2, 1, 64, "the number of server processes")

    def number(self, name: str, default: int, least: int, most: int, what: str) -> int:
        text = self._text(name, str(default))
        if not (text.isascii() and text.isdecimal() and least <= int(text[:6]) <= most):
            self.problems.append(f"{name} is {what}, {least} to {most}.")
            return default
        return int(text)

    def log_level(self) -> str:
        level = self._text("LOG_LEVEL", "INFO").upper()
        if level not in _LEVELS:
            self.problems.append(f"LOG_LEVEL is one of {', '.join(_LEVELS)}.")
        return level

    def refuse_shared_keys(self, settings: Settings) -> None:
        # An index key that also seals would let whoever holds the indexes' key read the values.
        # Compared as bytes: one key can be spelt in several ways.
        if {keys.decode(key) for key in settings.index_keys} & {
            keys.decode(key) for key in settings.fernet_keys
        } - {None}:
            self.problems.append(
                f"INDEX_KEY and FERNET_KEYS share a key. Make a new INDEX_KEY: {keys.MAKE_KEY}"
            )

    def backup_keys(self) -> tuple[Secret, ...]:
        try:
            found = keys.split(sources.find("BACKUP_KEY", self._environ) or "")
        except sources.Unusable as problem:
            self.problems.append(str(problem))
            return ()
        self.problems.extend(keys.key_problems("BACKUP_KEY", found))
        return found

    def erasure_journal(self, instance: Path) -> Path:
        path = Path(self._text("ERASURE_JOURNAL", str(instance / _ERASURE_JOURNAL)))
        if not path.is_absolute():
            self.problems.append(
                "ERASURE_JOURNAL names a file by a relative path. Write it from the root: /var/lib/…"
            )
        return path

    def refuse_shared_backup_keys(self, settings: Settings) -> None:
        # Whoever keeps backups for a clinic must not get with their key what opens the rows inside.
        others = {keys.decode(key) for key in (*settings.fernet_keys, *settings.index_keys)} - {None}
        if {keys.decode(key) for key in settings.backup_keys} & others:
            self.problems.append(
                f"BACKUP_KEY shares a key with FERNET_KEYS or INDEX_KEY. Make a new BACKUP_KEY: {keys.MAKE_KEY}"
            )

    def refuse_debug(self, production: bool) -> None:
        if production and self._text("FLASK_DEBUG").lower() not in NOT_DEBUG:  # Flask's own rule
            self.problems.append(
                "FLASK_DEBUG is on. Unset it, or set ANTEROOM_ENV=development on your own computer."
            )


def _token_problems(name: str, tokens: tuple[Secret, ...], production: bool) -> Iterator[str]:
    """A token that can be guessed lets anybody sign as Twilio; an empty one is refused before this."""
    for token in tokens:
        text = token.reveal()
        if keys.is_placeholder(text) or (production and len(text) < _SHORTEST_TOKEN):
            yield f"{name} is a placeholder or too short. Copy the Auth Token from Twilio's console."
