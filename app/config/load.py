"""From a mapping to settings: every problem at once, each with what to set and how."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.config import clinic, database, google, keys, proxies, public_url, redis_url, retention, twilio
from app.config.problems import ConfigurationError
from app.config.reading import Reading
from app.config.settings import PaceSettings, SessionSettings, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
NOT_DEBUG: Final = frozenset({"", "0", "false", "no"})
"""Flask's own rule of what in FLASK_DEBUG is no debugging."""

_CONTACT: Final = re.compile(r"(https://|mailto:|tel:)[!-~]{3,250}")
_JOURNAL: Final = "erasures.journal"


def load(environ: Mapping[str, str], instance: Path) -> Settings:
    """Return the settings that `environ` describes. `instance` is the folder for what Anteroom itself keeps.

    Raises:
        ConfigurationError: with every problem, none of which quotes a secret.
    """
    reading = Reading(environ)
    production = _production(reading)
    settings = Settings(
        production=production,
        public_url=public_url.read(reading),
        secret_keys=reading.secrets("SECRET_KEY", keys.phrase_problems, f"Make one: {keys.MAKE_PHRASE}"),
        fernet_keys=reading.secrets("FERNET_KEYS", keys.key_problems, f"Make one: {keys.MAKE_KEY}"),
        index_keys=reading.secrets("INDEX_KEY", keys.key_problems, f"Make one: {keys.MAKE_KEY}"),
        database_url=database.read(reading, instance, production=production),
        twilio=twilio.read(reading, production=production),
        clinic=clinic.read(reading),
        sessions=_sessions(reading),
        redis_url=redis_url.read(reading, production=production),
        google=google.read(reading, production=production),
        trusted_proxies=proxies.read(reading),
        retention=retention.read(reading),
        workers=reading.number("WEB_CONCURRENCY", 2, 1, 64, "the number of server processes"),
        rights_due=_rights_due(reading),
        log_level=_log_level(reading),
        instance=instance,
        backup_keys=reading.secrets("BACKUP_KEY", keys.key_problems),
        erasure_journal=_erasure_journal(reading, instance),
        pace=_pace(reading),
        security_contact=_security_contact(reading),
    )
    reading.note(*keys.sharing_problems(settings))
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
    idle = reading.number(
        "SESSION_IDLE_MINUTES", 15, 1, 60, "the minutes without activity that end a session"
    )
    hours = reading.number("SESSION_HOURS", 12, 1, 24, "the hours after which a session ends in any case")
    return SessionSettings(timedelta(minutes=idle), timedelta(hours=hours))


def _pace(reading: Reading) -> PaceSettings:
    usual = PaceSettings()
    an_hour = reading.number(
        "RECORDS_AN_HOUR",
        usual.records_an_hour,
        10,
        100_000,
        "the records that one member is shown in an hour",
    )
    after_code = reading.number(
        "RECORDS_AFTER_CODE",
        max(usual.records_after_code, an_hour),
        10,
        100_000,
        "the records that one member is shown in an hour in which they gave a code for more",
    )
    if after_code < an_hour:
        reading.note("RECORDS_AFTER_CODE is less than RECORDS_AN_HOUR. A fresh code allows more, not less.")
    return PaceSettings(an_hour, after_code)


def _rights_due(reading: Reading) -> timedelta:
    days = reading.number(
        "RIGHTS_DUE_DAYS", 30, 1, 90, "the days that the law gives you to answer a patient's request"
    )
    return timedelta(days=days)


def _log_level(reading: Reading) -> str:
    level = reading.text("LOG_LEVEL", "INFO").upper()
    if level not in _LEVELS:
        reading.note(f"LOG_LEVEL is one of {', '.join(_LEVELS)}.")
    return level


def _erasure_journal(reading: Reading, instance: Path) -> Path:
    path = Path(reading.text("ERASURE_JOURNAL", str(instance / _JOURNAL)))
    if not path.is_absolute():
        reading.note("ERASURE_JOURNAL names a file by a relative path. Write it from the root: /var/lib/…")
    return path


def _security_contact(reading: Reading) -> str:
    typed = reading.text("SECURITY_CONTACT")
    contact = f"mailto:{typed}" if "@" in typed and ":" not in typed else typed
    if contact and not _CONTACT.fullmatch(contact):
        reading.note(
            "SECURITY_CONTACT is an e-mail address, or begins with https://, mailto: or tel:, without spaces."
        )
    return contact
