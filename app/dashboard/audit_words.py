"""The audit trail's events in words, so that an auditor needs no manual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.dashboard import request_words, shown, template_words
from app.dashboard.alarms.page import ALARM_REASONS
from app.dashboard.record import restriction, tombstone
from app.dashboard.retention.words import KEPT_WORDS
from app.dashboard.retention.words import LABELS as RULES
from app.dashboard.settings.profile import LABELS as SETTINGS
from app.dashboard.unfinished.acts import DRAFT_REASONS
from app.dashboard.unfinished.page import NUMBER_REASONS
from app.guard.doors import MAY_NAMES, ROLE_NAMES
from app.records.vocabulary import COPY_REASONS, STATUSES, explained
from app.web.clinic import day, number, time_of_day

# What the audit trail keeps as codes, in words.

_PLACES: Final = {**ROLE_NAMES, **{code: status.label for code, status in STATUSES.items()}}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "role": ROLE_NAMES,
    "from": _PLACES,
    "to": _PLACES,
    "needs": {act.value: words for act, words in MAY_NAMES.items()},
    "proof": {"code": _("code"), "recovery code": _("recovery code")},
    "reason": {**shown.REASONS, **tombstone.REASONS, **tombstone.BY_ITSELF},
    "fields": {**SETTINGS, **RULES},
    "kept": KEPT_WORDS,
    "became": {"dropped": _("the sender stays"), "forgotten": _("the sender went with them")},
    "step": {
        "backup": _("Backup made and tested"),
        "whatsapp_terms": _("WhatsApp and health data"),
    },
    "kind": {
        "name": _("name"),
        "number": _("number"),
        "birth_date": _("date of birth"),
        "reference": _("reference"),
        "alert": _("alerting staff to an alarm"),
        "alert.mail": _("sending alerts by e-mail"),
        "alert.test": _("sending a test of alerts by e-mail"),
        "alert.sms_test": _("sending a test of alerts by SMS"),
        "content.check": _("asking what WhatsApp decided about our templates"),
        "exports.sweep": _("cleaning up after exports"),
        "message.send": _("sending a message to a patient"),
        "message.send_alert": _("sending an alert by SMS"),
        "message.follow": _("asking Twilio what became of messages"),
        "messages.recover": _("asking Twilio for messages that it could not deliver"),
        "reminder.write": _("reminding people of unfinished intakes"),
        "twilio.empty": _("deleting the words of a chat at Twilio"),
        "twilio.scrub": _("deleting an erased patient’s messages at Twilio"),
        "retention.daily": _("erasing data past its retention period"),
    },
    "template": template_words.NAMES,
    "message_kind": {
        "text": _("words"),
        "image": _("a picture"),
        "voice": _("a voice message"),
        "video": _("a video"),
        "document": _("a document"),
        "contact": _("a contact"),
        "other": _("no words that Twilio has kept"),
    },
    "alert_kinds": {
        "alarm": _("an alarm"),
        "jobs": _("failed jobs"),
        "audit": _("the audit trail"),
        "backup": _("backups"),
        "certificate": _("the certificate"),
        "disk": _("the disk"),
        "limits": _("limits"),
        "messages": _("no messages at a busy time"),
        "replies": _("messages that do not arrive"),
        "fallback": _("Twilio’s fallback URL"),
        "refused": _("refused messages"),
    },
    "refused": {
        "webhook": _("refused requests to the webhook"),
        "limited": _("refused sign-in attempts"),
        "failed": _("failed sign-ins"),
        "nobody": _("failed sign-ins to accounts that do not exist"),
        "no_link": _("addresses that are not links to the form"),
    },
    "link_refusal": {
        "expired": _("it has expired or was closed"),
        "elsewhere": _("another browser had begun it"),
    },
    "request_kind": request_words.KINDS,
    "channel": request_words.CHANNELS,
    "refusal": request_words.REASONS,
    "format": {"json": _("JSON"), "fhir": _("FHIR"), "html": _("a page to print")},
    "copy_reason": COPY_REASONS,
    "draft_reason": DRAFT_REASONS,
    "number_reason": NUMBER_REASONS,
    "lift_reason": restriction.LIFT_REASONS,
    "alarm_reason": ALARM_REASONS,
    "answer": {
        "name": _("name"),
        "birth_date": _("date of birth"),
        "address": _("address"),
        "number": _("number"),
    },
    "parts": {
        "name": _("name"),
        "identity": _("who they are"),
        "health": _("health answers"),
        "notes": _("notes"),
        "agreement": _("what agrees"),
        "number": _("the number"),
        "words": _("what the patient wrote"),
    },
}
"""Name of a detail -> its code -> the words for it."""
_MOMENTS: Final = ("aware", "made", "erased_since", "written", "written_since")
_BETWEEN: Final = ", "


def in_words(detail: str, value: Any) -> str:
    """Return an event's detail in the page's language; unknown codes stay as they are."""
    if isinstance(value, int):
        return number(value)
    if detail in _MOMENTS:
        return _moment(str(value))
    if isinstance(value, list):
        return _BETWEEN.join(in_words(detail, each) for each in value)
    known = {**_WORDS.get(detail, {}), **explained(detail)}
    return _BETWEEN.join(str(known.get(code, code)) for code in str(value).split(_BETWEEN))


def _moment(written: str) -> str:
    """Return a time in the clinic's zone with its full date, to be read years later."""
    at = datetime.fromisoformat(written)
    return f"{day(at)}, {time_of_day(at)}"


