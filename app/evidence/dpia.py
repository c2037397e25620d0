"""The data protection impact assessment, in the seven steps of the ICO."""

from __future__ import annotations

from typing import Final

from app.evidence import access, custody, holdings, recipients, rights, safety
from app.evidence.facts import Facts
from app.evidence.paper import Blank, Paper, Question, Section, listed, told

_CONTROLLER: Final = "the controller"
_DPO: Final = "the data protection officer"


def _need(facts: Facts) -> str:
    return (
        "Health data of patients is taken down by a conversation before a visit, and read by staff. Article 35(3)(b) names health data on a "
        f"large scale; {facts.records:,} records are kept now. A new way of asking, through a messenger or an own page, is one more of the "
        "criteria of the guidelines (WP 248)."
    )


def _risks(facts: Facts) -> str:
    chat = recipients.health_in_chat(facts)
    return (
        "Risks that the software knows of. How likely and how grave they are here is for a person to say.\n\n"
        + listed(
            f"*Words read by the carriers of the chat.* {chat}",
            "*Somebody else has the patient's phone, or the number passes on.* They can change answers, not read them.",
            "*Somebody writes in a patient's name.* The sender of an SMS can be forged; the replies go to the patient."
            if facts.by_sms
            else "",
            "*A thief of the database, a backup or the disk.* Reads who wrote when, and no words.",
            "*A curious colleague.* Sees what their role may see, for a reason, and is on record.",
            "*An export that goes astray.* What has left is out of reach.",
            "*Root on the running server.* The keys are in its memory.",
            "*A cry for help that nobody sees.* See the hazards in the DTAC paper.",
            "*Answers are lost, or go to the wrong record.*",
        )
    )


def _measures(facts: Facts) -> str:
    stores = "from a store of secrets" if facts.settings.secret_stores else "from files on the server"
    return listed(
        f"Carriers: INTAKE_MODE={facts.settings.intake_mode.value}; words deleted at Twilio: {'yes' if facts.settings.twilio.api else '**no**'}",
        f"Phone: nothing that was handed in is shown again in the chat; a link opens in one browser, for {int(facts.settings.form_link.total_seconds() // 3600)} hours",
        f"Theft: sealing per column and row; backups that their machine cannot open: {'yes' if facts.settings.backup_keys else '**no backups**'}",
        f"Colleagues: roles, {facts.settings.pace.records_an_hour} records an hour, the audit trail",
        f"Exports: reason, fresh code, {'a second person' if facts.clinic.export_approval else '**no second person**'}, {facts.clinic.exports_per_hour} an hour",
        f"Root: secrets {stores}; what root can do stays",
        f"Cries for help: {'a chain of people' if facts.settings.alerts.chain else 'alerts' if facts.settings.alerts.reaches else '**pages alone**'}",
        "Loss: one transaction a message, rehearsed restores",
    )


DPIA: Final = Paper(
    "dpia",
    "Data protection impact assessment",
    "GDPR, Article 35(7), in the seven steps of the template of the ICO",
    (
        Section(
            "Step 1: the need for an assessment",
            (
                Question("1.1", "Why is an assessment needed?", told(_need)),
                Question(
                    "1.2", "What does the project aim to achieve?", Blank(_CONTROLLER, "Say what the clinic wants of it, and for which patients.")
                ),
            ),
        ),
        Section(
            "Step 2: the processing",
            (
                Question("2.1", "Nature: how is data collected and used?", told(recipients.health_in_chat, rights.messages, access.trail)),
                Question("2.2", "Nature: where and how is it stored?", told(holdings.place, holdings.SEALING, custody.secrets)),
                Question("2.3", "Nature: who is it shared with?", told(recipients.in_use)),
                Question("2.4", "Scope: what data, of whom, how much?", told(holdings.subjects, holdings.answers, holdings.volume)),
                Question("2.5", "Scope: how long is it kept?", told(holdings.periods)),
                Question("2.6", "Scope: which area is covered?", Blank(_CONTROLLER, "Say where patients live.")),
                Question("2.7", "Context: are children or other vulnerable people among them?", told(rights.children)),
                Question(
                    "2.8", "Context: what do patients expect, and how much control have they?", told(rights.consent, rights.requests)
                ),
                Question("2.9", "Purposes: what is the intended effect?", told("Staff know, before the visit, who comes and why, and what matters for their safety.", safety.NOT_A_TRIAGE)),
            ),
        ),
        Section(
            "Step 3: consultation",
            (
                Question("3.1", "Who was consulted, and when?", Blank(_CONTROLLER, "Name the patients' representatives, staff and experts who were heard, or say why none were.")),
                Question("3.2", "Which processors were asked?", Blank(_CONTROLLER, "Say what Twilio and each other supplier of step 2 answered, and where the contracts are.")),
            ),
        ),
        Section(
            "Step 4: necessity and proportionality",
            (
                Question("4.1", "What is the lawful basis?", Blank(_CONTROLLER, "Name the basis under Article 6, and the condition under Article 9(2).")),
                Question("4.2", "How is function creep prevented, and data kept to what is needed?", told(access.LEAST, access.exports, holdings.longest_kept)),
                Question("4.3", "How is quality ensured?", told("Each answer is checked as it is given, asked back where it is doubtful, and listed before it is sent. Corrections keep what was there before.")),
                Question("4.4", "What are people told, and how are their rights supported?", told(rights.consent, rights.requests, rights.languages)),
                Question("4.5", "How are processors held to it?", Blank(_CONTROLLER, "Say which contracts under Article 28 were signed, with whom, on which day.")),
                Question("4.6", "How are transfers to other countries safeguarded?", told(recipients.abroad)),
                Question("4.7", "On which ground do these transfers rest?", Blank(_CONTROLLER, "Name the decision on adequacy, the clauses, or another ground for each supplier abroad.")),
            ),
        ),
        Section(
            "Step 5: risks",
            (
                Question("5.1", "What can happen to people?", told(_risks)),
                Question("5.2", "How likely and how severe is each?", Blank(_DPO, "Judge each risk of 5.1 for this clinic, and the risk that remains after step 6.")),
            ),
        ),
        Section(
            "Step 6: measures",
            (
                Question("6.1", "What reduces each risk?", told(_measures, access.sign_in, access.sessions, custody.wires)),
                Question("6.2", "What is known to be open today?", told(custody.found_wrong)),
            ),
        ),
        Section(
            "Step 7: sign-off",
            (
                Question("7.1", "Who approved the measures and the risks that remain?", Blank(_CONTROLLER, "Name, day and signature.")),
                Question("7.2", "What did the data protection officer advise, and was it followed?", Blank(_DPO, "Write the advice; the controller says whether it is followed, and why if not.")),
                Question("7.3", "Who keeps this under review?", Blank(_CONTROLLER, "Name who runs this paper again, and when: after each change of the settings at the latest.")),
            ),
        ),
    ),
)  # fmt: skip
