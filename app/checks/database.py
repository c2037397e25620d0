"""Checks of the database: migrations, keys, limits, jobs, retention, machines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel import lazy_ngettext as ngettext
from flask_babel.speaklater import LazyString

from app.checks import (
    EVERYWHERE,
    FLASK,
    N_,
    UNKNOWN,
    Alerted,
    Check,
    Desk,
    Finding,
    OnPages,
    Shown,
    State,
    in_days,
    ok,
    reads,
)
from app.checks.host import SAY_SO, in_doubt, why_in_doubt
from app.config import Workers
from app.config.variables import LEAST_CONNECTIONS
from app.guard.tries import database_counts, redis_answers
from app.retention import run
from app.retention.limits import Limit, Reached, reached, reached_in_room
from app.retention.rules import rules_in
from app.services import Services
from app.store import StoreUnavailable, Transaction, WrongKeys
from app.store.clinic import believed_clock, milestones
from app.store.clinic.believed_clock import Doubt
from app.store.engine import schema
from app.store.engine.causes import explain
from app.store.engine.role import Role
from app.store.keys import VARIABLES, KeyOnRecord
from app.store.rotation import key_records
from app.store.work import background, jobs
from app.store.work.background import Background
from app.store.work.jobs import SILENT

_WHY: Final = {
    "database": "Messages are answered with 503, and nobody can sign in.",
    "migrations": "The code expects other tables than the database has.",
    "keys": "Data sealed with a key that is missing here cannot be read, so nothing is read or written.",
    "writes": "Messages are answered with 503, because none can be stored.",
}


def _unmet(name: str, word: str, mend: str, reason: str = "") -> Finding:
    said = f"{word} ({reason})" if reason else word
    return Finding(name, State.BAD, said, _WHY[name], mend, word, reason)


def _unknown(name: str) -> Finding:
    return Finding(name, State.BAD, "not checked: fix the problem above first", word=UNKNOWN)


_STANDINGS: Final = {
    schema.Standing.OK: ok("migrations", "ok"),
    schema.Standing.PENDING: _unmet("migrations", "pending", f"Run: {FLASK} db upgrade"),
    schema.Standing.AHEAD: Finding(
        "migrations",
        State.WARN,
        "ahead",
        "The database belongs to a newer version, which this code can work with while an upgrade is under way.",
        "Upgrade this machine too: docs/upgrading.md, “Several machines, without a stop”.",
        "ahead",
    ),
    schema.Standing.NEWER: _unmet("migrations", "newer", schema.NEWER),
    schema.Standing.UNRELEASED: _unmet("migrations", "unreleased", schema.UNRELEASED),
}
_ELSEWHERE: Final = Finding(
    "database",
    State.BAD,
    "replaced: a server or worker still has the previous file open",
    "It answers 503 and does no jobs until it is restarted.",
    "Restart Anteroom and every worker. Before a restore, stop them.",
)


def database(services: Services) -> list[Finding]:
    """Return the state of what every message needs."""
    elsewhere = [_ELSEWHERE] if services.store.presence.others_elsewhere() else []
    return [*elsewhere, *readiness(services, try_now=True)]


DATABASE_CHECK = Check("database", database, position=90, is_vital=True, needs_database=False)


def readiness(services: Services, *, try_now: bool = False) -> list[Finding]:
    """Return a finding for each thing that a message needs, with its word.

    With `try_now` a write is tried in any case, else only after one has failed.
    """
    reached, proven = ok("database", "ok"), ok("keys", "ok")
    try:
        migrations = _STANDINGS[schema.standing(services.store.engine)]
        if migrations.state is State.BAD:
            return [reached, migrations, _unknown("keys"), _unknown("writes")]
        services.store.prove_keys()
    except StoreUnavailable as error:
        word = "replaced" if error.reason == "database_replaced" else "unavailable"
        failed = _unmet("database", word, explain(error.reason), error.reason)
        return [failed, *map(_unknown, ("migrations", "keys", "writes"))]
    except WrongKeys as error:
        return [reached, migrations, _unmet("keys", "wrong", str(error)), _unknown("writes")]
    reason = services.store.writes.reason(at_once=try_now)
    writes = _unmet("writes", "refused", explain(reason), reason) if reason else ok("writes", "ok")
    return [reached, migrations, proven, writes]


_OLD: Final = timedelta(days=365)
_RENEW: Final = ".venv/bin/python -m app.cli.renew"
_WHY_OLD: Final = "The longer a key is in use, the more copies of it exist, and the more a leaked one opens."
_WHY_TWO: Final = "Anybody with an old key can read what is still sealed with it."
_WHY_KEPT: Final = "A key that nothing needs can still leak, and it opens old backups."


def key_age(services: Services) -> list[Finding]:
    """Return the age of each variable's newest key, and what older keys still need.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    rotation = services.store.rotation()
    with services.store.read() as unit:
        known = key_records.all_keys(unit.db)
    return [
        _judged(
            services,
            variable,
            rotation.fingerprints(purpose),
            [key for key in known if key.purpose == purpose],
        )
        for purpose, variable in VARIABLES.items()
    ]


