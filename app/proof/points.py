"""The points of the audit, and what it missed, with controls and attacks.

`I`, `V` and `R` are the audit's own lists in its own order: what was implemented, what is vulnerable, what it
recommends. `C` are the five things that the project is built on. `M` is what the audit missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.proof.attacks.browser import lured_browser, open_screen, page_framed, page_kept
from app.proof.attacks.edge import debugger, foreign_host, plain_http, version_told
from app.proof.attacks.exports import live_formulas, poisoned_workbook
from app.proof.attacks.records import beyond_the_role, killed_server, unseen_look, words_on_disk
from app.proof.attacks.sign_in import (
    cookie_kept,
    cookie_read,
    guessed_password,
    phished_password,
    pretended_addresses,
    watched_sign_in,
)
from app.proof.attacks.source import open_settings, repository_secrets, swapped_package
from app.proof.attacks.webhook import forged_messages, oversized_messages, recut_message, repeated_message
from app.proof.outcome import Outcome
from app.proof.target import Target

Attack = Callable[[Target], Outcome]

PARTS: Final = {
    "I": "What the audited bot had implemented",
    "V": "Vulnerabilities that the audit found",
    "R": "What the audit recommended",
    "C": "What Anteroom is built on",
    "M": "What the audit missed",
}
"""Letter of an id -> the part of the report."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what the audit said, what Anteroom does, and what is tried on it."""

    id: str
    title: str
    said: str
    control: str
    where: str
    """A file of the project."""
    attacks: tuple[Attack, ...]


def name_of(attack: Attack) -> str:
    """Return the short name by which reports know an attack."""
    return attack.__name__.replace("_", " ")


def does(attack: Attack) -> str:
    """Return the sentence that says what an attack does."""
    return (attack.__doc__ or "").partition("\n")[0]