class Counted(NamedTuple):
    """A sentence with a singular and a plural; `detail` names the figure that decides."""

    detail: str
    one: str
    more: str


SENTENCES: Final[Mapping[str, str | Counted]] = {
    "conversation.started": _("Conversation started"),
    "patient.message_written": _("Wrote a message to the patient"),
    "patient.template_written": _("Sent the patient an approved message: {template}"),
    "patient.handed_over": _("Took over the chat, or let it answer by itself again"),
    "patient.form_sent": _("Sent the patient a link to the form: {form_reason}"),
    "patient.form_cancelled": _("Cancelled a link to the form"),
    "patient.message_not_sent": _("A message to the patient was not sent"),
    "form.link_opened": _("The page of a link to the form was opened"),
    "form.link_refused": _("A link to the form was refused ({link_refusal}), from {network}"),
    "form.no_link": _("An address that is not a link to the form was opened, from {network}"),
    "form.counted": _("{lines} in an hour; the others of this hour are counted and not listed: {refused}"),
    "form.closed": _("The form was closed on the device that had begun it"),
    "form.begun": _("A browser began the form"),
    "form.birth_date_told": _("The birth date was given on the form"),
    "form.wrong_birth_date": _("A wrong birth date was given on the form; tries: {tries}"),
    "conversation.recovered": _(
        "Took a message that Twilio could not deliver when it was written, {written}: {message_kind}"
    ),
    "conversation.opted_out": _("The sender asked for no more messages"),
    "conversation.reminded": _("The sender was reminded of an unfinished intake"),
    "conversation.reminder_opened": _("Viewed what a reminder would say"),
    "conversation.reminders_refused": _("The sender asked for no reminders"),
    "conversation.opted_in": _("The sender asked for messages again"),
    "conversation.draft_discarded": _("The sender deleted answers they had not sent"),
    "conversation.unreadable": _("A draft could not be opened; the conversation started again"),
    "conversation.misfiled": _("A conversation was stored under the wrong sender; it was not used"),
    "form.link_made": _("Got a one-time link to the form"),
    "alarm.raised": _("A message may be a cry for help"),
    "alarm.alerted": _("Staff were alerted to an alarm on their pages"),
    "alarm.opened": _("Opened an alarm"),
    "alerts.mailed": _("People were alerted by e-mail: {alert_kinds}"),
    "alerts.texted": _("People were alerted by SMS: {alert_kinds}"),
    "alerts.tested": _("Asked for a test of alerts"),
    "content.pushed": Counted("contents", "Sent one text to Twilio", "Sent {contents} texts to Twilio"),
    "alarm.shown": _("Showed {parts} of an alarm: {alarm_reason}"),
    "alarm.acknowledged": _("Took an alarm"),
    "alarms.listed": Counted(
        "alarms", "Viewed the alarms of one conversation", "Viewed the alarms of {alarms} conversations"
    ),
    "consent.given": _("Agreed to privacy text {version}"),
    "consent.refused": _("Declined privacy text {version}"),
    "patient.created": _("Intake submitted"),
    "patient.updated": Counted(
        "count", "The patient changed one answer", "The patient changed {count} answers"
    ),
    "patient.corrected": Counted("count", "Corrected one answer", "Corrected {count} answers"),
    "patient.opened": _("Opened the record"),
    "patient.shown": _("Showed {parts}"),
    "patient.copied": _("Copied from the record: {answer}"),
    "patient.edit_opened": _("Opened the answers to correct them: {parts}"),
    "patient.printed": _("Printed the record: {parts}"),
    "patient.compared": _("Compared it with a possible duplicate: {parts}"),
    "patient.status_changed": _("Changed the status from {from} to {to}"),
    "patient.due_changed": _("Changed the date of the follow-up"),
    "patient.assigned": _("Changed who is responsible for the record"),
    "patient.note_added": _("Added a note"),
    "patient.note_changed": _("Changed a note"),
    "patient.note_deleted": _("Deleted a note"),
    "patient.note_opened": _("Viewed a note and what it said before"),
    "patient.note_left": _("The patient left a note"),
    "patient.note_taken_back": _("The patient took a note back"),
    "patient.news_read": _("Marked new information as read"),
    "callback.asked": _("Asked to be called"),
    "callback.opened": _("Viewed the number of someone who asked to be called"),
    "callback.done": _("Called someone who asked for it"),
    "patient.emergency_answered": _("Called the patient about the emergency word"),
    "patient.told_apart": _("Marked two records as different people"),
    "patient.erased": _("Erased the patient: {reason}"),
    "patient.restricted": _("Restricted the record"),
    "patient.restriction_lifted": _("Lifted the restriction on the record: {lift_reason}"),
    "conversations.recovered": Counted(
        "messages",
        "Took one message since {written_since} that Twilio could not deliver",
        "Took {messages} messages since {written_since} that Twilio could not deliver",
    ),
    "conversation.emptied": Counted(
        "messages",
        "Deleted the words of one message at Twilio",
        "Deleted the words of {messages} messages at Twilio",
    ),
    "patient.scrubbed": Counted(
        "messages",
        "Deleted the chat’s only message at Twilio",
        "Deleted {messages} messages of the chat at Twilio",
    ),
    "patient.not_scrubbed": Counted(
        "messages",
        "One message of the chat has to be deleted at Twilio by hand",
        "{messages} messages of the chat have to be deleted at Twilio by hand",
    ),
    "request.noted": _("Request received: {request_kind}. How it came: {channel}"),
    "request.done": _("Marked a request as done: {request_kind}"),
    "request.refused": _("Refused a request: {request_kind}. Why: {refusal}"),
    "requests.listed": Counted(
        "requests",
        "Viewed one patient request",
        "Viewed patient requests ({requests})",
    ),
    "patient.brought_back": _("Restored the patient from a backup although erased since: {reason}"),
    "patient.erased_again": _("Erased the patient again after a backup was restored: {reason}"),
    "patient.expired": _("Erased by the retention rule"),
    "patient.held": _("Put the record on hold"),
    "patient.hold_lifted": _("Lifted the hold on the record"),
    "conversation.expired": _("Unsent answers were removed by the retention rule; {became}"),
    "conversation.limited": _("Sent more than {messages} messages in a day; the rest were not saved"),
    "retention.changed": _("Changed how long data is kept: {fields}"),
    "retention.cleared": _("Removed by the retention rule: {kept} ({rows})"),
    "retention.released": Counted(
        "count",
        "Confirmed that the clock is right and resumed the retention rules: one record or draft was due",
        "Confirmed that the clock is right and resumed the retention rules: {count} records and drafts were due",
    ),
    "audit.downloaded": _("Downloaded {entries} audit entries"),
    "audit.let_go": _("Removed the oldest {entries} audit entries, up to position {position}"),
    "conversation.opened": _("Viewed an unfinished intake"),
    "conversation.number_shown": _("Showed the number of someone still answering: {number_reason}"),
    "conversation.restart_opened": _("Viewed what restarting a conversation would delete"),
    "conversation.restarted": _("Restarted a conversation and deleted its draft: {draft_reason}"),
    "conversation.release_opened": _("Viewed what forgetting a number would do"),
    "conversation.released": _("Forgot a number: {draft_reason}"),
    "news.listed": _("Viewed the news: {news}"),
    "patients.invented": _("Created {patients} sample patients"),
    "patients.listed": Counted(
        "patients",
        "Viewed the list: one record, {shown} names shown",
        "Viewed the list: {patients} records, {shown} names shown",
    ),
    "patients.name_shown": _("Showed one name in the list: {reason}"),
    "patients.names_shown": _("Showed names in the list: {reason}"),
    "patients.names_hidden": _("Hid names"),
    "patients.pace_reached": _("Tried to view more than {records} records within an hour"),
    "patients.pace_raised": _("Confirmed with a code to see up to {records} records this hour"),
    "patients.searched": _("Searched by {kind}: {found} found"),
    "conversations.listed": Counted(
        "conversations",
        "Viewed who is still answering: one conversation",
        "Viewed who is still answering: {conversations} conversations",
    ),
    "invitations.listed": Counted(
        "invitations", "Viewed the invitations: one", "Viewed the invitations: {invitations}"
    ),
    "invitations.checked": Counted(
        "numbers",
        "Looked up one number before inviting; known here: {known}",
        "Looked up {numbers} numbers before inviting; known here: {known}",
    ),
    "invitations.sent": Counted(
        "invitations",
        "Sent one invitation; left out: {left_out}",
        "Sent {invitations} invitations; left out: {left_out}",
    ),
    "report.seen": _("Viewed the report"),
    "export.asked": _("Asked for an export to {target}: {columns} of {patients} patients"),
    "export.approved": _("Approved an export"),
    "export.refused": _("Refused an export"),
    "export.started": _("Started an export to {target}: {columns} of {patients} patients"),
    "export.finished": _("Export finished: {patients} patients, {bytes} bytes"),
    "export.broken": _("An export stopped early: up to {patients} patients were exported"),
    "export.fetched": _("Started downloading a passphrase-protected workbook: {bytes} bytes"),
    "export.fetch_finished": _("Downloaded a passphrase-protected workbook: {bytes} bytes"),
    "export.fetch_broken": _("Downloading a workbook stopped early"),
    "export.copied": _("Made a copy for the patient: {format}, {bytes} bytes. Why: {copy_reason}"),
    "export.limited": _("Asked for more exports than allowed in an hour; refused after {begun}"),
    "preset.saved": _("Saved an export preset: {columns}"),
    "preset.forgotten": _("Deleted an export preset"),
    "job.cancelled": _("Stopped a job: {kind}"),
    "job.retried": _("Retried a failed job"),
    "settings.changed": _("Changed the clinic's settings: {fields}"),
    "consent_text.changed": _("Changed the consent text; version {version} asks everyone again"),
    "saved_reply.added": _("Added a saved reply"),
    "saved_reply.changed": _("Changed a saved reply"),
    "saved_reply.deleted": _("Deleted a saved reply"),
    "backup.taken": _("Made a backup: {rows} rows, {bytes} bytes"),
    "backup.rehearsed": _("Tested the backup made on {made}: {opened} encrypted values opened"),
    "backup.erasures_left_out": Counted(
        "records",
        "Restored one record that was erased after {erased_since}: {reason}",
        "Restored {records} records that were erased after {erased_since}: {reason}",
    ),
    "backup.restored": _("Restored the backup made on {made}: {rows} rows; erased again: {erased}"),
    "setup.attested": _("Confirmed a set-up step: {step}"),
    "breach.noted": _("Recorded a data breach, known since {aware}"),
    "breach.told": _("Recorded that people were notified of a breach under {law}"),
    "maintenance.begun": _("Began maintenance until {until}"),
    "maintenance.ended": _("Ended maintenance"),
    "keys.rotation_begun": _("Started re-encrypting everything with the newest keys: {keys}"),
    "keys.rotation_ended": _(
        "Searched everything for old keys: {changed} changes, {unreadable} cannot be opened"
    ),
    "keys.verified": _(
        "Checked everything with the newest keys: {left} under other keys, {unreadable} cannot be opened"
    ),
    "keys.retired": _("Retired an old key of {variable}: {fingerprint}"),
    "webhook.refused": _("Webhook request refused ({reason}), from {network}"),
    "webhook.counted": _("{lines} in an hour; the others of this hour are counted and not listed: {refused}"),
    "door.forged": _("The database held a row that Anteroom did not write; it gave no access: {table}"),
    "door.forged_removed": _("Removed {rows} rows that Anteroom did not write: {table}"),
    "door.refused": _("Refused at {route}: the role may not {needs}"),
    "sign_in.succeeded": _("Signed in with a {proof}, from {network}"),
    "sign_in.unlocked": _("Resumed an idle session with a code, from {network}"),
    "sign_in.failed": _("A sign-in failed, from {network}"),
    "sign_in.limited": _("Too many sign-in attempts; refused, from {network}"),
    "sign_in.counted": _("{lines} in an hour; the others of this hour are counted and not listed: {refused}"),
    "sign_out": _("Signed out"),
    "session.confirmed": _("Confirmed with a new code"),
    "session.confirm_failed": _("A confirmation failed"),
    "session.ended": Counted(
        "sessions", "Ended one session of their own", "Ended {sessions} sessions of their own"
    ),
    "devices.forgotten": Counted("devices", "Forgot one known computer", "Forgot {devices} known computers"),
    "password.changed": _("Changed their password; every session ended"),
    "password.refused": _("Entered a wrong password on their account page"),
    "session.confirm_limited": _("Entered too many wrong codes; the session ended"),
    "recovery_codes.replaced": _("Made ten new recovery codes"),
    "code.replacement_begun": _("Started replacing their authenticator"),
    "staff.invited": _("Invited someone as {role}"),
    "staff.link_opened": _("One-time link opened, from {network}"),
    "staff.vouched_again": _("Accepted a changed staff row again, as {role}"),
    "staff.enrolled": _("Set up their sign-in"),
    "staff.code_reset": _("Reset someone’s sign-in; their sessions ended"),
    "staff.role_changed": _("Changed a role from {from} to {to}; sessions ended"),
    "staff.disabled": _("Disabled a member of staff; their sessions ended"),
    "staff.enabled": _("Enabled a member of staff again"),
    "staff.sessions_revoked": Counted(
        "sessions", "Ended one session of a member of staff", "Ended {sessions} sessions of a member of staff"
    ),
}
"""Action -> sentence. The fields in braces come from the event's details."""


