"""`flask doctor`: what is wrong, why it matters, and how to fix it."""

from __future__ import annotations

import html
import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from typing import Final, NoReturn
from urllib.parse import urlencode

import click
from flask.cli import with_appcontext

from app.checks import FLASK, Check, Finding, Shown, State, checklist, ok
from app.checks.host import by_a_date, problems
from app.cli.chat import NotAnswered, TwilioStandIn, new_message_sid, trusting
from app.config import ConfigurationError, GoogleSettings
from app.exports.targets.sheets import account_of, title_of
from app.messages import alert, mail
from app.messages.account import account
from app.messages.content import compare
from app.messages.twilio_api import Failure, sender_of
from app.services import Services, current
from app.store import Delayed, Hopeless, Purpose, jobs, outbound
from app.store.alerts import ALERT_MAIL, ALERT_TEST
from app.webhook.auth import FORM_TYPE

_MARK: Final = {
    State.OK: click.style("ok  ", fg="green"),
    State.WARN: click.style("warn", fg="yellow"),
    State.BAD: click.style("BAD ", fg="red", bold=True),
}
_COUNTED: Final = {State.BAD: "bad", State.WARN: "to look at", State.OK: "well"}
_WORST_FIRST: Final = tuple(_COUNTED)
_FIELDS: Final = ("check", "state", "said", "why", "mend")
_INDENT: Final = "\n       "


def to_text(findings: Sequence[Finding]) -> str:
    """Return each finding with why it matters and how to fix it, the worst first."""
    worst_first = sorted(findings, key=lambda finding: _WORST_FIRST.index(finding.state))
    counts = ", ".join(
        f"{count} {words}"
        for state, words in _COUNTED.items()
        if (count := sum(each.state is state for each in findings))
    )
    return "\n".join([*map(_told, worst_first), f"\n{counts}."])


def to_json(findings: Sequence[Finding]) -> str:
    """Return a list of objects, each with the keys check, state, said, why and mend."""
    return json.dumps(
        [{name: getattr(finding, name) for name in _FIELDS} for finding in findings],
        indent=2,
        ensure_ascii=False,
    )


