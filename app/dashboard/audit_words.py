"""The audit trail's events in words: an auditor reads it without a manual."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from app.dashboard import erase, patient_rows, request_words, retention, settings
from app.guard.roles import MAY_NAMES, ROLE_NAMES
from app.records.vocabulary import COPY_REASONS, STATUSES, explained
from app.web.words import day, number, time_of_day

if TYPE_CHECKING:
    from collections.abc import Mapping


# What the audit trail keeps as codes, in words.

_PLACES: Final = {**ROLE_NAMES, **{code: status.label for code, status in STATUSES.items()}}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "role": ROLE_NAMES,
    "from": _PLACES,
    "to": _PLACES,
    "needs": {act.value: words for act, words in MAY_NAMES.items()},
    "proof": {"code": _("code"), "recovery code": _("recovery code")},
    "reason": {**patient_rows.REASONS, **erase.REASONS, **erase.BY_ITSELF},
    "fields": {**settings.LABELS, **retention.LABELS},
    "kept": retention.KEPT_WORDS,
    "became": {"dropped": _("the sender stays"), "forgotten": _("the sender went with them")},
    "step": {
        "backup": _("Backup taken and tried out"),
        "whatsapp_terms": _("Read what WhatsApp may carry"),
    },
    "kind": {
        "name": _("name"),
        "number": _("number"),
        "birth_date": _("date of birth"),
        "exports.sweep": _("tidying up after exports"),
        "twilio.scrub": _("an erased patient’s messages to be deleted at Twilio"),
        "retention.daily": _("letting go of what is over its time"),
    },
    "refused": {
        "webhook": _("refused requests to the webhook"),
        "limited": _("sign-in tries that were turned away"),
        "failed": _("failed sign-ins"),
        "nobody": _("failed sign-ins to accounts that do not exist"),
    },
    "request_kind": request_words.KINDS,
    "channel": request_words.CHANNELS,
    "refusal": request_words.REASONS,
    "format": {"json": _("JSON"), "fhir": _("FHIR")},
    "copy_reason": COPY_REASONS,
    "draft_reason": patient_rows.DRAFT_REASONS,
    "lift_reason": patient_rows.LIFT_REASONS,
    "parts": {
        "identity": _("who they are"),
        "health": _("health answers"),
        "notes": _("notes"),
        "agreement": _("what agrees"),
    },
}
"""Name of a detail -> its code -> the words for it."""
_MOMENTS: Final = ("aware", "made", "erased_since")
_BETWEEN: Final = ", "


def in_words(detail: str, value: Any) -> str:
    """Return what an event's detail says, in the page's language; a code that no table knows stays as it is."""
    if isinstance(value, int):
        return number(value)
    if detail in _MOMENTS:
        return _moment(str(value))
    if isinstance(value, list):
        return _BETWEEN.join(in_words(detail, each) for each in value)
    known = {**_WORDS.get(detail, {}), **explained(detail)}
    return _BETWEEN.join(str(known.get(code, code)) for code in str(value).split(_BETWEEN))


def _moment(written: str) -> str:
    """Return a time in the clinic's zone, with its day in full: an entry is read years later."""
    at = datetime.fromisoformat(written)
    return f"{day(at)}, {time_of_day(at)}"


class Counted(NamedTuple):
    """A sentence that has one form for one thing and another for more; `detail` names the figure that decides."""

    detail: str
    one: str
    more: str


