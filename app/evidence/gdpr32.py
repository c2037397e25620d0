"""Security of processing: Article 32, paragraph by paragraph."""

from __future__ import annotations

from typing import Final

from app.evidence import access, custody, holdings, recipients, rights
from app.evidence.paper import Blank, Paper, Question, Section, told

_CONTROLLER: Final = "the controller"

GDPR32: Final = Paper(
    "gdpr32",
    "Security of processing",
    "GDPR, Article 32",
    (
        Section(
            "Paragraph 1",
            (
                Question("1.a.1", "Encryption", told(holdings.SEALING, custody.key_lists, custody.secrets, custody.wires)),
                Question("1.a.2", "Pseudonymisation", told("Lists show a reference, initials and an age band in place of names. Exports leave identifiers out unless somebody ticks them. Logs, metrics and the queue have ids only.")),
                Question("1.b.1", "Confidentiality", told(access.accounts, access.sign_in, access.sessions, access.safeguards, recipients.in_use)),
                Question("1.b.2", "Integrity", told("Each value is bound to its row and column by a MAC. A seal vouches for what a row says in the clear. A row that was changed by hand opens nothing, sends nothing and releases nothing.", access.trail)),
                Question("1.b.3", "Availability and resilience", told(custody.resilience, custody.limits, custody.watched)),
                Question("1.c.1", "Restoring in time after an incident", told(custody.backups, custody.restoring, custody.erased_stay_erased)),
                Question("1.c.2", "How long the clinic can be without the service, and who restores it", Blank(_CONTROLLER, "Name the longest outage that care allows, and who restores, at night too.")),
                Question("1.d.1", "Testing the measures regularly: what the software tests itself", told("`doctor` and `/setup` check settings, files, keys, forged rows, backups and the clock; `/readyz` and metrics do so all the time. Every release is tested against attackers, kills and full disks. `audit-report` attacks a copy of this very code, and says which attacks fail.", custody.found_wrong)),
                Question("1.d.2", "Testing the measures regularly: what people test", Blank(_CONTROLLER, "Say who runs `doctor`, the rehearsal and the drills how often, and when the last penetration test was.")),
            ),
        ),
        Section(
            "Paragraph 2",
            (
                Question("2.1", "Accidental or unlawful destruction, loss, alteration, disclosure and access", told(rights.ERASURE, custody.erased_stay_erased, access.incidents, access.trail)),
                Question("2.2", "The risk as the controller judges it", Blank(_CONTROLLER, "Refer to the impact assessment (`evidence dpia`), once a person has filled it in.")),
            ),
        ),
        Section("Paragraph 3", (Question("3.1", "Codes of conduct and certificates", Blank(_CONTROLLER, "Name them, or write that there are none. The software has none.")),)),
        Section(
            "Paragraph 4",
            (
                Question("4.1", "Persons under authority act on instructions only: what the software enforces", told(access.people, access.review, access.pace)),
                Question("4.2", "Persons under authority act on instructions only: what they are told", Blank(_CONTROLLER, "Say how staff are bound to confidentiality and instructed.")),
            ),
        ),
        Section("Contact and law", (Question("0.1", "The profile in force", told(rights.law)), Question("0.2", "Contact", told(rights.contact)))),
    ),
)  # fmt: skip
