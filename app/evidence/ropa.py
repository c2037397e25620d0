"""The record of processing activities: the fields of Article 30(1)."""

from __future__ import annotations

from typing import Final

from app.evidence import access, custody, holdings, recipients, rights, safety
from app.evidence.paper import Blank, Paper, Question, Section, told

_CONTROLLER: Final = "the controller"

ROPA: Final = Paper(
    "ropa",
    "Record of processing activities: patient intake",
    "GDPR, Article 30(1)",
    (
        Section(
            "(a) Who is responsible",
            (
                Question("a.1", "The controller", told(rights.clinic)),
                Question("a.2", "Legal name and address of the controller", Blank(_CONTROLLER, "Write the legal person, its address, and who represents it.")),
                Question("a.3", "Joint controllers and representative", Blank(_CONTROLLER, "Name them, or write that there are none.")),
                Question("a.4", "Data protection officer", Blank(_CONTROLLER, "Write name and contact, or why none is appointed.")),
            ),
        ),
        Section(
            "(b) Purposes",
            (
                Question("b.1", "Purposes of the processing", told("Taking down a patient's answers before a visit, reading and correcting them, writing to patients about them, and handing them on to the clinic's own records.", safety.NOT_A_TRIAGE, "Hearing cries for help, in somebody's vital interest.")),
                Question("b.2", "Lawful basis (not asked by Article 30, but by most authorities)", Blank(_CONTROLLER, "Name the basis under Article 6 and the condition under Article 9(2).")),
            ),
        ),
        Section(
            "(c) Whose data, and which",
            (
                Question("c.1", "Categories of data subjects", told(holdings.subjects)),
                Question("c.2", "Categories of personal data", told(holdings.answers)),
                Question("c.3", "What is kept of them, table by table", told(holdings.tables)),
            ),
        ),
        Section(
            "(d) Recipients",
            (
                Question("d.1", "Categories of recipients: suppliers", told(recipients.in_use)),
                Question("d.2", "Recipients within the clinic", told(access.accounts)),
                Question("d.3", "Who runs the servers, and to whom else the clinic hands answers on", Blank(_CONTROLLER, "Name the host, whoever administers the servers, the clinic's record system, and other receivers of exports.")),
            ),
        ),
        Section(
            "(e) Transfers to other countries",
            (
                Question("e.1", "Which suppliers take data abroad", told(recipients.abroad)),
                Question("e.2", "Where the servers and the backups are, and the safeguards of each transfer", Blank(_CONTROLLER, "Name the countries, and the safeguard under Articles 45 to 49 for each.")),
            ),
        ),
        Section("(f) Time limits", (Question("f.1", "When each category is erased", told(holdings.periods, rights.ERASURE)),)),
        Section(
            "(g) Security",
            (
                Question("g.1", "Technical measures", told(holdings.place, holdings.SEALING, access.sign_in, access.sessions, access.safeguards, access.trail, custody.secrets, custody.wires, custody.backups, custody.restoring)),
                Question("g.2", "Organisational measures", Blank(_CONTROLLER, "Name training, instructions, rules for devices and premises, and what happens when somebody leaves.")),
            ),
        ),
    ),
)  # fmt: skip
