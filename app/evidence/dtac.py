"""What the software knows for the Digital Technology Assessment Criteria.

The areas are those of the form of the NHS. Its numbers are not, because they change with the form.
"""

from __future__ import annotations

from typing import Final

from app.evidence import access, custody, holdings, recipients, rights, safety
from app.evidence.facts import Facts
from app.evidence.paper import Blank, Paper, Question, Section, told

_SUPPLIER: Final = "whoever supplies the service"
_SAFETY: Final = "the clinical safety officer"
_OPERATOR: Final = "the operator"


def _product(facts: Facts) -> str:
    return f"Anteroom {facts.version}: patients' intake by messages and on a page of the clinic's own, and a dashboard for staff. Run for {rights.clinic(facts)}"


def _host(facts: Facts) -> str:
    return f"{holdings.place(facts)} {custody.backups(facts)}"


DTAC: Final = Paper(
    "dtac",
    "Digital Technology Assessment Criteria: what the software knows",
    "NHS England, DTAC, by area",
    (
        Section(
            "Company and product",
            (
                Question("product", "What is the product?", told(_product)),
                Question("supplier", "Who supplies it?", Blank(_SUPPLIER, "Write name, address and registration, and who supports it.")),
                Question("people", "Who uses it?", told(holdings.subjects, access.accounts)),
            ),
        ),
        Section(
            "Value proposition",
            (
                Question("value", "What is it for?", told("Patients are asked once, in their own words and time, before a visit. Staff read answers in place of asking at the desk.", safety.NOT_A_TRIAGE)),
                Question("benefit", "Which benefit was shown?", Blank(_SUPPLIER, "Write what was measured at this clinic. `/report` counts intakes, how far they come, and how long a cry for help waits.")),
            ),
        ),
        Section(
            "Clinical safety",
            (
                Question("dcb0129", "DCB0129: clinical risk management", Blank(_SAFETY, "Refer to the risk management file, the safety case, and who signed it.")),
                Question("dcb0160", "DCB0160: the deploying organisation's own assessment", Blank("the organisation's clinical safety officer", "Refer to it.")),
                Question("hazards", "Hazards and controls that the software knows of", told(safety.hazards)),
                Question("alarms", "What happens with a cry for help?", told(safety.alarms, custody.watched)),
                Question("device", "Is it a medical device?", Blank(_SUPPLIER, "Write the classification and its reason; the software neither diagnoses nor scores.")),
            ),
        ),
        Section(
            "Data protection",
            (
                Question("ico", "Registration with the ICO", Blank(_SUPPLIER, "Write the number.")),
                Question("dpo", "Data protection officer", Blank(_SUPPLIER, "Write name and contact.")),
                Question("dspt", "Data Security and Protection Toolkit", Blank(_SUPPLIER, "Write the organisation's code, the year and the standard that is met.")),
                Question("dpia", "Data protection impact assessment", Blank("the controller", "Attach it. `evidence dpia` fills in what the software knows.")),
                Question("profile", "Which law is it set up for?", told(rights.law)),
                Question("data", "Which data, and for how long?", told(holdings.answers, holdings.periods)),
                Question("where", "Where are data and backups kept?", told(_host)),
                Question("country", "In which country?", Blank(_OPERATOR, "Name the country of the servers and of the backups.")),
                Question("processors", "Who else gets data?", told(recipients.in_use, recipients.abroad)),
                Question("rights", "How are people's rights kept?", told(rights.consent, rights.children, rights.requests)),
            ),
        ),
        Section(
            "Technical security",
            (
                Question("ce", "Cyber Essentials", Blank(_SUPPLIER, "Attach the certificate of whoever runs the servers.")),
                Question("pentest", "Penetration test of the last twelve months", Blank(_SUPPLIER, "Attach the summary, with what was mended.")),
                Question("review", "Review of the code", told("Every change passes strict types, a linter, tests of who may import what and tests against attackers. `audit-report` attacks a copy of this very code. `evidence asvs` goes through OWASP ASVS 5.0.0, levels 1 and 2, requirement by requirement.")),
                Question("mfa", "Multi-factor authentication, by kind of account", told(access.sign_in, access.people)),
                Question("sessions", "Sessions", told(access.sessions)),
                Question("logging", "Logging and who may read it", told(access.trail, custody.watched)),
                Question("encryption", "Encryption at rest and on the way", told(holdings.SEALING, custody.key_lists, custody.secrets, custody.wires)),
                Question("load", "Load and failure", told(custody.resilience, custody.limits, custody.restoring)),
                Question("supply", "Components", told("`make release` writes a bill of materials (CycloneDX) and the licences. Every package is held to a hash; a workflow asks every day what is known about each.")),
                Question("report", "Reporting a weakness", told(rights.contact, "A person answers within 2 working days; what lets a stranger read or change data is mended within 7 days, else within 30 or 90.")),
                Question("open", "What is known to be open?", told(custody.found_wrong)),
            ),
        ),
        Section(
            "Interoperability",
            (
                Question("api", "Open interfaces", told("There is no interface for programs from outside. Records leave as FHIR R4B (Patient, Questionnaire, QuestionnaireResponse, AllergyIntolerance, MedicationStatement, Consent, Provenance), JSON of a published schema, CSV and Excel; and to Google Sheets where that is set up.", access.exports)),
                Question("nhs", "NHS number", told("It is not asked, and not looked up.")),
                Question("login", "NHS login and single sign-on", told("Neither is supported: patients are known by their number or a link, staff by an account of their own.")),
            ),
        ),
        Section(
            "Usability and accessibility",
            (
                Question("wcag", "Accessibility", told("Every page is checked with axe against WCAG 2.2 A and AA on a wide and a narrow screen, light and dark, and works by keyboard and without JavaScript. No person with a disability has tested it as part of that.")),
                Question("languages", "Languages", told(rights.languages)),
                Question("research", "Research with people", Blank(_SUPPLIER, "Write whom you asked, and what you changed.")),
                Question("service", "Availability that is promised", Blank(_SUPPLIER, "Write the service level, its hours, and how it is measured.")),
            ),
        ),
    ),
)  # fmt: skip