def tell(text: str) -> None:
    """Write a report, with colours only in a terminal.

    NO_COLOR switches them off there too (no-color.org).
    """
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 1 when something is bad, else 0."""
    return int(any(finding.state is State.BAD for finding in findings))


def _told(finding: Finding) -> str:
    topic = finding.check.replace("_", " ").capitalize()
    more = [line for line in (finding.why, finding.mend) if line]
    return _INDENT.join([f"{_MARK[finding.state]} {topic}: {finding.said}", *more])


_NAME: Final = "google_sheets"
_WHY: Final = "The sheet is not filled, and erased patients' rows stay in it."
_MEND: Final = {
    "google_key_unusable": "Download a new key: Google Cloud, Service accounts, Keys, Add key, JSON.",
    "google_key_refused": "Is this computer's clock wrong, or was the key deleted? Then download a new key.",
    "sheet_not_found": "Set GOOGLE_SHEETS_ID to the part of the sheet's address between /d/ and /edit.",
    "sheets_api_off": "In Google Cloud, enable the Google Sheets API for the account's project.",
}


def sheet_off(services: Services) -> list[Finding]:
    """Return a finding when no spreadsheet is set up."""
    return [ok(_NAME, "off")] if services.settings.google is None else []


def sheet(services: Services) -> list[Finding]:
    """Return whether the spreadsheet can be reached, when one is set up."""
    return [] if services.settings.google is None else [_looked_at(services.settings.google)]


def _looked_at(google: GoogleSettings) -> Finding:
    try:
        return ok(_NAME, f"reaches the spreadsheet “{title_of(google)}”")
    except (Hopeless, Delayed) as failure:
        code = failure.code
    if code == "sheet_not_shared":
        return Finding(
            _NAME,
            State.BAD,
            code,
            _WHY,
            f"In the sheet, press Share and add {account_of(google)} as an editor.",
        )
    return Finding(
        _NAME,
        State.BAD,
        code,
        _WHY,
        _MEND.get(code, "Google must be reachable from here over https."),
    )


def end(error: ConfigurationError, arguments: Sequence[str]) -> NoReturn:
    """End the process with what is wrong with the configuration.

    `flask doctor` prints it as its report.
    """
    if "doctor" not in arguments:
        sys.exit(str(error))
    told = to_json if "--json" in arguments else to_text
    tell(told(problems(error.problems)))
    sys.exit(1)


_MAIL_NAME: Final = "alert_mail"
_SMS_NAME: Final = "alert_sms"
_MAIL_WHY: Final = "Only people who look at the dashboard learn of an alarm, a failed backup or a failed job."
_MAIL_MEND: Final = {
    mail.LOGIN_REFUSED: "Check the user and the password in SMTP_URL.",
    mail.NO_TLS: "SMTP_URL must name the server as its certificate does: smtps:// for TLS from the start (port 465).",
}


def mail_off(services: Services) -> list[Finding]:
    """Return a finding when no mail server is set up."""
    return [ok(_MAIL_NAME, "off")] if services.settings.alerts.mail is None else []


def mail_server(services: Services) -> list[Finding]:
    """Return whether the mail server takes our login, when one is set up.

    Nothing is sent.
    """
    server = services.settings.alerts.mail
    if server is None:
        return []
    try:
        with mail.connected(server) as smtp:
            smtp.noop()
    except (Hopeless, Delayed) as failure:
        mend = _MAIL_MEND.get(failure.code, "The server that SMTP_URL names must be reachable from here.")
        return [Finding(_MAIL_NAME, State.BAD, failure.code, _MAIL_WHY, mend)]
    return [ok(_MAIL_NAME, f"{server.host} takes mail")]


def refused_addresses(services: Services) -> list[Finding]:
    """Return which addresses of ALERT_EMAIL_TO the mail server refused.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        failed = [job for job in jobs.dead(unit.db) if job.kind in {ALERT_MAIL, ALERT_TEST}]
    return [
        Finding(
            _MAIL_NAME,
            State.BAD,
            f"the mail server refused address {place} of ALERT_EMAIL_TO",
            "Whoever reads mail there is not alerted.",
            f"Correct it and start Anteroom again. To send what was refused: {FLASK} jobs list, then {FLASK} jobs retry ID",
        )
        for place in sorted({alert.place_of(job) for job in failed if job.error == mail.REFUSED})
    ]


def text_alerts(services: Services) -> Finding:
    """Return whether alerts go by SMS, and whether the last one arrived."""
    alerts = services.settings.alerts
    if not alerts.sms_to:
        return ok(_SMS_NAME, "off")
    with services.store.read() as unit:
        last = outbound.latest(unit.db, Purpose.ALERT)
    if last is not None and last.failed:
        said = f"the last SMS did not arrive ({last.error or last.state})"
        return Finding(
            _SMS_NAME, State.BAD, said, _MAIL_WHY, "Send a test from /settings, and see what Twilio says."
        )
    return ok(_SMS_NAME, f"to {len(alerts.sms_to)} number{'s' if len(alerts.sms_to) > 1 else ''}")


_TAKEN, _REFUSED = 204, 403
_WEBHOOK_WHY: Final = "Patients who write get no answer."


def self_test(services: Services) -> Iterator[Finding]:
    """Post a delivery status that belongs to no message, signed and unsigned.

    The signed one has to be accepted, the other refused. The answer's date is compared with this computer's
    clock: behind a proxy on another computer it is another clock.
    """
    settings = services.settings
    twilio = TwilioStandIn(settings)
    fields = {
        "AccountSid": settings.twilio.account_sid,
        "MessageSid": new_message_sid(),
        "MessageStatus": "sent",
        "From": settings.twilio.senders[0],
        "To": "whatsapp:+15005550001",
    }
    try:
        answer = twilio.post("/webhook/status", fields)
        now, signed = services.clock(), answer.status
        unsigned = twilio.post("/webhook/status", fields, signed=False).status
    except NotAnswered as error:
        yield Finding(
            "webhook",
            State.BAD,
            str(error),
            _WEBHOOK_WHY,
            "Twilio must be able to reach PUBLIC_URL over https.",
        )
        return
    if answer.date and (wrong := by_a_date(now, answer.date, f"what answers at {settings.public_url}")):
        yield wrong
    if (signed, unsigned) == (_TAKEN, _REFUSED):
        yield ok("webhook", f"{settings.public_url} accepts signed requests and refuses others")
        return
    yield Finding(
        "webhook",
        State.BAD,
        f"a signed request got {signed} ({_TAKEN} expected), an unsigned one {unsigned} ({_REFUSED} expected)",
        _WEBHOOK_WHY if unsigned == _REFUSED else "Strangers can write as patients.",
        "PUBLIC_URL must be the address that Twilio calls, TRUSTED_PROXIES must name the proxy that ends TLS, and "
        "the server must use the same .env, because TWILIO_AUTH_TOKEN signs.",
    )


