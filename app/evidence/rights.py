"""What patients are told and agree to, and how their rights are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from app.checks.profile import Line, Origin
from app.evidence.facts import Facts
from app.evidence.paper import listed
from app.intake.phrases import SHIPPED
from app.web.languages import LANGUAGES

_SET_BY: Final[Mapping[Origin, str]] = {
    Origin.PROFILE: "by the profile",
    Origin.OPERATOR: "by the operator",
    Origin.ADMIN: "by an admin",
    Origin.SETTINGS: "by an admin",
}
ERASURE: Final = (
    "An erasure removes the record, its answers and earlier versions, its conversation if nobody else is in it, its rows in spreadsheets, and, "
    "with a key for it, its messages at Twilio. What it deletes is overwritten in the database's files. Only a tombstone stays: an id, when, "
    "by whom, and the reason's code. The person may have a certificate, for which every table is searched once more."
)


def consent(facts: Facts) -> str:
    """Return what patients read before anything is asked."""
    clinic = facts.clinic
    words = (
        f"The clinic's own text counts in {', '.join(sorted(clinic.consent_texts))} (version {clinic.consent_version})."
        if clinic.consent_texts
        else f"The shipped text counts (version {clinic.consent_version})."
    )
    return (
        f"Before anything is asked, a text says who asks what, why, for how long, who carries it and what patients may demand. {words} "
        "Each decision is kept with the text, the language, the channel and the time. A changed text is agreed to again. Messages that may be "
        "cries for help are kept before that."
    )


def children(facts: Facts) -> str:
    return (
        f"Somebody younger than {facts.clinic.consent_age} does not answer alone: a parent or carer answers, and says that they may. "
        "Staff see who consented, and when the child has come of age since."
    )


def languages(facts: Facts) -> str:
    offered = facts.clinic.languages or tuple(SHIPPED)
    return f"Patients are spoken to in {_named(offered)}. Staff read pages in {_named(LANGUAGES)}."


def _named(codes: Iterable[str]) -> str:
    return " and ".join(SHIPPED[code].english_name for code in codes if code in SHIPPED)


def requests(facts: Facts) -> str:
    """Return how a patient's rights are kept."""
    return listed(
        f"Access and portability: a patient's own copy, to print, as JSON and as FHIR. Requests are to be answered within {facts.settings.rights_due.days} days, and "
        "what is due soon or overdue is shown to staff.",
        "Correction: by staff, or by the patient in the chat; the earlier answer is kept until the record goes.",
        f"Erasure. {ERASURE}",
        "Restriction: a restricted record is in no export and no report, and no rule deletes it.",
        "Objection and withdrawal: noted as a request for a person to judge; STOP ends messages at once.",
        "Who saw a record: the list of every look, with its reason.",
    )


def contact(facts: Facts) -> str:
    """Return how outsiders report a weakness, and patients reach the clinic."""
    told = facts.settings.security_contact
    security = (
        f"Weaknesses are reported to {told} (`/.well-known/security.txt`)."
        if told
        else "**No contact for weaknesses is published**: SECURITY_CONTACT is not set."
    )
    return f"Patients call {facts.clinic.phone}. {security}"


def clinic(facts: Facts) -> str:
    """Return who the clinic is, as far as it has said."""
    named = facts.clinic
    country = f", {named.country}" if named.country else ""
    return f"{named.name}{country}, telephone {named.phone}, by its pages at {facts.settings.public_url}."


def law(facts: Facts) -> str:
    """Return the profile in force, and each of its rules."""
    profile = facts.settings.compliance.profile
    if not profile.rules:
        return "No compliance profile is chosen (COMPLIANCE_PROFILE), so no law's figures are checked."
    return (
        f"The profile {profile.name} is in force. It refuses a start with what it does not allow:\n\n"
        + listed(*map(_ruled, facts.lines))
    )


def _ruled(line: Line) -> str:
    rule = line.rule
    wrong = "" if line.is_allowed else " **The law does not allow it.**"
    return f"{rule.setting} is {line.value}, {_SET_BY[line.origin]}; allowed: {rule.limit or 'any value'} ({rule.source}).{wrong}"


def messages(facts: Facts) -> str:
    """Return when patients are written to."""
    named = facts.clinic
    quiet = (
        f"Quiet hours are from {named.quiet_from} to {named.quiet_until}."
        if named.quiet_from != named.quiet_until
        else "There are no quiet hours."
    )
    reminders = "Somebody who falls silent is reminded once." if named.reminders else "Nobody is reminded."
    return f"{reminders} {quiet} After STOP nothing is sent. A link to the form works for {int(facts.settings.form_link.total_seconds() // 3600)} hours, for one browser."