KEY_AGE_CHECK = Check("key_age", key_age, position=120)


def _judged(
    services: Services, variable: str, ours: Sequence[bytes], known: Sequence[KeyOnRecord]
) -> Finding:
    by_fingerprint = {key.fingerprint: key for key in known}
    if any(key.retired_at is None for key in known if key.fingerprint != ours[0]):
        said = f"{variable}: some values may be sealed with an older key"
        return Finding(
            "key_age", State.WARN, said, _WHY_TWO, f"{FLASK} keys rotate, then {FLASK} keys verify --wait"
        )
    if any(key.retired_at is not None for key in known if key.fingerprint in ours[1:]):
        said = f"{variable} still lists a retired key"
        return Finding(
            "key_age", State.WARN, said, _WHY_KEPT, f"If it is in .env: {_RENEW} {variable} --only-newest"
        )
    newest = by_fingerprint.get(ours[0])
    if newest is None or newest.since is None:
        return ok("key_age", f"{variable}: in use since before this was recorded")
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


_RETENTION_WHY: Final = "Data that is kept too long breaks what patients were told, and can still leak."
_MEND: Final = f"{FLASK} retention run (to see first what would be deleted: --dry-run)"


_THE_RUNS: Final = partial(OnPages, page="/retention", link=_("View the runs"))


@reads
def retention(services: Services, unit: Transaction) -> Finding:
    """Return when retention last finished, and what has gone wrong since."""
    return _retention(services, background.read(unit.db, services.clock()))


def _retention(services: Services, found: Background) -> Finding:
    now = services.clock()
    doubt = believed_clock.doubt_since(found.believed(), now, services.uptime())
    if doubt is not None:  # the command would ask, and people type what they are asked for
        said = f"nothing is erased until somebody confirms the clock: {in_doubt(doubt)}"
        waits = OnPages(
            LazyString(_waits, doubt, now), page="/retention/release", link=_("See what would be erased")
        )
        return Finding("retention", State.BAD, said, _RETENTION_WHY, SAY_SO, on_pages=waits)
    done, failed = found.last_done, run.failure(found.last_error)
    since = done or found.begun
    is_late = since is not None and now - since > run.LATE
    told = None
    if is_late:
        told = _THE_RUNS(
            _("Retention has not completed a run for two days: data past its limit is still kept.")
        )
    elif failed is not None:
        told = _THE_RUNS(_("The last retention run stopped early (%(code)s).", code=failed))
    if failed is not None:
        said, state = f"the last run failed: {failed}", State.BAD
    elif done is None:
        said, state = "it has not run yet", State.WARN
    elif is_late:
        said, state = f"last run on {done.date().isoformat()}", State.BAD
    else:
        return ok("retention", f"last run on {done.date().isoformat()}")
    return Finding("retention", state, said, _RETENTION_WHY, _MEND, on_pages=told)


def _waits(doubt: Doubt, now: datetime) -> str:
    until = gettext("Nothing is erased until an admin confirms that the clock is right.")
    return f"{why_in_doubt(doubt, now)} {until}"


RETENTION_CHECK = Check(
    "retention", retention, position=270, desk=lambda desk: _retention(desk.services, desk.background)
)


