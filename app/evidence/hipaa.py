"""The HIPAA Security Rule, standard by standard: 45 CFR 164.308 to 164.316.

R is required. A is addressable: it is done, or somebody writes down why it is not reasonable and what is done instead.
"""

from __future__ import annotations

from typing import Final

from app.config.settings import IntakeMode
from app.evidence import access, custody, holdings, recipients, rights, safety
from app.evidence.facts import Facts
from app.evidence.paper import Answer, Blank, Paper, Question, Section, told

_ENTITY: Final = "the covered entity"
_OFFICER: Final = "the security official"


def _whatsapp(facts: Facts) -> str:
    if not facts.on_whatsapp:
        return "No number here is on WhatsApp."
    if facts.settings.intake_mode is IntakeMode.LINK:
        return "No agreement covers WhatsApp. The chat hands out links alone, and asks nothing of health."
    return (
        "**No agreement covers WhatsApp, and patients may answer there.** A covered entity must not take an intake so: set "
        "COMPLIANCE_PROFILE=hipaa, which starts with INTAKE_MODE=link alone."
    )


def _agreements(facts: Facts) -> Answer:
    names = ", ".join(each.name for each in recipients.suppliers(facts) if each.name != "Meta")
    return Blank(
        _ENTITY,
        f"Say which of these signed a business associate agreement, and when: {names}; and your host.",
    )


def _kept(facts: Facts) -> str:
    six = 2192
    days = facts.rules.audit_days
    return (
        f"The audit trail is kept for {days:,} days, {'six years or more' if days >= six else '**less than six years**'}; the history of exports "
        f"for {facts.rules.export_days:,} days. Every version of the settings and of the rules is kept."
    )


