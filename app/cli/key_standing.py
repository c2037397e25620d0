"""Where the keys stand, in lines: by their place and fingerprint, never by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.checks.finding import FLASK
from app.store.keycheck import INDEX, SEAL, VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.services import Services
    from app.store import Census, KeyOnRecord, Progress

SHOWN: Final = 8
"""Hex digits of a fingerprint: they tell the keys of a clinic apart."""


def standing(services: Services) -> Iterator[str]:
    """Yield what there is to say of every key and token. Opens nothing, and needs no right keys."""
    rotation = services.store.rotation()
    known = rotation.on_record()
    progress = {each.target: each for each in rotation.progress()}
    for purpose in (SEAL, INDEX):
        ours = rotation.fingerprints(purpose)
        by_fingerprint = {key.fingerprint: key for key in known if key.purpose == purpose}
        yield VARIABLES[purpose]
        for place, fingerprint in enumerate(ours, start=1):
            yield f"  {place}  {fingerprint.hex()[:SHOWN]}  {_said(by_fingerprint.get(fingerprint))}"
        for key in by_fingerprint.values():
            if key.fingerprint not in ours and key.retired_at is None:
                yield f"  !  {key.fingerprint.hex()[:SHOWN]}  NOT IN THE LIST, and the database is written with it"
        if ours[0] in progress:
            yield f"  {_rotation(progress[ours[0]], rotation.count(purpose))}"
        elif any(key.retired_at is None for key in by_fingerprint.values() if key.fingerprint in ours[1:]):
            yield f"  values may be under older keys: {FLASK} keys rotate, then {FLASK} keys verify --wait"
    settings = services.settings
    yield f"SECRET_KEY\n  {_how_many(len(settings.secret_keys))}"
    yield "TWILIO_AUTH_TOKEN"
    tokens = len(settings.twilio.auth_tokens)
    with services.store.read() as unit:
        seen = unit.twilio_tokens.last_seen(tokens)
    for place, moment in enumerate(seen, start=1):
        yield f"  {place}  {f'last seen {moment:%Y-%m-%d %H:%M} UTC' if moment else 'not seen yet'}"


def lines_of(census: Census, fingerprints: Sequence[bytes]) -> Iterator[str]:
    """Yield for each column how many values are under which key."""
    columns = sorted({column for column, _ in census.places})
    for column in columns:
        places = {place: count for (name, place), count in census.places.items() if name == column}
        said = (
            f"{count:,} {_where(place, fingerprints)}"
            for place, count in sorted(places.items(), key=lambda item: str(item[0]))
        )
        yield f"{column}: {', '.join(said)}"


_APART: Final = {
    "unreadable": "that no key opens",
    "kept": "that no key opens, as when they were kept",
    "nobody's": "that find nobody",
    "astray": f"that are not their value's: {FLASK} keys rotate sets them right",
}


def _where(place: int | str, fingerprints: Sequence[bytes]) -> str:
    return f"under {fingerprints[place].hex()[:SHOWN]}" if isinstance(place, int) else _APART[place]


def _said(key: KeyOnRecord | None) -> str:
    if key is None:
        return "not used yet"
    if key.retired_at is not None:
        return f"retired on {key.retired_at:%Y-%m-%d %H:%M} UTC: may be removed"
    since = (
        f"in use since {key.since:%Y-%m-%d %H:%M} UTC" if key.since else "in use since before it was recorded"
    )
    seen = f", last seen in use {key.seen_at:%Y-%m-%d %H:%M:%S} UTC" if key.seen_at else ""
    where = f" on {key.seen_on}" if key.seen_at and key.seen_on else ""
    return f"{since}{seen}{where}"


def _rotation(progress: Progress, total: int) -> str:
    looked_at = f"{min(progress.rows, total):,} of {total:,} rows looked at, {progress.changed:,} changes"
    unreadable = f", {progress.unreadable:,} values cannot be opened" if progress.unreadable else ""
    if progress.is_finished:
        return f"rotated: {looked_at}{unreadable}. Prove it: {FLASK} keys verify --wait"
    return f"rotation under way: {looked_at}{unreadable}. To go on: {FLASK} keys rotate"


def _how_many(secrets: int) -> str:
    return "one" if secrets == 1 else f"one newest and {secrets - 1} older"
