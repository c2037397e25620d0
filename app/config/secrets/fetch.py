"""Fetch secrets from the places that references name, in time, with retries."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

from app.config.secrets import aws, azure, command, gcp, vault
from app.config.secrets.references import (
    LARGEST,
    OF_THE_STORE,
    PASSING,
    Asking,
    Malformed,
    Place,
    Trouble,
    Unusable,
    Why,
    parse,
)
from app.config.values import json_object

PLACES: Final[dict[str, Place]] = {
    "aws": aws.PLACE,
    "azure": azure.PLACE,
    "gcp": gcp.PLACE,
    "vault": vault.PLACE,
    "cmd": command.PLACE,
}
FORMS: Final = {scheme: place.form for scheme, place in PLACES.items()}
_SECONDS: Final = "10"
_LONGEST: Final = 120.0
_WAITS: Final = (0.1, 0.4)
"""Seconds before the second and the third attempt."""


class Surroundings(dict[str, str]):
    """The environment of one start, and what was fetched during it.

    Each secret is fetched once, and a store that is down is asked once.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(environ)
        self.fetched: dict[str, str | Trouble] = {}
        self.down: dict[str, Trouble] = {}
        self.remembered: dict[str, str] = {}
        self.asked: set[str] = set()
        """The schemes of the stores that were asked, such as `vault`."""

    def __repr__(self) -> str:
        """Return a description without the secrets in it."""
        return f"<environment of {len(self)} settings>"

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Surroundings:
        """Return `environ` if it is one of these, else make one of it."""
        return environ if isinstance(environ, cls) else cls(environ)

    def ask(self, store: str, what: str, variable: str, fetch: Callable[[Asking], str]) -> str | Trouble:
        """Return or raise what `fetch` did, asking it once per key.

        Raises Unusable for a wrong SECRETS_TIMEOUT_SECONDS.
        """
        self.asked.add(store.partition(":")[0])
        if store in self.down:
            return self.down[store]
        if what not in self.fetched:
            asking = Asking(self, seconds_for(self), variable, self.remembered)
            found = within(asking.seconds, lambda: fetch(asking))
            self.fetched[what] = found
            if isinstance(found, Trouble) and found.why in OF_THE_STORE:
                self.down[store] = found
        return self.fetched[what]


def follow(variable: str, text: str, environ: Mapping[str, str]) -> str:
    """Return the secret that a reference names, or the text if it is no reference.

    Raises:
        Unusable: it cannot be read. The message names the variable, the place, and the fix.
    """
    try:
        reference = parse(text, FORMS)
    except Malformed as malformed:
        raise Unusable(
            f"{variable} looks like a reference to a secret but is malformed. Write {malformed}."
        ) from None
    if reference is None:
        return text
    whole, place = reference.whole, PLACES[reference.scheme]
    kept = Surroundings.of(environ).ask(
        f"{reference.scheme}:{place.host(reference)}",
        whole.written,
        variable,
        lambda asking: place.fetch(whole, asking),
    )
    found = kept if isinstance(kept, Trouble) else _field_of(kept, reference.field)
    if isinstance(found, Trouble):
        raise Unusable(
            sentence(f"{variable} is kept at {reference}.", place.name, found, place.mend.get(found.why))
        )
    return found


def sentence(beginning: str, name: str, trouble: Trouble, mend: str | None) -> str:
    """Return in words what went wrong with a place, and how to fix it."""
    problem = trouble.why.value
    if trouble.code:
        problem = (
            f"{problem} {trouble.code}."
            if problem.endswith(":")
            else f"{problem.removesuffix('.')} ({trouble.code})."
        )
    return " ".join(filter(None, (beginning, name, problem, mend)))


def seconds_for(environ: Mapping[str, str]) -> float:
    """Return how long a start waits for one secret, over all attempts.

    Raises:
        Unusable: the setting is not a number from 1 to 120.
    """
    text = environ.get("SECRETS_TIMEOUT_SECONDS", "").strip() or _SECONDS
    if text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= _LONGEST:
        return float(text)
    raise Unusable("SECRETS_TIMEOUT_SECONDS must be how long a start waits for one secret, from 1 to 120.")


def _field_of(text: str, field: str) -> str | Trouble:
    value: object = json_object(text).get(field) if field else text
    if not isinstance(value, str):
        return Trouble(Why.NO_FIELD if value is None else Why.NOT_TEXT)
    return _fault_of(value, is_field=bool(field)) or value


def _fault_of(text: str, *, is_field: bool) -> Trouble | None:
    """Return what is wrong with a fetched secret, whatever it is for."""
    if len(text.encode()) > LARGEST:
        return Trouble(Why.TOO_LARGE)
    if not text.strip():
        return Trouble(Why.EMPTY)
    if text.strip().partition(":")[0] in FORMS:
        return Trouble(Why.ANOTHER)
    kept = {} if is_field else json_object(text)
    # The key of a Google account is an object, and all of it is needed.
    return Trouble(Why.SEVERAL) if kept and "private_key" not in kept else None


def within(seconds: float, ask: Callable[[], str]) -> str | Trouble:
    """Return what `ask` returns, or the trouble it meets, within some seconds.

    The limit holds whatever a library does.
    """
    outcome: SimpleQueue[str | Trouble] = SimpleQueue()
    with _silence():
        Thread(target=lambda: outcome.put(_tried(ask)), daemon=True).start()
        try:
            return outcome.get(timeout=seconds)
        except Empty:
            return Trouble(Why.SLOW)


def _tried(ask: Callable[[], str]) -> str | Trouble:
    for wait in (*_WAITS, None):
        try:
            return ask()
        except Trouble as trouble:
            met = trouble.with_traceback(None)
        except Exception as error:  # noqa: BLE001 - a library's exception may quote what it read
            return Trouble(Why.GARBAGE, type(error).__name__)
        if met.why not in PASSING or wait is None:
            return met
        time.sleep(wait)
    return met


@contextmanager
def _silence() -> Iterator[None]:
    """Switch logging off: at DEBUG some libraries log whole answers."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
