"""The keys of the database: how old the newest are, and whether older ones are still about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.checks.finding import FLASK, Finding, State, in_days, ok
from app.store.keycheck import VARIABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services import Services
    from app.store import KeyOnRecord

_OLD: Final = timedelta(days=365)
_RENEW: Final = ".venv/bin/python -m app.cli.renew"
_WHY_OLD: Final = (
    "The longer a key is in use, the more copies of it there are, and the more it opens when one leaks."
)
_WHY_TWO: Final = "Whoever has an old key can read what is still under it."
_WHY_KEPT: Final = "A key that nothing needs can still leak, and opens old backups."


def key_age(services: Services) -> list[Finding]:
    """Return how long the newest key of each variable is in use, and what is left to do about older ones.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    rotation = services.store.rotation()
    with services.store.read() as unit:
        known = unit.keys.all()
    return [
        _judged(
            services,
            variable,
            rotation.fingerprints(purpose),
            [key for key in known if key.purpose == purpose],
        )
        for purpose, variable in VARIABLES.items()
    ]


def _judged(
    services: Services, variable: str, ours: Sequence[bytes], known: Sequence[KeyOnRecord]
) -> Finding:
    by_fingerprint = {key.fingerprint: key for key in known}
    if any(key.retired_at is None for key in known if key.fingerprint != ours[0]):
        said = f"{variable}: something may be under an older key"
        return Finding(
            "key_age", State.WARN, said, _WHY_TWO, f"{FLASK} keys rotate, then {FLASK} keys verify --wait"
        )
    if any(key.retired_at is not None for key in known if key.fingerprint in ours[1:]):
        said = f"{variable} still lists a retired key"
        return Finding(
            "key_age", State.WARN, said, _WHY_KEPT, f"Where it is in .env: {_RENEW} {variable} --only-newest"
        )
    newest = by_fingerprint.get(ours[0])
    if newest is None or newest.since is None:
        return ok("key_age", f"{variable}: in use since before that was recorded")
    age = services.clock() - newest.since
    since = f"{variable}: in use since {newest.since.date().isoformat()}"
    if age > _OLD:
        return Finding(
            "key_age",
            State.WARN,
            f"{since}, {in_days(age)}",
            _WHY_OLD,
            "docs/drills/leaked-key.md, from its second step",
        )
    return ok("key_age", since)
