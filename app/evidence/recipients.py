"""The suppliers that are in use, and what data each of them gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.config.settings import IntakeMode
from app.evidence.facts import Facts
from app.evidence.paper import listed


class Supplier(NamedTuple):
    """Somebody who gets data because of a setting."""

    name: str
    gets: str


def suppliers(facts: Facts) -> Iterator[Supplier]:
    """Yield the suppliers that are in use."""
    settings = facts.settings
    ways = " and ".join(way for way, used in (("WhatsApp", facts.on_whatsapp), ("SMS", facts.by_sms)) if used)
    yield Supplier(
        "Twilio",
        f"carries messages by {ways}: the sender's number, and {_in_the_chat(facts)}. {_forgotten(facts)}",
    )
    if facts.on_whatsapp:
        yield Supplier(
            "Meta",
            "carries WhatsApp between the phone and Twilio, and reads the same. It signs no agreement for health data.",
        )
    if settings.google:
        yield Supplier(
            "Google",
            f"keeps the spreadsheet {settings.google.sheet_id}: the columns that a member chooses, in the clear, after a reason and a "
            "fresh code. An erased or restricted patient's row is taken out.",
        )
    if mail := settings.alerts.mail:
        yield Supplier(
            f"the mail server {mail.host}",
            "carries alerts, which say nothing of a patient, and invitations: an e-mail address, and a link to the form.",
        )
    if settings.traces:
        yield Supplier(
            f"the collector of traces at {settings.traces.endpoint}",
            "gets routes and durations; no word, number or name.",
        )
    if settings.witness.authority:
        yield Supplier(
            f"the time-stamp authority {settings.witness.authority}",
            "gets a digest of the audit trail's end once a day, and nothing of a patient.",
        )
    for store in sorted(settings.secret_stores):
        yield Supplier(store, "keeps secrets of the installation, and nothing of a patient.")


def _in_the_chat(facts: Facts) -> str:
    match facts.settings.intake_mode:
        case IntakeMode.CHAT:
            return "every answer, because patients answer in the chat"
        case IntakeMode.ASK:
            return "every answer of those who choose the chat over our own page"
        case IntakeMode.LINK:
            return "one-time links to our own page. What a patient types in the chat anyway passes through, and Anteroom keeps no word of it"


def _forgotten(facts: Facts) -> str:
    twilio = facts.settings.twilio
    if twilio.api is None:
        return "Nothing is deleted there by Anteroom: TWILIO_API_KEY is not set."
    parts = ["An erasure deletes the messages there too."]
    if twilio.discards:
        parts.append("Twilio is asked to keep no body of what is sent.")
    if twilio.emptied_after is not None:
        minutes = int(twilio.emptied_after.total_seconds() // 60)
        parts.append(f"Bodies of a chat are deleted there {minutes} minutes after the intake was handed in.")
    return " ".join(parts)


def in_use(facts: Facts) -> str:
    """Return every supplier, and what it gets."""
    return listed(*(f"**{each.name[:1].upper()}{each.name[1:]}** {each.gets}" for each in suppliers(facts)))


def abroad(facts: Facts) -> str:
    """Return which suppliers may take data to another country."""
    far = [each.name for each in suppliers(facts) if each.name in {"Twilio", "Meta", "Google"}]
    return f"{' and '.join(far)} {'works' if len(far) == 1 else 'work'} from the United States and elsewhere. Anteroom itself sends data nowhere else."


def health_in_chat(facts: Facts) -> str:
    """Return whether health data passes through a messenger."""
    settings = facts.settings
    if settings.intake_mode is IntakeMode.LINK:
        return "Patients answer on the clinic's own page (INTAKE_MODE=link). The chat asks nothing of health, names or dates."
    how = (
        "in the chat"
        if settings.intake_mode is IntakeMode.CHAT
        else "in the chat or on the clinic's own page, as they choose"
    )
    risk = (
        " Twilio and Meta can read them, and keep copies for a time."
        if facts.on_whatsapp
        else " Twilio and phone networks can read them."
    )
    shown = (
        "The list of answers before they are sent shows those about health, shortened."
        if facts.clinic.health_listed
        else "The list of answers before they are sent does not show those about health."
    )
    return f"Patients answer {how} (INTAKE_MODE={settings.intake_mode.value}).{risk} {shown}"
