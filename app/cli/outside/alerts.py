"""Ask whether alerts reach anybody by e-mail and SMS."""

from __future__ import annotations

from typing import Final

from app.checks import FLASK, Check, Finding, State, ok
from app.messages import alert, mail
from app.services import Services
from app.store.messages import outbound
from app.store.messages.new_message import Purpose
from app.store.work import jobs
from app.store.work.alerts import ALERT_MAIL, ALERT_TEST
from app.store.work.jobs import Delayed, Hopeless

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


MAIL_OFF_CHECK = Check("alert_mail", mail_off, position=1040, needs_database=False)


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


MAIL_SERVER_CHECK = Check("alert_mail", mail_server, position=1050, needs_database=False, over_network=True)


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


REFUSED_ADDRESSES_CHECK = Check("alert_mail", refused_addresses, position=1060)


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


TEXT_ALERTS_CHECK = Check("alert_sms", text_alerts, position=1070)
