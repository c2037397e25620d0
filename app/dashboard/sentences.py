"""The audit trail's events in words: an auditor reads it without a manual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SENTENCES: Final = {
    "conversation.started": "A conversation began",
    "conversation.opted_out": "The sender asked for no more messages",
    "conversation.opted_in": "The sender asked for messages again",
    "conversation.draft_discarded": "Answers that were not sent were deleted by the sender",
    "conversation.unreadable": "A draft could not be opened; the conversation began anew",
    "conversation.misfiled": "A conversation was filed under somebody who is not its sender; they did not get it",
    "consent.given": "Consent was given to text {version}",
    "consent.refused": "Consent was refused to text {version}",
    "patient.created": "An intake was handed in",
    "patient.updated": "The patient changed {count} answers",
    "patients.listed": "Looked at the list: {patients} names shown",
    "webhook.refused": "A request to the webhook was refused ({reason}), from {network}",
    "door.refused": "Was turned away at {route}: the role may not {needs}",
    "sign_in.succeeded": "Signed in with a {proof}, from {network}",
    "sign_in.failed": "A sign-in failed, from {network}",
    "sign_in.limited": "Too many sign-in tries; turned away, from {network}",
    "sign_out": "Signed out",
    "session.confirmed": "Confirmed with a fresh code",
    "session.confirm_failed": "A confirmation failed",
    "session.ended": "Ended {sessions} sessions of their own",
    "devices.forgotten": "Had {devices} known computers forgotten",
    "password.changed": "Changed their password; every session ended",
    "password.refused": "Gave a wrong password on their account page",
    "session.confirm_limited": "Gave too many wrong codes; the session ended",
    "recovery_codes.replaced": "Made ten new recovery codes",
    "code.replacement_begun": "Began to replace their authenticator",
    "staff.invited": "Invited somebody as {role}",
    "staff.enrolled": "Set up their sign-in",
    "staff.code_reset": "Reset somebody's sign-in; their sessions ended",
    "staff.role_changed": "Changed a role from {from} to {to}; sessions ended",
    "staff.disabled": "Disabled somebody; sessions ended",
    "staff.enabled": "Enabled somebody again",
    "staff.sessions_revoked": "Ended {sessions} sessions of somebody",
}
"""Action -> sentence; what stands in braces comes from the event's details."""


def sentence(action: str, details: Mapping[str, Any]) -> str:
    """Return the event in words; an action that is not in the table is shown as it is."""
    template = SENTENCES.get(action)
    if template is None:
        return action
    known = {**details, "count": len(details.get("fields", ()))}
    return template.format_map(_Known(known))


class _Known(dict[str, Any]):
    """Details, with a dash for what an older event did not record."""

    def __missing__(self, key: str) -> str:
        return "–"