_OPENED: Final = "patient.opened"
_PAGES: Final[Mapping[str, str]] = {
    "erase": _("Opened the page that erases the record"),
    "hold": _("Opened the page of the record’s hold"),
    "copy": _("Opened the page that copies the record"),
    "unrestrict": _("Opened the page that lifts the restriction"),
}
"""Page of a record that was opened -> sentence. The record's own page has none."""


def says(action: str, detail: str) -> bool:
    """Return whether the sentence of an action has this detail in it."""
    template = SENTENCES.get(action, "")
    said = template.one if isinstance(template, Counted) else str(template)
    return f"{{{detail}}}" in said


def sentence(action: str, details: Mapping[str, Any]) -> str:
    """Return the event in the page's language; an unknown action is shown as it is."""
    template = SENTENCES.get(action)
    if template is None:
        return action
    if action == _OPENED:
        template = _PAGES.get(str(details.get("page")), template)
    known = _Known({**details, "count": len(details.get("fields", ()))})
    if isinstance(template, Counted):
        figure = known.get(template.detail)
        template = ngettext(template.one, template.more, figure if isinstance(figure, int) else 2)
    said = str(template).format_map(known)
    if values := details.get("values"):
        said = f"{said}. {_values(values)}"
    if "allergies" in details:
        said = f"{said}. {_allergies(details['allergies'])}"
    return gettext("%(said)s, automatically by the open page", said=said) if details.get("live") else said


def _values(values: Mapping[str, Sequence[str]]) -> str:
    """Return what settings were before and are now."""
    return "; ".join(
        f"{in_words('fields', field)}: {old or '–'} → {new or '–'}" for field, (old, new) in values.items()
    )


def _allergies(count: Any) -> str:
    """Return how many allergy flags a list showed: each is a look at a health answer."""
    return str(ngettext("One allergy flag shown", "%(num)s allergy flags shown", count))


class _Known(dict[str, Any]):
    """Details in words, with a dash for what an older event did not record."""

    def __getitem__(self, key: str) -> Any:
        return in_words(key, super().__getitem__(key)) if key in self else "–"
