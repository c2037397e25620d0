"""Keys, secrets, wires, backups and machines: what keeps the data safe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qs, urlsplit

from app.checks import FLASK, sqlite_file
from app.config.settings import Workers
from app.evidence.facts import Facts
from app.evidence.paper import listed
from app.store.clinic.milestones import REHEARSED_WITHIN, TAKEN_WITHIN

_A_DAY: Final = timedelta(days=1)
_CALLED: Final[Mapping[str, str]] = {"The command": "a program of the operator's"}


def secrets(facts: Facts) -> str:
    """Return where keys and passwords are kept."""
    stores = sorted(_CALLED.get(each, each) for each in facts.settings.secret_stores)
    where = (
        f"Secrets come from {' and '.join(stores)} at each start."
        if stores
        else "No store of secrets is in use: they come from `.env`, files or systemd credentials on the server, which nobody else may read."
    )
    return f"{where} They are removed from the environment once they are read, and shown nowhere."


def key_lists(facts: Facts) -> str:
    settings = facts.settings
    return (
        f"Listed now: {_many(len(settings.fernet_keys), 'sealing key')}, {_many(len(settings.index_keys), 'index key')}, "
        f"{_many(len(settings.secret_keys), 'key')} for sessions. `keys rotate` brings every value under the newest key while the "
        "service runs, and `keys verify` proves it before an old key is retired. The trail has each rotation."
    )


def wires(facts: Facts) -> str:
    """Return how what is sent is protected."""
    settings = facts.settings
    proxies = [
        *(str(each).removesuffix("/32") for each in settings.trusted_proxies.networks),
        *(["a local socket"] if settings.trusted_proxies.unix_socket else []),
    ]
    return listed(
        f"The service answers at {settings.public_url}. Pages in the clear are redirected, and everything else is refused; HSTS for two years.",
        f"A proxy ends TLS: {', '.join(proxies)}. Its forwarded headers are believed, and nobody else's."
        if proxies
        else "No proxy is named, so no forwarded header is believed.",
        "Every call to Twilio, Google, a store of secrets or the mail server verifies the certificate.",
        "Redis is reached over verified TLS, or on the computer itself." if settings.redis_url else "",
    )


def proxy_wire(facts: Facts) -> str:
    """Return how a proxy reaches the server."""
    proxies = facts.settings.trusted_proxies
    far = [str(each) for each in proxies.networks if not each.is_loopback]
    if far:
        return f"**A proxy is on another machine or in another container** ({', '.join(far)}): whoever runs it keeps that wire closed, or has TLS on it."
    return (
        "The proxy is on this machine." if proxies.networks or proxies.unix_socket else "No proxy is named."
    )


def credentials(facts: Facts) -> str:
    """Return by what the installation is known to what it uses."""
    settings = facts.settings
    return listed(
        f"PostgreSQL: {_known_by(settings.database_url.reveal())}"
        if sqlite_file(settings) is None
        else "SQLite: the owner of the file",
        f"Redis: {_known_by(settings.redis_url.reveal())}" if settings.redis_url else "",
        f"Twilio: {'a key of its own' if settings.twilio.api else 'the auth token of the account, with which everything may be done there'}",
        "Google: the key of a service account, for tokens of an hour" if settings.google else "",
    )


def privileges(facts: Facts) -> str:
    """Return whether the database's user may do more than it needs."""
    if facts.powers is None:
        return "The database is a file of the service's own user."
    if not facts.powers:
        return "The database's user may do nothing beyond its own database."
    return f"**The database's user may do more than it needs**: {', '.join(facts.powers)}. Give the service a role of its own."


def _known_by(url: str) -> str:
    parts = urlsplit(url)
    named = parse_qs(parts.query)
    if "sslcert" in named or "ssl_certfile" in named:
        return "a client certificate"
    return "a password" if parts.password or "password" in named else "no password"


def backups(facts: Facts) -> str:
    """Return whether backups can be taken, and when the newest was."""
    settings = facts.settings
    if not settings.backup_keys:
        return "**No backup can be taken**: BACKUP_KEY is not set."
    newest = (
        f"The newest was taken on {facts.backup_at:%Y-%m-%d %H:%M} UTC{_late(facts.now - facts.backup_at, TAKEN_WITHIN)}."
        if facts.backup_at
        else "**None has been taken yet.**"
    )
    return f"Backups are sealed (age) for {_many(len(settings.backup_keys), 'public key')}; the server that makes them cannot open them. {newest}"