POINTS: Final = (
    Point(
        "I1", "Encryption of sensitive data",
        "Fernet encrypts name, date of birth, address, medical history and medications.",
        "Every answer is a Fernet token under its column's own key, bound to its row.",
        "app/crypto/sealer.py", (words_on_disk,),
    ),
    Point(
        "I2", "Session management",
        "Flask signs the session's cookie with a random key.",
        "The cookie is a random number. The session is a row, which signing out deletes.",
        "app/guard/session.py", (cookie_kept, cookie_read),
    ),
    Point(
        "I3", "Environment variables",
        "Secrets are in .env and not in the code.",
        "Secrets come from .env, a credential or a vault, and none is in the code.",
        "app/config/environment.py", (repository_secrets,),
    ),
    Point(
        "I4", "Login protection",
        "One password restricts who views data; limits or a second factor may be needed.",
        "Each member has a password and a code, and guessing is limited.",
        "app/staff/login.py", (guessed_password, phished_password),
    ),
    Point(
        "I5", "Webhook verification",
        "The webhook takes Twilio's messages, and should check their signature.",
        "The signature is checked before anything is read.",
        "app/webhook/auth.py", (forged_messages,),
    ),
    Point(
        "I6", "Secure file export",
        "Exports are decrypted into temporary files, which are removed after they were served.",
        "Exports are streamed, and no file of them is ever on the disk.",
        "app/exports/download.py", (words_on_disk,),
    ),
    Point(
        "I7", "Dependency management",
        "requirements.txt names the packages.",
        "Every package has one version and the hashes of its files.",
        "requirements.txt", (swapped_package,),
    ),
    Point(
        "V1", "Weak password authentication",
        "A guessed or stolen password is enough.",
        "Guessing is limited by network, by account and over all, and a code is always asked for.",
        "app/guard/limits.py", (guessed_password, phished_password),
    ),
    Point(
        "V2", "Lack of webhook signature verification",
        "Anybody can send the webhook messages as a patient.",
        "What Twilio did not sign for this very address is refused, and nothing of it is stored.",
        "app/webhook/signature.py", (forged_messages,),
    ),
    Point(
        "V3", "Unprotected environment variables",
        "An .env that is committed or open gives everything away.",
        "Git ignores .env, and Anteroom does not start while others can read it.",
        "app/config/values.py", (repository_secrets, open_settings),
    ),
    Point(
        "V4", "Insecure storage of patient data",
        "Patients' data is in the memory of the process, without limit or end.",
        "An answer is committed, sealed, before it is acknowledged. Sizes and ages are limited.",
        "app/webhook/handler.py", (killed_server, oversized_messages),
    ),
    Point(
        "V5", "Lack of HTTPS, and debug mode",
        "The bot runs with debug=True, and does not enforce HTTPS.",
        "Production refuses to start with debugging on. Pages lead to https, and the webhook refuses http.",
        "app/config/load.py", (plain_http, debugger),
    ),
    Point(
        "R1", "Enhance authentication",
        "Implement multi-factor authentication.",
        "A code of an authenticator, which works once, is part of every sign-in.",
        "app/staff/factors.py", (phished_password, watched_sign_in),
    ),
    Point(
        "R2", "Add webhook signature validation",
        "Validate the signature of each of Twilio's requests.",
        "Twilio's own validator checks it over PUBLIC_URL and the raw request.",
        "app/webhook/signature.py", (forged_messages,),
    ),
    Point(
        "R3", "Secure sensitive information",
        "Keep .env out of version control, and consider a secret store.",
        "Git ignores .env, and each secret may come from AWS, Azure, Google or Vault.",
        "app/config/secrets/__init__.py", (repository_secrets, open_settings),
    ),
    Point(
        "R4", "Use secure storage for sensitive data",
        "Use an encrypted database with access controls.",
        "The database holds sealed columns, and a role decides which of them are opened.",
        "app/records/parts.py", (killed_server, words_on_disk, beyond_the_role),
    ),
    Point(
        "R5", "Enforce HTTPS",
        "Run the app over HTTPS only.",
        "HSTS for two years; forwarded headers are believed from TRUSTED_PROXIES only.",
        "app/guard/address.py", (plain_http,),
    ),
    Point(
        "C1", "A hardened Flask app",
        "No headers, no CSRF tokens, and the debugger are Flask's defaults.",
        "Talisman's headers and a CSRF token are on every page, and there is no debugger.",
        "app/guard/headers.py", (page_framed, lured_browser, debugger),
    ),
    Point(
        "C2", "A SQLAlchemy store",
        "A dictionary forgets at a crash, and counts a repeat twice.",
        "One transaction claims, applies and answers a message.",
        "app/store/__init__.py", (killed_server, repeated_message),
    ),
    Point(
        "C3", "Fernet-encrypted columns",
        "Encrypted in memory, and in the clear wherever a file is written.",
        "What is written is sealed: database, journal and backups hold no patient's word.",
        "app/crypto/keys.py", (words_on_disk,),
    ),
    Point(
        "C4", "Signing in with TOTP",
        "There is no second factor.",
        "Each time step is spent once, by one statement of the database.",
        "app/staff/factors.py", (phished_password, watched_sign_in),
    ),
    Point(
        "C5", "Rate limits",
        "There is no limit to anything.",
        "Tries are counted before they are judged, and shared by all processes.",
        "app/guard/limits.py", (guessed_password, pretended_addresses),
    ),
    Point(
        "M1", "Repeated messages",
        "A message that Twilio delivers again is taken for the next answer.",
        "A message's id is claimed in the transaction of its answer, and a repeat gets the stored reply.",
        "app/webhook/handler.py", (repeated_message,),
    ),
    Point(
        "M2", "Re-cut messages",
        "A signature alone does not say where one field ends and the next begins.",
        "The fields have to be as Twilio writes them, and cut in one way only.",
        "app/webhook/recut.py", (recut_message,),
    ),
    Point(
        "M3", "Oversized messages",
        "Any length and any number of fields is taken.",
        "The size is bounded before the body is read, and fields are counted.",
        "app/webhook/signed_form.py", (oversized_messages,),
    ),
    Point(
        "M4", "A code is good more than once",
        "A second factor that can be repeated helps against no watcher.",
        "Only a later time step than the last is taken.",
        "app/store/staff/staff.py", (watched_sign_in,),
    ),
    Point(
        "M5", "A session that outlives signing out",
        "A signed cookie works until the key changes, whoever has it.",
        "The session ends in the database.",
        "app/store/staff/sessions.py", (cookie_kept,),
    ),
    Point(
        "M6", "Forms of foreign pages",
        "Any page on the internet can act as a member who is logged in.",
        "Each change needs the page's own token and origin, and none is made by GET.",
        "app/guard/headers.py", (lured_browser,),
    ),
    Point(
        "M7", "An open screen",
        "Whoever sits down at it downloads everything.",
        "An export asks for a fresh code.",
        "app/guard/session.py", (open_screen,),
    ),
    Point(
        "M8", "Formulas in exports",
        "An answer that begins with = runs in the clinic's spreadsheet.",
        "No cell begins with what a spreadsheet runs.",
        "app/exports/table.py", (live_formulas,),
    ),
    Point(
        "M9", "Answers that break exports",
        "One control character ends the Excel export for everybody.",
        "What no file can hold is taken out when it arrives, and again at the cell.",
        "app/exports/workbook/__init__.py", (poisoned_workbook,),
    ),
    Point(
        "M10", "Pages that are kept",
        "Browsers keep what they showed.",
        "Nothing behind the sign-in may be stored.",
        "app/guard/headers.py", (page_kept,),
    ),
    Point(
        "M11", "Framed pages and foreign scripts",
        "A page without a policy can be framed, and runs what it is given.",
        "The policy allows our own files alone, and no frame.",
        "app/guard/headers.py", (page_framed,),
    ),
    Point(
        "M12", "Looks that leave no mark",
        "Nobody can say who saw a patient.",
        "Each look is a line of the audit trail, in the transaction that read.",
        "app/store/trail/audit.py", (unseen_look,),
    ),
    Point(
        "M13", "One password for every role",
        "Whoever may read one thing reads all.",
        "Reception never opens a health answer.",
        "app/guard/doors.py", (beyond_the_role,),
    ),
    Point(
        "M14", "Pretended addresses",
        "A limit by address is none where the visitor says their own.",
        "Only what TRUSTED_PROXIES says of an address counts.",
        "app/guard/address.py", (pretended_addresses,),
    ),
    Point(
        "M15", "Foreign host names",
        "Links and checks are made for whatever host a request names.",
        "Requests for other hosts than PUBLIC_URL's are refused.",
        "app/guard/headers.py", (foreign_host,),
    ),
    Point(
        "M16", "Versions that are told",
        "Every answer names the versions of Werkzeug and Python.",
        "No answer names a version.",
        "app/server.py", (version_told,),
    ),
)  # fmt: skip
"""In the order of the report."""