SENTENCES: Final[Mapping[str, str | Counted]] = {
    "conversation.started": _("A conversation began"),
    "conversation.opted_out": _("The sender asked for no more messages"),
    "conversation.opted_in": _("The sender asked for messages again"),
    "conversation.draft_discarded": _("Answers that were not sent were deleted by the sender"),
    "conversation.unreadable": _("A draft could not be opened; the conversation began anew"),
    "conversation.misfiled": _(
        "A conversation was filed under somebody who is not its sender; they did not get it"
    ),
    "consent.given": _("Consent was given to text {version}"),
    "consent.refused": _("Consent was refused to text {version}"),
    "patient.created": _("An intake was handed in"),
    "patient.updated": Counted(
        "count", "The patient changed one answer", "The patient changed {count} answers"
    ),
    "patient.corrected": Counted("count", "Corrected one answer", "Corrected {count} answers"),
    "patient.opened": _("Opened the record"),
    "patient.shown": _("Showed {parts}"),
    "patient.edit_opened": _("Opened the answers to correct them: {parts}"),
    "patient.printed": _("Printed the record: {parts}"),
    "patient.compared": _("Compared it with a record that looks alike: {parts}"),
    "patient.status_changed": _("Changed the status from {from} to {to}"),
    "patient.assigned": _("Changed who looks after the record"),
    "patient.note_added": _("Added a note"),
    "patient.emergency_answered": _("Rang the patient about the emergency word"),
    "patient.told_apart": _("Said that two records are not the same person"),
    "patient.erased": _("Erased the patient: {reason}"),
    "patient.restricted": _("Restricted the record"),
    "patient.restriction_lifted": _("Lifted the restriction of the record: {lift_reason}"),
    "patient.scrubbed": Counted(
        "messages",
        "Had the one message of the chat deleted at Twilio",
        "Had {messages} messages of the chat deleted at Twilio",
    ),
    "patient.not_scrubbed": Counted(
        "messages",
        "Left one message of the chat to be deleted at Twilio by hand",
        "Left {messages} messages of the chat to be deleted at Twilio by hand",
    ),
    "request.noted": _("A request was noted: {request_kind}. How it came: {channel}"),
    "request.done": _("Said that a request was done: {request_kind}"),
    "request.refused": _("Refused a request: {request_kind}. Why: {refusal}"),
    "requests.listed": Counted(
        "requests",
        "Looked at the requests of patients: one",
        "Looked at the requests of patients: {requests}",
    ),
    "patient.brought_back": _("Brought the patient back out of a backup, though erased since: {reason}"),
    "patient.erased_again": _("Erased the patient again, whom a restored backup had brought back: {reason}"),
    "patient.expired": _("Erased by the retention rule"),
    "patient.held": _("Put the record on hold"),
    "patient.hold_lifted": _("Lifted the hold on the record"),
    "conversation.expired": _("Answers that were not sent went by the retention rule; {became}"),
    "conversation.limited": _("Sent more than {messages} messages in a day; the rest was not saved"),
    "retention.changed": _("Changed how long things are kept: {fields}"),
    "retention.cleared": _("Let go by the retention rule: {kept}, {rows} of them"),
    "retention.released": Counted(
        "count",
        "Said that the clock is right, and had the retention rules go on: one record or draft was due",
        "Said that the clock is right, and had the retention rules go on: {count} records and drafts were due",
    ),
    "audit.let_go": _("Let go of the oldest {entries} entries of the trail, up to position {position}"),
    "conversation.restart_opened": _("Looked at what restarting a conversation would delete"),
    "conversation.restarted": _("Restarted a conversation and deleted its draft: {draft_reason}"),
    "conversation.release_opened": _("Looked at what releasing a wrong number would do"),
    "conversation.released": _("Released a wrong number: {draft_reason}"),
    "patients.invented": _("Invented {patients} patients, to look around"),
    "patients.listed": _("Looked at the list: {patients} records, {shown} names shown"),
    "patients.name_shown": _("Showed one name in the list: {reason}"),
    "patients.names_shown": _("Had names shown in the list: {reason}"),
    "patients.names_hidden": _("Had names hidden again"),
    "patients.pace_reached": _("Wanted to see more than {records} records within an hour"),
    "patients.pace_raised": _("Gave a code, and may see {records} records within this hour"),
    "patients.searched": _("Searched by {kind}: {found} found"),
    "conversations.listed": Counted(
        "conversations",
        "Looked at who is answering: one conversation",
        "Looked at who is answering: {conversations} conversations",
    ),
    "report.seen": _("Looked at the report"),
    "export.asked": _("Asked for an export to {target}: {columns} of {patients} patients"),
    "export.approved": _("Approved an export"),
    "export.refused": _("Refused an export"),
    "export.started": _("Began an export to {target}: {columns} of {patients} patients"),
    "export.finished": _("An export was finished: {patients} patients, {bytes} bytes"),
    "export.broken": _("An export broke off: at most {patients} patients left"),
    "export.fetched": _("Began to fetch a workbook under a passphrase: {bytes} bytes"),
    "export.fetch_finished": _("All of a workbook under a passphrase was fetched: {bytes} bytes"),
    "export.fetch_broken": _("Fetching a workbook broke off"),
    "export.copied": _(
        "Made a copy of the record for the patient: {format}, {bytes} bytes. Why: {copy_reason}"
    ),
    "export.limited": _("Wanted more exports than are allowed in an hour; turned away after {begun}"),
    "preset.saved": _("Kept a choice of what to export: {columns}"),
    "preset.forgotten": _("Had a kept choice of what to export forgotten"),
    "job.cancelled": _("Stopped a job: {kind}"),
    "job.retried": _("Had a job that failed tried again"),
    "settings.changed": _("Changed the clinic's settings: {fields}"),
    "consent_text.changed": _("Changed the consent text; version {version} asks everyone again"),
    "backup.taken": _("Took a backup: {rows} rows, {bytes} bytes"),
    "backup.rehearsed": _("Tried out the backup of {made}: {opened} sealed values opened"),
    "backup.erasures_left_out": Counted(
        "records",
        "Brought back one record that was erased since {erased_since}: {reason}",
        "Brought back {records} records that were erased since {erased_since}: {reason}",
    ),
    "backup.restored": _("Restored the backup of {made}: {rows} rows; erased again: {erased}"),
    "setup.attested": _("Confirmed a step of the set-up: {step}"),
    "breach.noted": _("Put a breach of data on record, known since {aware}"),
    "breach.told": _("Put on record that those whom {law} names were told of a breach"),
    "keys.rotation_begun": _("Began to bring everything under the newest keys: {keys}"),
    "keys.rotation_ended": _(
        "Went through everything for old keys: {changed} changes, {unreadable} cannot be opened"
    ),
    "keys.verified": _(
        "Opened everything with the newest keys: {left} under others, {unreadable} cannot be opened"
    ),
    "keys.retired": _("Retired an old key of {variable}: {fingerprint}"),
    "webhook.refused": _("A request to the webhook was refused ({reason}), from {network}"),
    "webhook.counted": _("{lines} in an hour; the others of this hour are counted and not listed: {refused}"),
    "door.forged": _("Something that Anteroom did not write was in the database and opened nothing: {table}"),
    "door.forged_removed": _("Took away {rows} rows that Anteroom did not write: {table}"),
    "door.refused": _("Was turned away at {route}: the role may not {needs}"),
    "sign_in.succeeded": _("Signed in with a {proof}, from {network}"),
    "sign_in.failed": _("A sign-in failed, from {network}"),
    "sign_in.limited": _("Too many sign-in tries; turned away, from {network}"),
    "sign_in.counted": _("{lines} in an hour; the others of this hour are counted and not listed: {refused}"),
    "sign_out": _("Signed out"),
    "session.confirmed": _("Confirmed with a fresh code"),
    "session.confirm_failed": _("A confirmation failed"),
    "session.ended": Counted(
        "sessions", "Ended one session of their own", "Ended {sessions} sessions of their own"
    ),
    "devices.forgotten": Counted(
        "devices", "Had one known computer forgotten", "Had {devices} known computers forgotten"
    ),
    "password.changed": _("Changed their password; every session ended"),
    "password.refused": _("Gave a wrong password on their account page"),
    "session.confirm_limited": _("Gave too many wrong codes; the session ended"),
    "recovery_codes.replaced": _("Made ten new recovery codes"),
    "code.replacement_begun": _("Began to replace their authenticator"),
    "staff.invited": _("Invited somebody as {role}"),
    "staff.link_opened": _("A one-time link was opened, from {network}"),
    "staff.sealed": _("Sealed what lets staff in, of {members} members"),
    "staff.unsealed": _("Took the seals off what lets staff in, of {members} members"),
    "staff.vouched_again": _("Made a member's row Anteroom's own again, as {role}"),
    "staff.enrolled": _("Set up their sign-in"),
    "staff.code_reset": _("Reset somebody's sign-in; their sessions ended"),
    "staff.role_changed": _("Changed a role from {from} to {to}; sessions ended"),
    "staff.disabled": _("Disabled somebody; sessions ended"),
    "staff.enabled": _("Enabled somebody again"),
    "staff.sessions_revoked": Counted(
        "sessions", "Ended one session of somebody", "Ended {sessions} sessions of somebody"
    ),
}
"""Action -> sentence; what stands in braces comes from the event's details."""


def sentence(action: str, details: Mapping[str, Any]) -> str:
    """Return the event in the page's language; an action that is not in the table is shown as it is."""
    template = SENTENCES.get(action)
    if template is None:
        return action
    known = _Known({**details, "count": len(details.get("fields", ()))})
    if isinstance(template, Counted):
        figure = known.get(template.detail)
        template = ngettext(template.one, template.more, figure if isinstance(figure, int) else 2)
    return str(template).format_map(known)


class _Known(dict[str, Any]):
    """Details in words, with a dash for what an older event did not record."""

    def __getitem__(self, key: str) -> Any:
        return in_words(key, super().__getitem__(key)) if key in self else "–"