def restoring(facts: Facts) -> str:
    """Return how long a restore took, as the last rehearsal measured it."""
    done = facts.rehearsal
    if done is None:
        return (
            "**No restore was measured**: no rehearsal of a backup is written down here. "
            f"`{FLASK} rehearse FILE --identity FILE` restores one into a scratch database and writes down how long it took."
        )
    late = _late(facts.now - done.at, REHEARSED_WITHIN)
    if done.took is None:
        return f"A backup was last restored as a rehearsal on {done.at:%Y-%m-%d} by a release that did not keep how long it took{late}."
    return (
        f"A backup was last restored as a rehearsal on {done.at:%Y-%m-%d}{late}: {done.rows:,} rows in {_seconds(done.took)}, values "
        f"opened and the audit trail verified. That is {'less' if done.took < 3 * _A_DAY else 'more'} than 72 hours. The time to "
        "fetch the file and the keys, and to set up a machine, comes on top."
    )


def erased_stay_erased(facts: Facts) -> str:
    where = (
        "a PostgreSQL database apart from the clinic's"
        if facts.settings.journal_url
        else "a file apart from the database"
    )
    return (
        f"Who was erased is named, by id alone, in {where}, so that no restored backup brings anybody back."
    )


def resilience(facts: Facts) -> str:
    """Return what goes on when a part fails."""
    settings = facts.settings
    jobs = (
        "Processes of Celery do jobs on any number of machines."
        if settings.jobs_by is Workers.CELERY
        else "The server's own processes do jobs."
    )
    shared = (
        "Limits are shared through Redis, and counted in the database while Redis is away."
        if settings.redis_url
        else "Limits are counted in the database."
    )
    return listed(
        f"{_many(settings.workers, 'server process', 'server processes')} on each machine. {jobs} {shared}",
        "A message is acknowledged after its commit. What Twilio could not deliver is fetched later and answered once.",
        "With PostgreSQL several machines serve at once; with SQLite one does.",
        f"A server that is asked to stop goes on for {settings.drain.seconds} seconds, so that others take over."
        if settings.drain
        else "",
    )


def limits(facts: Facts) -> str:
    """Return how much may come in, so that a flood costs a bounded amount."""
    rules, more = facts.rules, facts.settings.retention
    return (
        "What may come in is limited: "
        f"{rules.sender_records:,} records and {rules.sender_messages:,} messages a day of one sender, {_or_none(rules.records_a_day)} records a day in all, "
        f"{more.sender_replies:,} replies a day to one sender and {_or_none(more.replies_a_day)} in all, {_or_none(rules.storage_mb)} MB of database, "
        f"{_or_none(rules.free_disk_mb)} MB of free disk at least. STOP and cries for help are heard beyond every limit."
    )


def _or_none(figure: int) -> str:
    return f"{figure:,}" if figure else "any number of"


def watched(facts: Facts) -> str:
    """Return who is told when something is wrong."""
    settings, alerts = facts.settings, facts.settings.alerts
    return listed(
        f"Alerts go to {_many(len(alerts.email_to), 'e-mail address', 'e-mail addresses')} and {_many(len(alerts.sms_to), 'phone')}."
        if alerts.reaches
        else "**Nobody is alerted** by e-mail or SMS: neither ALERT_EMAIL_TO nor ALERT_SMS_TO is set.",
        "Metrics can be read with a token."
        if settings.metrics_tokens
        else "No metrics are read: METRICS_TOKEN is not set.",
        f"Traces go to {settings.traces.endpoint}, and name nobody." if settings.traces else "",
        f"The log is written at level {settings.log_level}, as JSON with a list of allowed fields. No word, number or name is in it at any level.",
    )


def found_wrong(facts: Facts) -> str:
    """Return what the installation's own checks find now."""
    if not facts.findings:
        return "`doctor` finds nothing wrong that can be seen without the network."
    found = (f"{each.check.replace('_', ' ')} ({each.state}): {each.said}" for each in facts.findings)
    return "`doctor` finds, without looking over the network:\n\n" + listed(*found)


def _late(age: timedelta, within: timedelta) -> str:
    return f", **more than {within.days} days ago**" if age > within else ""


def _seconds(length: timedelta) -> str:
    return f"{length.total_seconds():,.1f} seconds"


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"
