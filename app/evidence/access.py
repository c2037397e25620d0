"""Roles, sign-in, sessions and the trail: what access there is, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from app.config.witness import Way
from app.evidence.facts import Facts
from app.evidence.paper import listed
from app.guard.doors import MAY_NAMES, ROLES, May, role_name
from app.guard.limits import ACCOUNT, ACCOUNT_NETWORK, GLOBAL, NETWORK, Rule

_TRAIL: Final = (
    "Every sign-in, refusal, look at a patient, change, export and change of settings is a line of the audit trail: who, what, when (UTC) and "
    "why, never a patient's words. It is written in the transaction of what it records. The database refuses to change or delete a line, and "
    "a chain of keyed hashes shows what was changed by hand. `audit verify` checks it; `/audit?record=` says who saw one patient."
)
LEAST: Final = (
    "A record opens with every answer hidden. What somebody asks for, with a reason, is shown for a minute. Reception's pages select no column "
    "with health answers. The list shows initials and an age band."
)
_WITNESSES: Final[Mapping[Way, str]] = {
    Way.TIME_STAMP: "a time-stamp authority (RFC 3161)",
    Way.FILE: "a file elsewhere",
    Way.MAIL: "a mailbox",
}
_ARTICLE: Final = {"minute": "a", "hour": "an"}
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)


def accounts(facts: Facts) -> str:
    """Return the roles, what each may do, and how many have it."""
    rows = "\n".join(
        f"| {role_name(role)} | {facts.members.get(role, 0)} | {', '.join(str(MAY_NAMES[act]) for act in May if act in acts)} |"
        for role, acts in ROLES.items()
    )
    return (
        "Each person has an account of their own. There is none by default, and none that is shared.\n\n"
        f"| role | people now | may |\n| --- | --- | --- |\n{rows}"
    )


def people(facts: Facts) -> str:
    """Return how many people have which role, without what each role may do."""
    counted = ", ".join(f"{count} of {role_name(role)}" for role, count in facts.members.items())
    return f"Each person has an account of their own, by which the audit trail names them. Accounts now, by role: {counted or 'none'}."


def review(facts: Facts) -> str:
    """Return when somebody last confirmed who keeps which role."""
    last = (
        f"The last was on {facts.reviewed_at:%Y-%m-%d}." if facts.reviewed_at else "**There was none yet.**"
    )
    late = (
        f" **{facts.unreviewed} of the accounts should have been confirmed by now.**"
        if facts.unreviewed
        else ""
    )
    return f"Once a quarter somebody else confirms, for everybody, who keeps which role (`/staff/review`). {last}{late}"


def sign_in(_facts: Facts) -> str:
    return (
        "A password of 15 to 256 characters (argon2id; common ones and the clinic's own words are refused) and a code of an authenticator "
        "(TOTP), each good once, are both needed, for everybody. A lost authenticator is replaced by one of ten recovery codes or by an admin, "
        "with a link for one use. TOTP does not resist phishing. "
        f"Tries are counted before they are judged: {_figures(ACCOUNT_NETWORK)} for an account and network, {_figures(NETWORK)} "
        f"for a network, {_figures(ACCOUNT)} for an account, {_figures(GLOBAL)} in all."
    )


def _figures(rule: Rule) -> str:
    """Return a limit in words, as in “10 in 15 minutes and 20 in an hour”."""
    return " and ".join(_figure(each) for each in rule.figures.split("; "))


def _figure(figure: str) -> str:
    count, _, span = figure.partition("/")
    return f"{count} in {span if span[0].isdigit() else f'{_ARTICLE[span]} {span}'}"


def sessions(facts: Facts) -> str:
    """Return when somebody is signed out."""
    settings = facts.settings.sessions
    return (
        f"A session ends after {settings.idle // _MINUTE} minutes without activity, and {settings.absolute // _HOUR} hours after "
        "sign-in. A role that changes, a reset or a disabled account ends every session at once. Exports, erasures, staff and "
        "what patients are told in danger ask for a code of the last five minutes."
    )


def pace(facts: Facts) -> str:
    limit = facts.settings.pace
    return (
        f"One person is shown {limit.records_an_hour} records in an hour, and {limit.records_after_code} after a fresh code. "
        "Beyond that nothing is shown, and admins are told."
    )


def exports(facts: Facts) -> str:
    """Return what holds back an export."""
    clinic = facts.clinic
    second = (
        "A second person approves each."
        if clinic.export_approval
        else "No second person is needed (an admin can ask for one)."
    )
    return (
        f"An export needs a reason and a fresh code. {second} One person may start {clinic.exports_per_hour} in an hour. No file of it is "
        "written on the server, cells start no formula, and the trail says who took what and why."
    )


def trail(facts: Facts) -> str:
    """Return what the trail has, and who outside sees its end."""
    witness = facts.settings.witness
    if not witness.ways:
        return f"{_TRAIL} **Nobody outside sees its end**: WITNESS_URL is not set, so the last lines could be cut off unseen."
    seen = max(facts.witnessed.values(), default=None)
    newest = f", last on {seen:%Y-%m-%d}" if seen else ", **and has not gone yet**"
    apart = (
        ""
        if witness.is_outside
        else " **Time-stamps are kept in the database alone**, where they could be deleted too."
    )
    ways = " and ".join(_WITNESSES[way] for way in witness.ways)
    return f"{_TRAIL} Its newest hash leaves daily to {ways}{newest}, so that a cut end shows.{apart}"


def incidents(_facts: Facts) -> str:
    """Return what the software has for the day of an incident."""
    return (
        "There are drills for a lost phone, a stolen laptop, a leaked key or `.env`, and a breach. `breach` knows who has to be told by when under "
        "GDPR, HIPAA, DPDP, LGPD and POPIA, says whose records an account, a session, an export or a network got, drafts the letters, and keeps "
        "the register in the trail."
    )


def safeguards(facts: Facts) -> str:
    """Return the safeguards of access together, as a list."""
    return listed(LEAST, pace(facts), exports(facts))
