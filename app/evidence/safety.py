"""What happens with cries for help, and which hazards are controlled how."""

from __future__ import annotations

from typing import Final

from app.evidence.facts import Facts
from app.evidence.paper import listed

NOT_A_TRIAGE: Final = (
    "Anteroom takes down what patients say. It diagnoses nothing, scores nothing and advises no treatment; the only thing that it "
    "decides is that a message may be a cry for help, and it errs towards telling staff."
)


def alarms(facts: Facts) -> str:
    """Return who is told of a cry for help, and what the patient reads."""
    named, settings = facts.clinic, facts.settings
    crisis = ", ".join(sorted({*named.crisis_numbers.values()} - {""}))
    chain = settings.alerts.chain
    told = (
        f"Then {len(chain.steps)} people or places are told one after the other, by e-mail or SMS, until somebody has it."
        if chain
        else "All who get alerts are told once."
        if settings.alerts.reaches
        else "**Nobody is told by e-mail or SMS**: only whoever looks at the pages sees it."
    )
    return (
        f"A patient whose words may tell of danger is told the emergency number {named.emergency_number}"
        f"{f', the crisis line {crisis}' if crisis else ''} and the clinic's number {named.phone}, whatever the intake's state. The message becomes an alarm "
        f"above every page. {told} An alarm ends by an outcome that a person says, never by time. A patient who is asked whether they need "
        "help, and stays silent, is an alarm after two minutes."
    )


def hazards(facts: Facts) -> str:
    """Return the hazards that the software knows of, with their controls."""
    known = "asked" if "allergies" not in facts.clinic.left_out else "**not asked at this clinic**"
    reach = "by alerts and the pages" if facts.settings.alerts.watches else "**by the pages alone**"
    return "Hazards that the software knows of, for the hazard log:\n\n" + listed(
        f"*A cry for help is not seen.* Heard by words and by a trained ear, in every state and beyond every limit; staff are told {reach}. Remaining: words that neither knows, and a phone that nobody answers.",
        "*The wrong patient.* Records that share a birth date and a word of the name are shown as look-alikes; a number that passes to somebody else is asked for a birth year after 90 days. Remaining: a person who answers for another without saying so.",
        f"*An allergy is missing.* Allergies are {known}; a stated one is flagged in the list and the record. Remaining: what a patient does not say.",
        "*An answer is changed on its way.* Answers are kept to the letter, and every earlier version too; one that was moved or changed in the database is shown as unreadable, never as another value.",
        "*A message is lost or taken twice.* It is acknowledged after its commit, has one effect, and what could not be delivered is fetched later.",
        f"*The service is away.* Its texts tell patients to call {facts.clinic.emergency_number} in an emergency before anything happens; messages are fetched and heard when it is back. Remaining: nobody is answered meanwhile.",
    )