_FRONT_DOOR_NAME: Final = "sign_in_form"
_PATIENCE: Final = 15.0
_SEEN, _FRONT_DOOR_TAKEN, _FRONT_DOOR_REFUSED = 200, 303, 400
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
_FRONT_DOOR_WHY: Final = "Nobody can sign in, and no form on any page works."
_FRONT_DOOR_MEND: Final = (
    "The proxy has to pass on the browser's Host. In nginx: proxy_set_header Host $http_host; as in "
    "deploy/nginx.conf. If the port is not 443, PUBLIC_URL has to name it."
)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Returns a redirect instead of following it."""

    def redirect_request(self, *_: object) -> None:
        return None


def front_door(services: Services) -> Finding:
    """Load the sign-in page and post its token to /logout, as a browser would.

    The answer shows whether the server accepts where a form comes from. Nobody is signed out, no sign-in is
    attempted, and nothing is written.
    """
    settings = services.settings
    browser = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=trusting(settings)),
        urllib.request.HTTPCookieProcessor(),
        _Stay(),
    )
    url = settings.public_url
    try:
        seen, page = _answer(browser, urllib.request.Request(f"{url}/login"))  # noqa: S310 - https, by the settings
        found = _TOKEN.search(page)
        if seen != _SEEN or found is None:
            return _bad(f"the sign-in page returns {seen}", of_the_host=seen == _FRONT_DOOR_REFUSED)
        sent = urllib.request.Request(  # noqa: S310
            f"{url}/logout",
            urlencode({"csrf_token": html.unescape(found[1])}).encode(),
            {"Content-Type": FORM_TYPE, "Referer": f"{url}/login", "Origin": url},
        )
        taken, _ = _answer(browser, sent)
    except (OSError, ValueError, HTTPException) as error:
        return _bad(f"nothing answers at {url} ({getattr(error, 'reason', error)})")
    if taken == _FRONT_DOOR_TAKEN:
        return ok(_FRONT_DOOR_NAME, "a form that comes through PUBLIC_URL is accepted")
    return _bad(
        f"a form returns {taken} ({_FRONT_DOOR_TAKEN} expected)",
        of_the_host=taken == _FRONT_DOOR_REFUSED,
    )


def _answer(browser: urllib.request.OpenerDirector, request: urllib.request.Request) -> tuple[int, str]:
    try:
        with browser.open(request, timeout=_PATIENCE) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, ""


def _bad(said: str, *, of_the_host: bool = False) -> Finding:
    return Finding(
        _FRONT_DOOR_NAME,
        State.BAD,
        said,
        _FRONT_DOOR_WHY,
        _FRONT_DOOR_MEND if of_the_host else "See the finding about the webhook.",
    )


_TEXTS: Final = "templates"
_TEXTS_WHY: Final = "Nobody can be written to after 24 hours of silence, or patients answer by number alone."
_PUSH: Final = f"Run: {FLASK} content push"
_DISCARD: Final = "content_retention"
_DISCARD_WHY: Final = "TWILIO_CONTENT_RETENTION=discard is set, so no message of ours is to stay at Twilio."
_NO_REDACTION: Final = "30029"
_DISCARD_MEND: Final = "Have Twilio enable Message Redaction for the account (its support does), or leave out TWILIO_CONTENT_RETENTION."


def texts(services: Services) -> Finding:
    """Return whether Twilio has this release's templates and buttons as written.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    try:
        found = compare(services)
    except (Delayed, Hopeless) as failure:
        mend = "Twilio must be reachable from here, and take TWILIO_API_KEY or TWILIO_AUTH_TOKEN."
        return Finding(_TEXTS, State.BAD, failure.code, _TEXTS_WHY, mend)
    if found is None:
        return ok(_TEXTS, "off: none were made at Twilio")
    if found.lacking:
        return Finding(_TEXTS, State.WARN, f"Twilio lacks {found.lacking} of our texts", _TEXTS_WHY, _PUSH)
    if found.changed:
        said = f"{found.changed} of our texts were changed at Twilio"
        mend = f"Delete them in Twilio's Content Template Builder. {_PUSH}"
        return Finding(_TEXTS, State.WARN, said, "Patients read what nobody here wrote.", mend)
    with services.store.read() as unit:
        refusal = outbound.refusal(unit.db)
    if refusal is not None:
        said = f"Twilio has every text as we wrote it, but refused to send something: error {refusal.code}"
        return Finding(_TEXTS, State.WARN, said, _TEXTS_WHY, "See the finding about Twilio refusals.")
    return ok(_TEXTS, "Twilio has every text as we wrote it")


