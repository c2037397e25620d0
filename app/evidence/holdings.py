"""What is kept of whom, where, how it is sealed, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

from app.checks import sqlite_file
from app.config.values import is_this_computer
from app.dashboard.retention.words import CLASSES
from app.evidence.facts import Facts
from app.evidence.paper import listed
from app.intake.phrases import FALLBACK, speak
from app.intake.questions import Question, words_of
from app.retention.rules import STATUSES_OF, Kept, days, longest
from app.store.holdings import Holding

SEALING: Final = (
    "Every column that holds what a patient said, or what staff write of one, is sealed (Fernet: AES-128-CBC and HMAC-SHA256) under a "
    "key of its own for each column, and bound to its row. Health answers and notes are padded. Numbers, names and birth dates are found by "
    "keyed indexes (HMAC-SHA256) under other keys. A thief of the database, a backup or the disk who has no key reads none of it."
)
_OF_RECORDS: Final = "records"
_OF_CONVERSATIONS: Final = "conversations"
_AS_DRAFTS: Final[Mapping[str, str]] = {
    "invitations": "it was sent",
    "links to the form": "it expired",
    "lost drafts": "the sender's last message",
}
"""What goes with the days of drafts -> since when they count."""
_WITH_TRAIL: Final = frozenset({"audit events", "audit mentions", "lists of the records in a file"})
_NEVER: Final[Mapping[str, str]] = {
    "members": "never: the trail names them",
    "versions of the settings": "never: each shows what counted when",
    "versions of the retention rules": "never: each shows what was deleted by which rule",
}


def place(facts: Facts) -> str:
    """Return where the database is."""
    settings = facts.settings
    if (file := sqlite_file(settings)) is not None:
        return f"The database is an SQLite file on the server itself: {file}. Only its owner can read it."
    hosts = _hosts(settings.database_url.reveal())
    beyond = [host for host in hosts if not is_this_computer(host)]
    wire = (
        "over TLS with a verified certificate, without which a production server does not start"
        if beyond and settings.production
        else "without leaving the computer"
        if not beyond
        else "over a wire that is not checked, because this is no production server"
    )
    return f"The database is PostgreSQL ({', '.join(hosts) or 'a local socket'}), reached {wire}."


def _hosts(url: str) -> list[str]:
    parts = urlsplit(url)
    listed_too = [each.rpartition(":")[0] or each for each in parse_qs(parts.query).get("host", ())]
    return [host for host in (parts.hostname, *listed_too) if host]


def subjects(_facts: Facts) -> str:
    return listed(
        "patients, and people who began an intake or were invited to one",
        "parents and carers who answer for somebody else (name and relation)",
        "staff who sign in",
    )


def answers(facts: Facts) -> str:
    """Return what patients are asked."""
    left_out = facts.clinic.left_out
    asked = _asked(facts)
    health = [_named(each) for each in asked if each.health]
    others = [_named(each) for each in asked if not each.health]
    return listed(
        f"about health (special category): {', '.join(health)}",
        f"other answers: {', '.join(others)}",
        f"not asked here: {', '.join(map(_plain, left_out))}" if left_out else "",
        "the phone number or the e-mail address that somebody writes from or is invited at",
        "messages that may be cries for help, kept also before consent, in somebody's vital interest",
        "of staff: name, e-mail address, role, sessions with their network address, and every act in the audit trail",
    )


def answer_rules(facts: Facts) -> str:
    """Return what an answer to each question may be."""
    rules = (
        f"{_named(each)}: {each.limit:,} characters at most{', may be skipped' if each.optional else ''}{', a list' if each.many else ''}"
        for each in _asked(facts)
    )
    return "What is asked here, and how long an answer may be:\n\n" + listed(*rules)


def _asked(facts: Facts) -> list[Question]:
    return [each for each in facts.asked.questions if each.key not in facts.clinic.left_out]


def _named(question: Question) -> str:
    """Return what a paper calls a question: the clinic's own by its label."""
    return words_of(question, speak(FALLBACK)).title if question.item else _plain(question.key)


def volume(facts: Facts) -> str:
    return f"{facts.records:,} records of patients are kept now."


def periods(facts: Facts) -> str:
    """Return how long each class of data is kept, as the rules in force say."""
    lines = (f"{_label(kept)}: {days(kept, facts.rules):,} days. {CLASSES[kept].hint}" for kept in Kept)
    return "A daily run deletes what is past its time:\n\n" + listed(*lines)


def tables(facts: Facts) -> str:
    """Return every table that holds something of somebody, with its period."""
    rows = "\n".join(_row(each, facts) for each in facts.holdings)
    return (
        "What is kept, as the tables themselves declare it:\n\n"
        f"| kept | sealed in it | deleted | in backups |\n| --- | --- | --- | --- |\n{rows}"
    )


def _row(holding: Holding, facts: Facts) -> str:
    cells = (
        holding.called,
        ", ".join(holding.sealed) or "no words in the clear",
        "; ".join(_ends(holding, facts)),
        "yes" if holding.in_backup else "no",
    )
    return f"| {' | '.join(cells)} |"


def _ends(holding: Holding, facts: Facts) -> Iterator[str]:
    """Yield when rows of a table are deleted."""
    own = list(_by_time(holding, facts))
    yield from own
    if holding.goes_with:
        yield f"with its {' or '.join(holding.goes_with)}"
    if holding.outlives:
        yield f"after an erasure, within {days(Kept.TOMBSTONE, facts.rules):,} days"
    elif holding.of_patients and holding.called not in {_OF_RECORDS, _OF_CONVERSATIONS}:
        yield "by an erasure"
    elif not own and not holding.goes_with:
        yield _NEVER.get(holding.called, "no rule ends it")


def _by_time(holding: Holding, facts: Facts) -> Iterator[str]:
    if holding.called == _OF_RECORDS:
        figures = ", ".join(f"{kept.value} {days(kept, facts.rules):,}" for kept in STATUSES_OF)
        yield f"days after the last change: {figures}"
    if holding.called == _OF_CONVERSATIONS:
        yield f"with its records; without one {days(Kept.DRAFT, facts.rules):,} days after the last message"
    if holding.called in _AS_DRAFTS:
        yield f"{days(Kept.DRAFT, facts.rules):,} days after {_AS_DRAFTS[holding.called]}"
    if holding.called in _WITH_TRAIL:
        yield f"with the trail, {days(Kept.AUDIT, facts.rules):,} days after it was written"
    for rule, since in holding.rules:
        yield f"{days(Kept(rule), facts.rules):,} days after it was {since}"


def longest_kept(facts: Facts) -> str:
    return f"A record is kept for {longest(facts.rules):,} days after its last change at most, unless somebody holds it."


def _label(kept: Kept) -> str:
    return str(CLASSES[kept].label)


def _plain(key: str) -> str:
    return key.replace("_", " ")
