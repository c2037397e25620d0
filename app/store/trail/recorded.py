"""Events that more than one package records or asks for.

Every other one stands where it is recorded.
"""

from __future__ import annotations

from app.store.trail.events import Counted, Sight, TrailEvent, TrailGroup

STAFF_INVITED = TrailEvent("staff.invited", "Invited someone as {role}", TrailGroup.STAFF)
ROLE_CHANGED = TrailEvent(
    "staff.role_changed", "Changed a role from {from} to {to}; sessions ended", TrailGroup.STAFF
)
VOUCHED_AGAIN = TrailEvent(
    "staff.vouched_again", "Accepted a changed staff row again, as {role}", TrailGroup.STAFF
)
STAFF_DISABLED = TrailEvent(
    "staff.disabled", "Disabled a member of staff; their sessions ended", TrailGroup.STAFF
)
STAFF_ENABLED = TrailEvent("staff.enabled", "Enabled a member of staff again", TrailGroup.STAFF)
CODE_RESET = TrailEvent("staff.code_reset", "Reset someone’s sign-in; their sessions ended", TrailGroup.STAFF)
RECORD_OPENED = TrailEvent("patient.opened", "Opened the record", TrailGroup.PATIENT)
STATUS_CHANGED = TrailEvent(
    "patient.status_changed", "Changed the status from {from} to {to}", TrailGroup.PATIENT
)
ASSIGNED = TrailEvent("patient.assigned", "Changed who is responsible for the record", TrailGroup.PATIENT)
ANSWERS_CHANGED = TrailEvent(
    "patient.updated",
    Counted("count", "The patient changed one answer", "The patient changed {count} answers"),
    TrailGroup.PATIENT,
)
ANSWERS_CORRECTED = TrailEvent(
    "patient.corrected",
    Counted("count", "Corrected one answer", "Corrected {count} answers"),
    TrailGroup.PATIENT,
)
OPTED_OUT = TrailEvent(
    "conversation.opted_out", "The sender asked for no more messages", TrailGroup.CONVERSATION
)
COPY_MADE = TrailEvent(
    "export.copied",
    "Made a copy for the patient: {format}, {bytes} bytes. Why: {copy_reason}",
    TrailGroup.EXPORT,
    sight=Sight.LEFT,
)
EXPORT_FINISHED = TrailEvent(
    "export.finished", "Export finished: {patients} patients, {bytes} bytes", TrailGroup.EXPORT
)
EXPORT_BROKEN = TrailEvent(
    "export.broken", "An export stopped early: up to {patients} patients were exported", TrailGroup.EXPORT
)
EXPORT_LIMITED = TrailEvent(
    "export.limited",
    "Asked for more exports than allowed in an hour; refused after {begun}",
    TrailGroup.EXPORT,
)
HANDOVER_TOLD = TrailEvent(
    "alarm.handover_told", "Told a member by e-mail that an alarm was handed over to them", TrailGroup.ALARM
)
TAKEOVER_TOLD = TrailEvent(
    "alarm.takeover_told", "Told a member by e-mail that a colleague took over their alarm", TrailGroup.ALARM
)
NOT_TOLD = TrailEvent("alarm.not_told", "Could not tell a member of an alarm by e-mail", TrailGroup.ALARM)
SETTINGS_CHANGED = TrailEvent(
    "settings.changed", "Changed the clinic's settings: {fields}", TrailGroup.SETTINGS
)
CONSENT_TEXT_CHANGED = TrailEvent(
    "consent_text.changed",
    "Changed the consent text; version {version} asks everyone again",
    TrailGroup.SETTINGS,
)
RETENTION_CHANGED = TrailEvent(
    "retention.changed", "Changed how long data is kept: {fields}", TrailGroup.RETENTION
)
QUESTIONS_PUBLISHED = TrailEvent(
    "questions.published", "Published version {version} of the questions: {questions}", TrailGroup.SETTINGS
)
ROW_FORGED = TrailEvent(
    "door.forged",
    "The database held a row that Anteroom did not write; it gave no access: {table}",
    TrailGroup.DOOR,
)
FORGED_REMOVED = TrailEvent(
    "door.forged_removed", "Removed {rows} rows that Anteroom did not write: {table}", TrailGroup.DOOR
)
