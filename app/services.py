"""The frozen bundle of objects that a request or a command may use."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import Final, cast

from flask import Flask, current_app

from app.config import ConfigurationError, Secret, Settings
from app.config.environment import uptime
from app.crypto import BlindIndex, DoorKeys, Keyring, Recipients, Sealer
from app.store import Store, connect
from app.store.engine.maintenance import MAINTENANCE, Sign

_KEY: Final = "anteroom"


@dataclass(frozen=True, slots=True)
class Services:
    """What the features use. It is passed in at the edge."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime]
    """Returns the time now, in UTC, timezone-aware."""
    uptime: Callable[[], tuple[str, float] | None] = lambda: None
    """Returns the id of this boot and the seconds since, to check the clock against."""
    bell: Event = field(default_factory=Event, repr=False, compare=False)
    """Wakes the worker of this process, when somebody waits for what it does next."""

    sign: Sign = field(init=False, repr=False, compare=False)
    """Says whether somebody works on the system."""

    def __post_init__(self) -> None:
        """Make the store record erasures in the journal that the settings name."""
        url = self.settings.journal_url
        self.store.use_journal(self.settings.erasure_journal if url is None else url.reveal())
        object.__setattr__(self, "sign", Sign(self.store.engine, self.settings.instance / MAINTENANCE))


def build(settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Services:
    """Return the services that the settings describe, without connecting yet.

    Raises:
        ConfigurationError: as `recipients` does.
    """
    recipients(settings)
    sealer = Sealer(Keyring([_raw(key) for key in settings.fernet_keys]))
    index = BlindIndex([_raw(key) for key in settings.index_keys])
    door = DoorKeys([key.reveal() for key in settings.secret_keys])
    engine = connect(settings.database_url.reveal(), pool_size=settings.connections, max_overflow=0)
    return Services(settings, Store(engine, sealer, index, door), clock, uptime)


def recipients(settings: Settings) -> Recipients | None:
    """Return for whom backups are sealed, or None if for nobody.

    Raises:
        ConfigurationError: a public key in BACKUP_KEY is mistyped.
    """
    try:
        return Recipients(settings.backup_keys) if settings.backup_keys else None
    except ValueError:
        raise ConfigurationError(["BACKUP_KEY has a public key that is mistyped. Copy it again."]) from None


def attach(app: Flask, services: Services) -> None:
    app.extensions[_KEY] = services


def of(app: Flask) -> Services:
    """Return the services that `attach` gave an app."""
    return cast("Services", app.extensions[_KEY])


def current() -> Services:
    return of(current_app)


def _raw(key: Secret) -> bytes:
    return base64.urlsafe_b64decode(key.reveal())
