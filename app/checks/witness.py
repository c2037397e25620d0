"""Checks of the witness: is there one, and did it see the trail's head lately?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from flask_babel import lazy_gettext as _

from app.checks import FLASK, N_, Alerted, Check, Finding, OnPages, Shown, State, ago, ok
from app.services import Services
from app.store.trail import witnesses

_NAME: Final = "witness"
LATE: Final = timedelta(days=2)
_WHY: Final = (
    "Whoever can write the database can cut the end off the audit trail, and only a witness shows that."
)
_SEND: Final = f"{FLASK} audit witness"


def witness(services: Services) -> Finding:
    """Return whether somebody outside sees the trail's head, and keeps it there.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    settings = services.settings.witness
    if not settings.ways:
        set_it = "Set WITNESS_URL in .env to a file elsewhere, a mailbox or a time-stamp authority, and restart Anteroom."
        told = OnPages(
            _("Nobody outside sees the audit trail’s head."),
            _(
                "Whoever can write the database could cut its end off unseen. Set WITNESS_URL in .env to a file elsewhere, a mailbox or a time-stamp authority, and restart Anteroom. Then:"
            ),
            _SEND,
        )
        return Finding(
            _NAME, State.WARN, "nobody outside sees the audit trail's head", _WHY, set_it, on_pages=told
        )
    with services.store.read() as unit:
        missing = set(settings.ways) - witnesses.newest(unit.db).keys()
    if missing:
        said = f"the audit trail's head has not gone out yet ({', '.join(sorted(missing))})"
        told = OnPages(
            _("The audit trail’s head has not gone to its witness yet."),
            _("It goes once a day. This sends it at once, and says what is wrong:"),
            _SEND,
        )
        return Finding(_NAME, State.WARN, said, _WHY, f"To send it now: {_SEND}", on_pages=told)
    if not settings.is_outside:
        return Finding(
            _NAME,
            State.WARN,
            "time-stamps are kept in the database alone",
            "Whoever cuts the trail there can delete them as well.",
            "Add file:///… or mailto:… to WITNESS_URL in .env, and restart Anteroom.",
            on_pages=OnPages(
                _("Time-stamps of the audit trail are kept in the database alone."),
                _(
                    "Whoever cuts the trail there can delete them as well. Add file:///… or mailto:… to WITNESS_URL in .env, and restart Anteroom. Then:"
                ),
                _SEND,
            ),
        )
    return ok(_NAME, f"the audit trail's head leaves daily ({', '.join(settings.ways)})")


WITNESS_CHECK = Check(
    _NAME,
    witness,
    Shown.DOCTOR | Shown.SETUP,
    position=191,
    label=_("A witness of the audit trail"),
    only_if_bad=True,
)


def last_seen(services: Services) -> list[Finding]:
    """Return the ways by which the head has not gone for two days.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        newest = witnesses.newest(unit.db)
    now = services.clock()
    went = {way: newest[way] for way in services.settings.witness.ways if way in newest}
    return [_late(way, at, now) for way, at in went.items() if now - at > LATE]


def _late(way: str, at: datetime, now: datetime) -> Finding:
    told = OnPages(
        _("The audit trail’s head has not gone to its witness for more than two days."),
        _("This sends it, and says what is wrong:"),
        _SEND,
    )
    said = f"the audit trail's head last went out {ago(now - at)} ({way})"
    mend = f"To send it now, and to see what is wrong: {_SEND}"
    return Finding(_NAME, State.BAD, said, _WHY, mend, at=at, on_pages=told)


WITNESS_LATE_CHECK = Check(
    _NAME,
    last_seen,
    Shown.DOCTOR | Shown.SETUP,
    position=192,
    label=_("A witness of the audit trail"),
    only_if_bad=True,
    alert=Alerted(
        _("the audit trail’s witness"),
        "/setup",
        N_("The head of the audit trail no longer reaches its witness."),
        N_("The head of the audit trail reaches its witness again."),
    ),
)