_JOBS_WHY: Final = (
    "No jobs are done: workbooks and sheets are not filled, erased patients stay in sheets, the audit trail is not "
    "linked, and retention does not run."
)
_JOBS_MEND: Final = {
    Workers.INPROCESS: f"Start the server with deploy/gunicorn.conf.py, or run a worker beside another server: {FLASK} worker",
    Workers.CELERY: f"Run a worker, on this machine or another that has the same settings: {FLASK} worker",
}
_START_REDIS: Final = _("Start the Redis server that REDIS_URL names. On the server, this says more:")
_BROKER_WHY: Final = "Exports and other jobs wait in the database, and none is lost. The servers send alerts, and messages a little later."


_TO_START_IT: Final = timedelta(hours=1)
"""How long a new clinic has for that before its pages speak of it."""
_NO_WORKER: Final = OnPages(
    _(
        "No background worker is running: exports wait, nothing is erased automatically, and the audit trail may not be linked. The operator has to start a worker."
    ),
    page="/setup",
    link=_("See the set-up"),
)
_LATELY: Final = timedelta(minutes=15)
_ENDED_WHY: Final = "While a part of it is away, jobs are late. What ends one again and again stops them."
_ENDED_MEND: Final = (
    "Look at its log just before. Out of memory: give it more, or start it with a lower --concurrency. If it says that "
    "Redis holds messages that are not Anteroom's, change Redis's password and look who writes to it."
)


@reads
def worker(services: Services, unit: Transaction) -> Finding:
    """Return whether a worker is alive, and no part of it has ended by itself lately.

    It is alive if it has sent a heartbeat or holds a job.
    """
    return _worker(services, background.read(unit.db, services.clock()))


def _worker(services: Services, found: Background) -> Finding:
    now = services.clock()
    if found.is_worked(now):
        if found.ended_at is None or now - found.ended_at > _LATELY:
            return ok("worker", "alive")
        ended = f"{found.ended_part}, {found.ended_at.isoformat(timespec='minutes')}"
        said = f"a part of it ended and was started again: {ended}"
        return Finding("worker", State.BAD, said, _ENDED_WHY, _ENDED_MEND, "restarted")
    if found.heard_at is None:
        said = "no worker has ever run here"
    else:
        said = f"no sign of a worker since {found.heard_at.isoformat(timespec='minutes')}"
    is_new = found.begun is None or now - found.begun <= _TO_START_IT
    mend = _JOBS_MEND[services.settings.jobs_by]
    told = None if is_new else _NO_WORKER
    return Finding("worker", State.BAD, said, _JOBS_WHY, mend, "silent", on_pages=told)


WORKER_CHECK = Check(
    "worker",
    worker,
    Shown.DOCTOR | Shown.READY,
    position=140,
    key="jobs",
    desk=lambda desk: _worker(desk.services, desk.background),
    alert=Alerted(
        _("work in the background"),
        "/setup",
        N_("Nobody does the work in the background, or its processes keep ending."),
        N_("The work in the background is done again."),
    ),
)


def broker(services: Services) -> list[Finding]:
    """Return whether Celery's Redis answers."""
    if services.settings.jobs_by is not Workers.CELERY:
        return [ok("broker", "not needed: server processes do the jobs")]
    if redis_answers(services.settings):
        return [ok("broker", "Redis answers")]
    mend = "Redis does not answer at REDIS_URL. Start it: workers connect again, and need no restart."
    told = OnPages(
        _("Redis does not answer. Alarms are still told to staff, and messages go a little later."),
        _START_REDIS,
    )
    return [Finding("broker", State.BAD, "Redis does not answer", _BROKER_WHY, mend, "down", on_pages=told)]


BROKER_CHECK = Check(
    "broker",
    broker,
    EVERYWHERE,
    position=160,
    label=_("Redis answers"),
    only_if_bad=True,
    needs_database=False,
    alert=Alerted(
        _("no answer from Redis"),
        "/setup",
        N_("Redis does not answer, so work in the background waits."),
        N_("Redis answers again."),
    ),
)


