"""What the security pages state is so: each name is one that there is, and each figure the one that counts.

What a statement promises is held by the tests of its subject. Here stands what a change of the code would make untrue
without a word.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from datetime import timedelta
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, Any

from app.config.settings import PaceSettings, Settings
from app.evidence.asvs import read_answers
from app.features import FEATURES
from app.guard import limits
from app.intake.questions import QUESTIONS
from app.staff.passwords import PRODUCTION
from app.store.clinic.retention_rules import Rules
from app.store.patients.fragments import LAST_DIGITS, LENGTHS, MOST, SIZE, STEP
from app.store.vouched import all_vouched
from app.store.work.refusals import FAILED_SIGN_IN, KINDS, LIMITED, NO_LINK, NOBODY, WEBHOOK
from tests.cases import for_each
from tests.documents import SECURITY, SECURITY_PAGES, section
from tests.project import ROOT
from tests.releases import tables_to_come

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from app.guard.limits import Rule
    from app.services import Services

PAGES = (SECURITY, ROOT / "README.md", *SECURITY_PAGES.glob("*.md"), *(ROOT / "docs" / "drills").glob("*.md"))
OF_OTHERS = {"GET", "HEAD", "POST", "UPDATE", "VACUUM", "SHA256SUMS"}
ELSEWHERE = {"/tmp", "/proc/…/environ"}
ON_SIGN_IN_PAGE = {"clinic_profiles", "retention_rules"}
IN_WORDS = {
    **dict(enumerate("no one two three four five six seven eight nine ten".split())),
    20: "twenty",
    60: "sixty",
}
COOL_DOWN = int(
    tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["uv"]["exclude-newer"].removesuffix(" days")
)
RIGHTS_DUE: Any
[RIGHTS_DUE] = [each.default for each in fields(Settings) if each.name == "rights_due"]
SPANS = {
    timedelta(minutes=1): "a minute",
    timedelta(minutes=30): "half an hour",
    timedelta(hours=1): "an hour",
    timedelta(days=1): "a day",
    timedelta(weeks=1): "a week",
}


def named(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield each name of a form that a page prints as code, with the page."""
    for page in PAGES:
        for name in re.findall(rf"`({pattern})`", page.read_text()):
            yield page.name, name


def of(place: str) -> Any:
    """Return a constant of the app by its module and name."""
    module, name = place.split(":")
    return getattr(import_module(f"app.{module}"), name)


def span(place: str) -> str:
    """Return a period that a page writes as a noun alone."""
    return SPANS[of(place)]


def minutes(place: str) -> int:
    return int(of(place) / timedelta(minutes=1))


def hours(place: str) -> int:
    return int(of(place) / timedelta(hours=1))


def days(place: str) -> int:
    return int(of(place) / timedelta(days=1))


def kilobytes(place: str) -> int:
    return int(of(place)) // 1024


def judged(rule: Rule) -> str:
    """Return a limit as a page writes it: `10 in 5 minutes, 20 an hour`."""
    parts = (
        each.strip().replace("/", " an " if each.endswith("/hour") else " a ")
        for each in rule.figures.split(";")
    )
    return ", ".join(re.sub(r" a (?=\d)", " in ", each) for each in parts)