def discards(services: Services) -> list[Finding]:
    """Return whether Twilio discards the words of our messages, if it should.

    The message that was sent last shows it. Twilio refuses messages if the account may not ask for that.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    if not services.settings.twilio.discards:
        return []
    with services.store.read() as unit:
        last = outbound.latest(unit.db)
    if last is not None and last.error == _NO_REDACTION:
        said = "Twilio refuses our messages (30029): the account has no Message Redaction"
        return [Finding(_DISCARD, State.BAD, said, "No message of ours is sent.", _DISCARD_MEND)]
    if last is None or last.message_sid is None:
        return [ok(_DISCARD, "not seen yet: nothing was sent")]
    found = sender_of(services.settings.twilio).status(last.message_sid)
    if isinstance(found, Failure):
        mend = (
            "See the finding about templates."
            if not found.status
            else "Look the message up in Twilio's console."
        )
        return [Finding(_DISCARD, State.WARN, "could not be looked at", _DISCARD_WHY, mend)]
    if found.has_body:
        return [
            Finding(
                _DISCARD, State.BAD, "Twilio keeps the words of our last message", _DISCARD_WHY, _DISCARD_MEND
            )
        ]
    return [ok(_DISCARD, "Twilio keeps no words of our last message")]


_FROM_OUTSIDE: Final = (
    Check("webhook", self_test, needs_database=False, over_network=True),
    Check("sign_in_form", front_door, needs_database=False, over_network=True),
    Check("google_sheets", sheet_off, needs_database=False),
    Check("alert_mail", mail_off, needs_database=False),
    Check("alert_mail", mail_server, needs_database=False, over_network=True),
    Check("alert_mail", refused_addresses),
    Check("alert_sms", text_alerts),
    Check("twilio_account", account, needs_database=False, over_network=True),
    Check("templates", texts, over_network=True),
    Check("content_retention", discards, over_network=True),
    Check("google_sheets", sheet, needs_database=False, over_network=True),
)


def examine(services: Services, *, offline: bool) -> list[Finding]:
    """Return what every check found. `offline` leaves out what goes over the network."""
    found: list[Finding] = []
    is_ready = True
    for check in (*checklist.shown_in(Shown.DOCTOR), *_FROM_OUTSIDE):
        if (check.over_network and offline) or (check.needs_database and not is_ready):
            continue
        findings = check.findings(services)
        if check.is_vital:
            is_ready = all(each.state is State.OK for each in findings)
        found += findings
    return found


@click.command(short_help="Check the installation, and say how to fix problems.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON: a list of objects with check, state, said, why and mend.",
)
@click.option("--offline", is_flag=True, help="Skip checks that use the network.")
@with_appcontext
def doctor(as_json: bool, offline: bool) -> None:
    """Check settings, files, database, keys, the clock, sign-in and what runs.

    Exit status 1 when something is bad.
    """
    services: Services = current()
    findings = examine(services, offline=offline)
    if as_json:
        tell(to_json(findings))
    else:
        tell(to_text(findings))
        click.echo(
            f"\nFor Twilio's console, “When a message comes in”, POST:\n  {services.settings.public_url}/webhook"
        )
    sys.exit(exit_code(findings))