@reads
def failed_jobs(_services: Services, unit: Transaction) -> Finding:
    """Return how many jobs failed for good."""
    return _failed_jobs(jobs.count_dead(unit.db))


def _failed_jobs(dead: int) -> Finding:
    if not dead:
        return ok("jobs", "none has failed")
    return Finding(
        "jobs",
        State.WARN,
        f"{dead} failed after many attempts",
        "Somebody is waiting for the result, or an erased patient is still in a sheet.",
        f"See why: {FLASK} jobs list. Then: {FLASK} jobs retry ID",
        on_pages=OnPages(
            ngettext(
                "A job failed and will not be retried.", "%(num)d jobs failed and will not be retried.", dead
            ),
            page="/jobs",
            link=_("See which"),
        ),
    )


FAILED_JOBS_CHECK = Check(
    "jobs",
    failed_jobs,
    Shown.DOCTOR,
    position=180,
    desk=lambda desk: _failed_jobs(desk.background.dead_jobs),
    alert=Alerted(
        _("failed jobs"), "/jobs", N_("Work in the background has failed."), N_("No failed work is left.")
    ),
)


_LIMITS_WHY: Final = "At the limit nothing more is saved, and patients are asked to phone the clinic."
_LIMITS_MEND: Final = {
    Limit.STORAGE: "Is somebody flooding the clinic? If not, an admin can raise the limit on /retention, which replaces STORAGE_MB.",
    Limit.DISK: "Free some space on the database's disk: du -xh --max-depth=2 / | sort -h | tail",
    Limit.RECORDS: "Is somebody flooding the clinic? If not, an admin can raise the limit on /retention, which replaces RECORDS_A_DAY.",
    Limit.REPLIES: "Is somebody flooding the clinic? Patients get no answer until tomorrow. If not, raise REPLIES_A_DAY.",
}


_LITTLE_SPACE: Final = OnPages(
    _("The database is running out of space. At its limit nothing more is saved."),
    page="/retention",
    link=_("See the limits"),
)


def limits(services: Services) -> list[Finding]:
    """Return the limits for all patients together that are reached, or soon will be.

    Raises:
        StoreUnavailable, WrongKeys: the database cannot be asked.
    """
    found = reached(services.store, services.settings.retention, services.clock())
    return _limits(found) or [ok("limits", "none is near")]


def _limits(found: Reached) -> list[Finding]:
    return [
        Finding(
            "limits",
            State.BAD if is_met else State.WARN,
            f"{limit} is {'reached' if is_met else 'nearly reached'}",
            _LIMITS_WHY,
            _LIMITS_MEND[limit],
            limit if is_met else "",
            on_pages=_LITTLE_SPACE if limit in {Limit.STORAGE, Limit.DISK} else None,
        )
        for is_met, limits_ in ((True, found.met), (False, found.near))
        for limit in limits_
    ]


def _space(desk: Desk) -> list[Finding]:
    rules = rules_in(desk.unit, desk.services.settings.retention)
    return _limits(reached_in_room(desk.services.store.room.measured(), rules))


LIMITS_CHECK = Check(
    "limits",
    limits,
    Shown.DOCTOR | Shown.READY,
    position=110,
    desk=_space,
    alert=Alerted(
        _("limits"),
        "/retention",
        N_("A limit is nearly reached. At the limit, patients are turned away."),
        N_("No limit is near any more."),
    ),
)


def sign_in(services: Services) -> Finding:
    """Return whether sign-in attempts can be counted; otherwise nobody can sign in."""
    if redis_answers(services.settings):
        told = OnPages(_("Sign-in attempts are counted in Redis, across all servers."))
        return ok("sign_in", "attempts are counted in Redis", on_pages=told)
    if not database_counts(services):
        return Finding(
            "sign_in",
            State.BAD,
            "attempts cannot be counted",
            "Nobody can sign in or enter a code. Messages are accepted, and open sessions continue.",
            "The database cannot be read: see its findings.",
            "closed",
            on_pages=OnPages(
                _(
                    "Sign-in attempts can’t be counted, so no one can sign in or enter a code. Messages are still accepted, and people who are signed in can continue."
                ),
                _("The database can’t be read. On the server, this says more:"),
            ),
        )
    if services.settings.redis_url is None:
        told = OnPages(_("Sign-in attempts are counted in the database, across all servers."))
        return ok("sign_in", "attempts are counted in the database", on_pages=told)
    return Finding(
        "sign_in",
        State.WARN,
        "Redis does not answer, so attempts are counted in the database",
        "Whoever guesses passwords has as many tries again as Redis had counted.",
        "Redis does not answer at REDIS_URL. Start it, or remove REDIS_URL to count in the database, and restart Anteroom.",
        on_pages=OnPages(
            _("Redis does not answer. Sign-in attempts are counted in the database meanwhile."),
            _START_REDIS,
        ),
    )