HIPAA: Final = Paper(
    "hipaa",
    "HIPAA Security Rule, standard by standard",
    "45 CFR 164.308, 164.310, 164.312, 164.314, 164.316",
    (
        Section(
            "164.308 Administrative safeguards",
            (
                Question("308(a)(1)(ii)(A)", "Risk analysis (R)", Blank(_OFFICER, "Write it. `evidence dpia`, step 5 and 6, has what the software knows; the threat model has who can do what.")),
                Question("308(a)(1)(ii)(B)", "Risk management (R)", told(rights.law, custody.found_wrong)),
                Question("308(a)(1)(ii)(C)", "Sanction policy (R)", Blank(_ENTITY, "Refer to the policy.")),
                Question("308(a)(1)(ii)(D)", "Information system activity review (R)", told(access.trail, "An admin and an auditor read and download the trail; who reads it, and how often, is a policy under 316.")),
                Question("308(a)(2)", "Assigned security responsibility (R)", Blank(_ENTITY, "Name the security official.")),
                Question("308(a)(3)(ii)(A)", "Authorization and supervision (A)", told(access.accounts)),
                Question("308(a)(3)(ii)(B)", "Workforce clearance (A)", Blank(_ENTITY, "Say how it is decided who gets an account.")),
                Question("308(a)(3)(ii)(C)", "Termination (A)", told("An admin disables an account, which ends its sessions, links and known computers at once and is in the trail. The list of staff says when each last signed in.")),
                Question("308(a)(4)(ii)(A)", "Isolating a clearinghouse (R)", told("Not applicable: Anteroom clears no claims.")),
                Question("308(a)(4)(ii)(B)", "Access authorization (A)", told("An admin gives each person one of four roles, whose table is above. What a role may not do, its pages do not offer and its doors refuse.")),
                Question("308(a)(4)(ii)(C)", "Access establishment and modification (A)", told("Only an admin with a fresh code invites, changes a role, resets or disables. Each act is in the trail.", access.review)),
                Question("308(a)(5)(ii)(A)", "Security reminders (A)", Blank(_ENTITY, "Say how staff are trained and reminded.")),
                Question("308(a)(5)(ii)(B)", "Protection from malicious software (A)", told("No file is taken from a patient, and no page loads a script, style or font from elsewhere. Packages are held to a hash and none is younger than seven days.")),
                Question("308(a)(5)(ii)(C)", "Log-in monitoring (A)", told("Every sign-in, refusal and limit is in the trail; a member sees their sessions; admins are told of resets.")),
                Question("308(a)(5)(ii)(D)", "Password management (A)", told(access.sign_in)),
                Question("308(a)(6)(ii)", "Response and reporting (R): what the software has", told(access.incidents, rights.contact)),
                Question("308(a)(6)(ii).2", "Response and reporting (R): who responds", Blank(_OFFICER, "Name who is called, and who decides whether there is a duty to notify.")),
                Question("308(a)(7)(ii)(A)", "Data backup plan (R)", told(custody.backups)),
                Question("308(a)(7)(ii)(B)", "Disaster recovery plan (R)", told(custody.restoring, custody.erased_stay_erased)),
                Question("308(a)(7)(ii)(C)", "Emergency mode operation (R)", told(custody.resilience, "During maintenance cries for help are still heard and answered.", safety.alarms)),
                Question("308(a)(7)(ii)(D)", "Testing and revision (A)", told(custody.restoring, "The drills' commands are tested with every release.")),
                Question("308(a)(7)(ii)(E)", "Applications and data criticality (A)", Blank(_ENTITY, "Say how long care goes on without the service, and what replaces it.")),
                Question("308(a)(8)", "Evaluation (R)", Blank(_OFFICER, "Say when this was last evaluated, by whom, and what came of it.")),
                Question("308(b)(1)", "Business associate contracts (R)", _agreements),
                Question("308(b)(1).2", "What passes through whom", told(recipients.in_use, _whatsapp)),
            ),
        ),
        Section(
            "164.310 Physical safeguards",
            (
                Question("310(a)(2)(i)", "Contingency operations (A)", Blank(_ENTITY, "Say who gets to the servers and the identity of the backups in an emergency.")),
                Question("310(a)(2)(ii)", "Facility security plan (A)", Blank(_ENTITY, "Refer to the plan, or to the host's.")),
                Question("310(a)(2)(iii)", "Access control and validation (A)", Blank(_ENTITY, "Say who may enter where the servers are.")),
                Question("310(a)(2)(iv)", "Maintenance records (A)", Blank(_ENTITY, "Say where repairs are written down.")),
                Question("310(b)", "Workstation use (R)", Blank(_ENTITY, "Say where and how staff may use the pages, on phones too.")),
                Question("310(c)", "Workstation security (R): what the software adds", told(access.sessions, "What is shown is hidden after a minute, and at once when the tab is left. Signing out clears what the browser kept.")),
                Question("310(c).2", "Workstation security (R): the devices", Blank(_ENTITY, "Say how screens are placed and devices locked.")),
                Question("310(d)(2)(i)", "Disposal (R)", told("What is in the database, its log and backups is unreadable without the keys; destroying the keys destroys it. SQLite overwrites what it deletes; PostgreSQL is scrubbed after an erasure.")),
                Question("310(d)(2)(ii)", "Media re-use (R)", Blank(_ENTITY, "Say how disks and sticks, also those with exports, are wiped.")),
                Question("310(d)(2)(iii)", "Accountability (A)", Blank(_ENTITY, "Say where movements of hardware and media are recorded.")),
                Question("310(d)(2)(iv)", "Backup before moving equipment (A)", told(custody.backups)),
            ),
        ),
        Section(
            "164.312 Technical safeguards",
            (
                Question("312(a)(2)(i)", "Unique user identification (R)", told(access.people)),
                Question("312(a)(2)(ii)", "Emergency access procedure (R)", told("An operator at the server makes an account with a one-time link (`staff add`), or resets one; both are in the trail. Recovery codes replace a lost authenticator. Patients' data leaves by `patients copy` and `patients export` from the shell.")),
                Question("312(a)(2)(iii)", "Automatic logoff (A)", told(access.sessions)),
                Question("312(a)(2)(iv)", "Encryption and decryption (A)", told(holdings.SEALING, custody.key_lists, custody.secrets)),
                Question("312(b)", "Audit controls (R)", told(access.trail, _kept)),
                Question("312(c)(1)", "Integrity (R), and a mechanism to authenticate (A)", told("Each value has a MAC that binds it to its row and column; a seal vouches for what a row says in the clear; the trail is a chain of keyed hashes. `doctor` names what was changed by hand.")),
                Question("312(d)", "Person or entity authentication (R)", told(access.sign_in, "Twilio is known by its signature over the address and every field; a patient by the number or the link, and by a birth date before anything on file is shown.")),
                Question("312(e)(1)", "Transmission security (R): integrity and encryption (A)", told(custody.wires, recipients.health_in_chat)),
            ),
        ),
        Section(
            "164.314 Organizational requirements",
            (
                Question("314(a)(2)(i)", "Business associate contracts (R)", _agreements),
                Question("314(a)(2)(iii)", "Contracts with subcontractors (R)", Blank(_ENTITY, "Say what the associates' contracts say of theirs.")),
                Question("314(b)", "Group health plans (R)", told("Not applicable: Anteroom is no group health plan, and serves none.")),
            ),
        ),
        Section(
            "164.316 Policies and documentation",
            (
                Question("316(a)", "Policies and procedures (R)", Blank(_ENTITY, "Refer to them.")),
                Question("316(b)(2)(i)", "Time limit (R): six years", told(_kept)),
                Question("316(b)(2)(ii)", "Availability (R)", told("The documents are shipped with the software: SECURITY.md, `docs/security/` and `docs/drills/`.")),
                Question("316(b)(2)(iii)", "Updates (R)", Blank(_OFFICER, "Say who reviews the policies and this paper, and when.")),
            ),
        ),
    ),
)  # fmt: skip