FIGURES: dict[str, dict[str, tuple[object, ...]]] = {
    "SECURITY.md": {
        "for {} days they can change that patient's answers": (days("intake.stages.handed_in:LONG_AGO"),)
    },
    "threat-model.md": {
        "After {} days of silence the chat asks for a birth year first, and after {} wrong ones": (
            days("intake.stages.handed_in:LONG_AGO"),
            IN_WORDS[of("intake.stages.handed_in:MOST_TRIES")],
        ),
    },
    "sealing.md": {
        "the first {}, {}, {}, {} and {} letters are indexed": LENGTHS,
        "begin with the same {}, {}, {}, {} or {} letters": LENGTHS,
        "The last {} digits of a sender's number": (IN_WORDS[LAST_DIGITS],),
        "stored as the first {} and as all 32 bytes of the HMAC": (SIZE,),
        "A patient has at most {} rows, and always a multiple of {}": (MOST, IN_WORDS[STEP]),
        "the newest {:,} records that pass the other filters": (of("store.patients.allergies:MOST"),),
        "within {} of the approval": (span("exports.lifecycle:TAKEN_WITHIN"),),
    },
    "keys.md": {
        "by the first {} digits of its fingerprint": (IN_WORDS[of("cli.keys:SHOWN")],),
        "as its newest key for {} minutes before": (IN_WORDS[minutes("store.keys:QUIET")],),
        "links ({} hours) and known computers": (hours("staff.enrolment:LINK_LASTS"),),
    },
    "sign-in.md": {
        "argon2id, {} MiB, {} passes; at most two at once": (
            PRODUCTION.memory_cost // 1024,
            IN_WORDS[PRODUCTION.time_cost],
        ),
        "{} to {} characters, no composition rules": (
            of("staff.password_rules:SHORTEST"),
            of("staff.password_rules:LONGEST"),
        ),
        "A code lives {} seconds": (of("staff.factors:_SECONDS") * len(of("staff.factors:_DRIFT")),),
        "**Recovery codes** are {}, of {} bits each": (
            IN_WORDS[of("staff.recovery_codes:MANY")],
            5 * of("staff.recovery_codes:_LENGTH"),
        ),
        "replaced as a set, at most {} times an hour": (
            IN_WORDS[int(limits.RECOVERY.figures.split("/")[0])],
        ),
        "have {} bits and last {} hours": (
            8 * of("guard.tokens:_BYTES"),
            hours("staff.enrolment:LINK_LASTS"),
        ),
        "one's own authenticator lasts {} minutes": (minutes("staff.account:_OWN_LINK_LASTS"),),
        "A session is {} bits": (8 * of("guard.tokens:_BYTES"),),
        "{} tries an hour are judged; then the session ends": (
            IN_WORDS[int(limits.UNLOCK.figures.split("/")[0])].title(),
        ),
        "is kept for {}": (span("store.conversations.kept_forms:LASTS"),),
        "at most {} of {} kB each": (
            IN_WORDS[of("store.conversations.kept_forms:_MOST")],
            kilobytes("store.conversations.kept_forms:LONGEST"),
        ),
        "are kept so too, for {} minutes": (IN_WORDS[minutes("guard.session:CONFIRMED_FOR")],),
        "needs a fresh code within {} minutes": (IN_WORDS[minutes("guard.session:CONFIRMED_FOR")],),
        "told of a reset for {}": (span("dashboard.alerts:_TOLD_FOR"),),
        "A member is shown {} records in an hour": (PaceSettings().records_an_hour,),
        "{} names in the list count as one": (
            IN_WORDS[of("guard.pace:A_RECORD") // of("guard.pace:A_NAME")],
        ),
        "which allows {} in that hour": (PaceSettings().records_after_code,),
        "A form of more than {} KiB ({} where answers are corrected) or {} fields": (
            of("guard.doors:GuardedBlueprint").LARGEST_FORM // 1024,
            kilobytes("dashboard.record.edit:_LARGEST_FORM"),
            of("guard.form_size:_MOST_FIELDS"),
        ),
        "| account and network | {} |": (judged(limits.ACCOUNT_NETWORK),),
        "| network (an IPv4 address, an IPv6 /{}) | {} |": (
            of("guard.networks:_V6_CUSTOMER"),
            judged(limits.NETWORK),
        ),
        "| account | {} |": (judged(limits.ACCOUNT),),
        "| everybody | {} |": (judged(limits.GLOBAL),),
        "| a computer the member has signed in on before | {}, and none of the others |": (
            judged(limits.DEVICE),
        ),
        "After {} failures in a row": (of("staff.sign_in:MOST_FAILURES"),),
        "At `/confirm` a session may try as much as a known computer, {}": (judged(limits.DEVICE),),
    },
    "webhook.md": {
        "At most {} KiB, form-urlencoded only": (kilobytes("webhook.signed_form:LARGEST_BODY"),),
        "at most {} fields": (of("webhook.signed_form:_MOST_FIELDS"),),
        "to the byte, for {} hours": (hours("store.messages.receipts:_REPEATED_FOR"),),
        "For each reason and network (/{}, or /{} for IPv6)": (
            of("guard.networks:_V4_NETWORK"),
            of("guard.networks:_V6_NETWORK"),
        ),
        "A process writes at most {} such pairs a minute": (of("observe.refusals:_MOST_PAIRS"),),
        "more than {} messages in a minute": (of("intake.allowance:MESSAGES_A_MINUTE"),),
        "still answered, up to {} messages": (of("intake.allowance:ANSWERED_A_MINUTE"),),
    },
    "audit-trail.md": {
        "groups the newest {} entries": (of("dashboard.audit.who_saw:MOST"),),
        "at most {} lines of it an hour": (sum(kind.lines_an_hour + 1 for kind in KINDS),),
        "{} refused requests, {} sign-ins turned away, {} failed ones, {} addresses that are no link": (
            WEBHOOK.lines_an_hour,
            LIMITED.lines_an_hour,
            FAILED_SIGN_IN.lines_an_hour + NOBODY.lines_an_hour,
            NO_LINK.lines_an_hour,
        ),
        "dated more than {} before": (span("store.trail.audit_verify:_LATE"),),
        "an alert after {} days": (IN_WORDS[days("checks.witness:LATE")],),
        "downloads up to {:,} entries": (of("dashboard.audit.page:MOST_COUNTED"),),
    },
    "dashboard.md": {
        "hides it after {} seconds": (int(of("dashboard.shown:SHOWN_FOR").total_seconds()),),
        "in the last {} days by kind": (days("web.news:KEPT_FOR"),),
        "{} minutes later a job raises the alarm": (
            IN_WORDS[minutes("intake.stages.alarm:ANSWERED_WITHIN")],
        ),
        "the first {:,} characters of the message": (of("intake.model:MOST_WORDS"),),
        "the retention rule counts, {} days at first": (Rules().alarm_days,),
        "At most {} of one conversation wait": (of("store.work.alarms:MOST_WAITING"),),
        "of within {} minutes": (IN_WORDS[minutes("store.work.alarm_takings:HELD_FOR")],),
        "A CSV file (`.csv`, `.txt` or `.tsv`), up to {} KB and {} numbers": (
            kilobytes("dashboard.invitations.numbers:LARGEST"),
            of("dashboard.invitations.numbers:MOST_LINES"),
        ),
        "invites {} people a day, {} with fresh codes; the clinic {:,}": (
            of("dashboard.invitations.pace:WITHOUT_CODE"),
            of("dashboard.invitations.pace:OF_A_MEMBER"),
            of("dashboard.invitations.pace:OF_ALL"),
        ),
        "the drafts of the {} who wrote last": (of("store.conversations.sought_talks:_LATEST"),),
        "the newest {} records of the last {} days": (
            of("store.patients.patient_search:_LATEST"),
            days("store.patients.patient_search:_LATELY"),
        ),
        "the {} newest of {} days are opened": (
            of("store.conversations.invitations:_MOST_SHOWN"),
            days("store.conversations.invitations:SHOWN_FOR"),
        ),
        "The last {} of a session": (IN_WORDS[of("store.staff.questions:_KEPT")],),
        "each rounded to {} on its own": (IN_WORDS[of("figures.disclosure:FEWEST")],),
    },
    "form.md": {
        "(`__Host-begin`, for {} minutes)": (IN_WORDS[of("form.door:_OFFERED_FOR") // 60],),
        "After {} minutes without use": (minutes("store.conversations.form_links:IDLE"),),
        "At most {} are wrong in a day": (IN_WORDS[of("store.conversations.form_links:MOST_TRIES_A_DAY")],),
        "{} wrong ones close the link": (IN_WORDS[of("store.conversations.form_links:MOST_TRIES")].title(),),
        "at most {} fields and {} KiB": (
            of("guard.form_size:_MOST_FIELDS"),
            of("guard.doors:GuardedBlueprint").LARGEST_FORM // 1024,
        ),
        "good for {}": (span("web.check_in:LASTS"),),
        "at most {} lines an hour, then one": (NO_LINK.lines_an_hour,),
        "more than {} of them from one address in {} minutes, or {} in an hour": tuple(
            re.findall(r"\d+", limits.NO_LINK.figures)
        ),
    },
    "erasure.md": {"take more than {} seconds": (of("store.engine.server:_SCRUBBING"),)},
    "patients-rights.md": {
        "within `RIGHTS_DUE_DAYS` ({})": (RIGHTS_DUE.days,),
        "{} before that": (span("dashboard.request_words:SOON"),),
        "{} to {} hours after their last message": (
            hours("reminders.rules:FIRST"),
            hours("reminders.rules:LAST"),
        ),
        "silent for {} hours": (IN_WORDS[hours("reminders.rules:SILENT_BY_EVENING")],),
        "deleted at Twilio {} minutes after they were handed in": (of("config.twilio:_EMPTIED_AFTER"),),
    },
    "exports.md": {
        "a code of the last {} minutes": (IN_WORDS[minutes("guard.session:CONFIRMED_FOR")],),
        "takes the export once, within {}": (span("exports.lifecycle:TAKEN_WITHIN"),),
        "no more of it after {} seconds": (
            IN_WORDS[int(of("exports.custody:HEARD_OF_EVERY").total_seconds())],
        ),
        "At most {} files at once": (IN_WORDS[of("exports.limits:MOST_AT_ONCE")],),
    },
    "retention.md": {
        "deleted within {} days": (days("dashboard.retention.page:SOON"),),
        "no run has finished for {} days": (IN_WORDS[days("retention.run:LATE")],),
        "more than {} days ago": (IN_WORDS[days("store.clinic.believed_clock:AWAY")],),
        "Sizes are measured once {}": (SPANS[timedelta(seconds=of("store.engine.room:_MEASURED_EVERY"))],),
    },
    "backups.md": {
        "Every {} seconds each server process looks": (IN_WORDS[int(of("jobs.journal:JOURNAL_EVERY"))],),
        "one file of mode {:04o}": (of("store.engine.file_lock:MODE"),),
    },
    "supply-chain.md": {"no release that is younger than {} days": (IN_WORDS[COOL_DOWN],)},
    "README.md": {
        "answers {} questions": (IN_WORDS[sum(not each.of_carer for each in QUESTIONS)],),
        "adds {} sample patients": (IN_WORDS[of("dashboard.setup.samples:MANY")],),
    },
    "logs.md": {"at most every {} minutes": (IN_WORDS[int(of("guard.forwarders:_PAUSE") / 60)],)},
}
"""Page -> what it says -> the figures that count."""


@for_each(
    ("page", "words", "figures"),
    chain.from_iterable(((page, *each) for each in told.items()) for page, told in FIGURES.items()),
)
def test_each_figure_of_a_security_page_is_the_one_that_counts(
    page: str, words: str, figures: tuple[object, ...]
) -> None:
    [path] = (each for each in PAGES if each.name == page)
    assert words.format(*figures) in " ".join(path.read_text().split())


def test_each_event_that_a_security_page_names_is_one_of_the_trail() -> None:
    events = {code for code, _page in FEATURES.events}
    first_words = {code.partition(".")[0] for code in events}
    told = {name for _page, name in named(r"[a-z_]+\.[a-z_]+")}
    assert {name for name in told if name.partition(".")[0] in first_words} - events == set()


def test_each_setting_that_a_security_page_names_is_read(services: Services) -> None:
    known = services.settings.names | OF_OTHERS
    assert {
        (page, name)
        for page, name in named(r"[A-Z][A-Z_0-9]{2,}(?:=\w+)?")
        if name.partition("=")[0] not in known
    } == set()


def test_each_address_that_a_security_page_names_has_a_page(app: Flask) -> None:
    known = {re.sub(r"<[^>]*>", "<>", rule.rule).rstrip("/") for rule in app.url_map.iter_rules()}
    told = {
        (page, re.sub(r"<[^>]*>", "<>", address.split()[-1].partition("?")[0]))
        for page, address in named(r"(?:GET |POST )?/[^`\n]*")
        if address not in ELSEWHERE
    }
    assert {
        (page, address)
        for page, address in told
        if address.rstrip("/") not in known and not any(each.startswith(address) for each in known)
    } == set()


def test_each_requirement_that_a_security_page_cites_is_met() -> None:
    cited = {
        number
        for page in PAGES
        for several in re.findall(r"\[((?:\d+\.\d+\.\d+(?:, )?)+)(?:: [^]]*)?\]", page.read_text())
        for number in several.split(", ")
    }
    answers = read_answers()
    of_levels_1_and_2 = cited & answers.keys()
    assert {each for each in of_levels_1_and_2 if answers[each]["verdict"] not in {"tested", "read"}} == set()


def test_each_table_whose_rows_are_vouched_for_is_on_the_page() -> None:
    table = section(SECURITY_PAGES / "sealing.md", "Rows that are vouched for")
    first = re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
    told = {name for cell in first for name in re.findall(r"`(\w+)`", cell)}
    vouched = all_vouched().keys() - ON_SIGN_IN_PAGE
    assert vouched - tables_to_come() <= told <= vouched
