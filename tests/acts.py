"""Every form of the dashboard, filled in well and badly, as data for tests that send them all.

What is typed has words that may appear in no address, referrer or log.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.declared import declared

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME: Final = "Zanthippe Quillfeather"
GONE: Final = "This record was erased"
"""What a page says in place of an erased record, with status 410."""
TYPED: Final = "Wobblenote rang at ten"
WORDS: Final = ("quillfeather", "wobblenote")


class Act(NamedTuple):
    """A form to send: the page that has it, the end of the form's address, and what is filled in.

    A page of "" is the one that the act before led to.
    """

    page: str
    form: str
    fields: Mapping[str, str] = {}
    button: str = ""
    downloads: bool = False
    """Whether the answer is a file: the browser then stays on the page."""


LIST: Final = (
    Act("/patients", "/patients/search", {"q": "Quillfeather"}),
    Act("/patients", "/patients/search", {"q": "?"}),
    Act("/patients?status=new", "/patients/show", {"reason": "none of ours"}, "[name=all]"),
    Act("/patients", "/patients/show", {"reason": "ringing"}, "button[name=id]"),
    Act("/patients", "/patients/show", {"reason": "ringing"}, "[name=all]"),
    Act("", "/patients/hide"),
    Act("", "/patients/columns"),
    Act("/patients?status=new", "/patients/views", {"name": "Mine"}),
    Act("", "/forget"),
    Act("/patients/bulk?id={maya}&id={other}&to=status:in_review", "/patients/bulk"),
    Act("/patients/callbacks/{callback}", "/done"),
)
_SAVE: Final = "[name=status][value='']"
"""The button that saves the work on a record, and leaves its status."""
RECORD: Final = (
    Act("/patients/{maya}", "/show", {"reason": "none of ours"}, "[value=all]"),
    Act("", "/show", {"reason": "ringing"}, "[value=all]"),
    Act("", "/hide", {}, "[form=hide]"),
    Act("", "/status", {"work_note": "x" * 2001}, _SAVE),
    Act("", "/status", {"work_note": TYPED}, _SAVE),
    Act("", "/status", {"work_note": "x" * 2001}, "[value=follow_up]"),
    Act("", "/status", {"work_note": TYPED}, "[value=follow_up]"),
    Act("", "/status", {"due": "1999-01-01"}, _SAVE),
    Act("", "/status", {"due": "{tomorrow}"}, _SAVE),
    Act("", "/status", {"assigned_to": "nobody"}, _SAVE),
    Act("", "/status", {"assigned_to": "{me}"}, _SAVE),
    Act("", "/emergency"),
    Act("", "/requests", {"request_note": TYPED}),
    Act("", "/requests", {"request_kind": "erasure", "request_channel": "letter"}),
    Act("", "/close", {"refusal": "none"}, "[name=state][value=refused]"),
    Act("", "/close", {"refusal": "withdrawn"}, "[name=state][value=refused]"),
    Act("", "/restrict"),
    Act("/patients/{maya}/unrestrict", "/unrestrict", {"reason": ""}),
    Act("", "/unrestrict", {"reason": "agreed"}),
    Act("/patients/{maya}/edit", "/edit", {"birth_date": "Wobblenote"}),
    Act("", "/edit", {"birth_date": "4 March 1991", "address": TYPED}),
    Act("", "/print", {"parts": "identity"}),
    Act("/patients/{maya}/notes/{note}", "/notes/{note}", {"text": ""}),
    Act("", "/notes/{note}", {"text": TYPED}),
    Act("/patients/{maya}/notes/{note}", "/delete"),
    Act("/patients/{maya}/compare/{other}", "/show", {"reason": "none of ours"}),
    Act("", "/show", {"reason": "reviewing"}),
    Act("", "/not-same"),
    Act("/patients/{maya}/copy", "/copy", {"format": "none"}),
    Act("", "/copy", {"format": "html", "reason": "access"}, downloads=True),
    Act("/patients/{maya}/hold", "/hold", {"reason": " "}),
    Act("", "/hold", {"reason": TYPED}),
    Act("/patients/{maya}/erase", "/erase", {"reason": "other", "reference": "{reference}"}),
    Act("/patients/{maya}/hold", "/lift", {"reason": TYPED}),
    Act("/patients/{maya}/erase", "/erase", {"reason": "other", "reference": "Wobblenote"}),
    Act("", "/erase", {"reason": "other", "reference": "{reference}"}),
    Act("", "/certificate", {"kept_days": "Wobblenote"}),
    Act("", "/certificate"),
)
MESSAGES: Final = (
    Act("/patients/{written}", "/news"),
    Act("", "/reply", {"text": " "}),
    Act("", "/reply", {"text": TYPED}, "[name=saved]"),
    Act("", "/reply"),
    Act("", "/handover", {}, "[value=form]"),
    Act("", "/handover", {}, "[value=person]"),
    Act("", "/form", {"form_reason": "none of ours"}),
    Act("", "/form", {"form_reason": "missing"}),
    Act("", "/cancel"),
    Act("/invite", "/invite/email", {"email": TYPED, "agreed": "yes"}),
    Act("", "/invite/email", {"email": "wobblenote@mail.example.org", "agreed": "yes"}),
    Act("/invite", "/invite", {"numbers": TYPED, "reason": "none of ours"}),
    Act("", "/invite", {"numbers": "+44 7700 900377", "reason": "first_visit"}),
    Act("", "/invite/check"),
    Act("", "/invite/check", {"agreed": "yes"}),
    Act("/invite", "/invite/file", {"file": " "}),
    Act("", "/invite/file", {"file": f"number,name\n+44 7700 900378,{NAME}"}),
    Act("", "/invite/check", {"agreed": "yes"}),
)
CONVERSATIONS: Final = (
    Act("/alarms/{alarmed}", "/take"),
    Act("/answering/{stuck}", "/number", {"reason": "none of ours"}),
    Act("", "/number", {"reason": "helping"}),
    Act("/answering/{silent}/remind", "/remind"),
    Act("/answering/{stuck}/restart", "/restart", {"reason": "none of ours"}),
    Act("", "/restart", {"reason": "stuck"}),
    Act("/answering/{stuck}/release", "/release", {"reason": "wrong_number"}),
)
EXPORTS: Final = (
    Act("/exports", "/exports", {"reason": TYPED}, "[formaction='/exports/form']"),
    Act("", "/exports", {"reason": " "}),
    Act("", "/exports", {"preset": " "}, "[formaction='/exports/presets']"),
    Act("", "/exports", {"preset": "Weekly"}, "[formaction='/exports/presets']"),
    Act("", "/exports", {}, "[name=start]"),
    Act("/exports", "/forget"),
    Act("/exports", "/exports", {"reason": TYPED, "target": "csv"}, "main .btn-primary", downloads=True),
    Act("/exports", "/exports", {"reason": TYPED, "passphrase": "copper lantern drifts"}),
    Act("/jobs/{job}", "/cancel"),
    Act("/jobs", "{dead}/retry"),
    Act("/exports/{ready}", "/download", downloads=True),
    Act("/exports/{asked}", "/approve"),
    Act("/exports/{other_asked}", "/refuse"),
)
ADMIN: Final = (
    Act("/settings/clinic", "/settings/clinic", {"phone": "many"}),
    Act("", "/settings/clinic", {"phone": "01632 960 557"}),
    Act("/settings/danger", "/settings/danger", {"crisis_en": "many"}),
    Act("", "/settings/danger", {"crisis_en": "116 123"}),
    Act("/settings/danger", "/alerts/test"),
    Act("/settings/replies", "/replies", {"name": " ", "text": TYPED}),
    Act("", "/replies", {"name": "Ring back", "text": TYPED}),
    Act("", "/{reply}", {"name": " "}),
    Act("", "/{reply}", {"text": TYPED}),
    Act("", "/delete", {}, "[formaction$='{reply}/delete']"),
    Act("/audit", "/download", {}, "[value=csv]", downloads=True),
    Act("/settings/consent", "/preview", {"text_en": "x" * 5000}),
    Act("", "/preview", {"text_en": "We keep your answers."}),
    Act("", "/settings/consent", {}, "[name=again]"),
    Act("", "/preview", {"text_en": "We keep your answers here."}),
    Act("", "/settings/consent", {}, ".btn-primary"),
    Act("/retention/change", "/change", {"open_days": "many"}),
    Act("", "/change", {"open_days": "200"}),
    Act("", "/change"),
    Act("/retention/release", "/release"),
    Act("/setup", "/attest", {}, "form[action$='/attest'] button"),
    Act("/setup/first", "/first", {"phone": "many"}),
    Act("", "/first", {"phone": "01632 960 558"}),
    Act("/staff", "/invite", {"name": " "}),
    Act("", "/invite", {"name": "Bo", "email": "bo@larkfield.example", "role": "reception"}),
    Act("/staff", "{colleague}/revoke-sessions"),
    Act("/staff/{colleague}/disable", "/disable"),
    Act("/staff", "/enable"),
    Act("/staff/{colleague}/reset-code", "/reset-code"),
    Act("/staff", "{colleague}/role", {"role": "auditor"}),
    Act("/account", "/theme", {"theme": "dark"}),
    Act("", "/language", {"language": "en"}),
    Act("", "/password", {"old": "wrong", "new": "passwordpassword"}),
    Act("", "/code", {"password": "wrong"}),
    Act("/account/recovery", "/recovery"),
    Act("/account", "/devices/forget"),
    Act("", "/sessions/end", {}, "[value=others]"),
)
DECLARED: Final = tuple(chain.from_iterable(declared("ACTS", globals())))
"""What the tests of a page declare beside them."""
EVERY: Final = (
    Act("/kept", "/forget"),
    *LIST,
    *MESSAGES,
    *CONVERSATIONS,
    *EXPORTS,
    *ADMIN,
    *DECLARED,
    *RECORD,
)
NO_FORM: Final = {
    "/webhook", "/webhook/status", "/exports/csv", "/exports/xlsx", "/exports/sheets", "/account/stay",
    "/patients/<uuid:patient_id>/copied", "/alarms/<uuid:conversation_id>/copied", "/f/<token>", "/settings",
    "/setup/samples", "/setup/samples/throw-away", "/patients/<uuid:patient_id>/note",
    "/patients/<uuid:patient_id>/due", "/patients/<uuid:patient_id>/assign", "/patients/<uuid:patient_id>/called",
    "/settings/questions/<key>/preview",
}  # fmt: skip
"""Routes whose form no page of the dashboard has, or none here: they are for Twilio, scripts or patients, for a page that the
release before has shown, or there only while Anteroom is tried out."""
LOOKED_AT: Final = (
    "/audit?record={reference}",
    "/requests",
    "/news",
    "/report",
    "/patients?q=&status=follow_up",
    "/patients/{maya}/print?parts=identity",
)