SIGN_IN_CHECK = Check(
    "sign_in",
    sign_in,
    EVERYWHERE,
    position=100,
    label=_("Sign-in available"),
    needs_database=False,
    alert=Alerted(
        _("counting sign-in attempts"),
        "/setup",
        N_("Attempts to sign in are not counted as they should be."),
        N_("Attempts to sign in are counted again."),
    ),
)


_SILENT_WHY: Final = (
    "Its processes are gone or stuck, or it does not reach the database. The others do its work meanwhile."
)
_SILENT_MEND: Final = (
    "Look at its log, and start Anteroom there. A machine that was switched off is forgotten after a day."
)


_A_SILENT_ONE: Final = OnPages(
    _("A machine is silent. The others do its work meanwhile."),
    _("Ask the operator to look at its log. Which machine it is, this command says:"),
)


def machines(services: Services) -> list[Finding]:
    """Return the machines that were heard of lately and are not any more.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    now = services.clock()
    with services.store.read() as unit:
        heard = milestones.machines(unit.db)
    silent = [each for each in heard if now - each.at > SILENT]
    if silent:
        return [
            Finding(
                "machines",
                State.BAD,
                f"{each.machine} ({each.role}) has been silent since {each.at.isoformat(timespec='minutes')}",
                _SILENT_WHY,
                _SILENT_MEND,
                "silent",
                on_pages=_A_SILENT_ONE,
            )
            for each in silent
        ]
    alive = sorted({f"{each.machine} ({each.role})" for each in heard})
    return [ok("machines", f"{', '.join(alive)}: alive" if alive else "none has been heard of yet")]


MACHINES_CHECK = Check(
    "machines",
    machines,
    EVERYWHERE,
    position=150,
    label=_("Every machine works"),
    only_if_bad=True,
    alert=Alerted(
        _("a silent machine"), "/setup", N_("A machine is silent."), N_("Every machine is heard of again.")
    ),
)


_FOR_COMMANDS: Final = 5
"""Connections for a backup, `doctor` and others beside the servers."""
_NO_ROOM: Final = (
    "When PostgreSQL has no connection left, messages are answered with 503 and nobody can sign in."
)


def connections(services: Services) -> list[Finding]:
    """Return whether PostgreSQL has room for what all processes may open.

    It assumes that all machines have the settings of this one.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    room, settings = services.store.connections(), services.settings
    if room is None:
        return [ok("connections", "SQLite has room for all")]
    with services.store.read() as unit:
        roles = [each.role for each in milestones.machines(unit.db)]
    web = max(1, roles.count(Role.WEB)) * settings.workers
    processes = web + roles.count(Role.WORKER)
    needed = processes * settings.connections + _FOR_COMMANDS
    said = f"{processes} processes may open {needed}, PostgreSQL has room for {room.most}, and {sum(room.in_use.values())} are in use"
    if needed <= room.most:
        return [ok("connections", said)]
    each = (room.most - _FOR_COMMANDS) // processes
    mend = f"Set max_connections = {needed + 3} or more in postgresql.conf, and restart PostgreSQL"
    if each >= LEAST_CONNECTIONS:
        mend = f"Set DATABASE_CONNECTIONS={each} on every machine, or: {mend[0].lower()}{mend[1:]}"
    return [Finding("connections", State.WARN, said, _NO_ROOM, mend)]


CONNECTIONS_CHECK = Check("connections", connections, position=170)
