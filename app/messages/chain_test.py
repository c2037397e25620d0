"""Send a test to one of those in ALARM_CHAIN, and keep what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask_babel import lazy_gettext as _

from app.checks import N_
from app.intake import channel
from app.messages import mail
from app.messages.alert_words import in_each
from app.services import Services
from app.store.messages import outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.work import chain_tests
from app.store.work.chain_tests import TEST, ChainTest
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.clinic import clinic_in
from app.web.feature import JobKind, Lane

_SUBJECT: Final = N_("Test of alarms")
_WORDS: Final = N_(
    "This is a test: no patient needs help. If one does, you are told like this. There is nothing to do now."
)
_STALE: Final = timedelta(minutes=10)


def run(services: Services, job: Job, _beat: Beat) -> None:
    """Send one person the test, unless there was another test since.

    Raises:
        Delayed: the mail server does not take it now.
    """
    with services.store.begin() as unit:
        now = services.clock()
        test = None if job.subject_id is None else chain_tests.get(unit.db, job.subject_id)
        if test is None or not isinstance(test.address, str):
            return
        clinic, address = clinic_in(unit, services.settings.clinic).name, test.address
        is_mail = "@" in address
        if not is_mail and test.message_id is None:
            words = channel.as_sms(f"Anteroom, {clinic}: {' '.join(in_each(_WORDS))}")
            sms = NewMessage(Purpose.ALERT, job.actor, to=address, body=words, send_by=now + _STALE)
            test.message_id = outbound.send(unit.db, sms, now)
    if is_mail:
        _mail(services, test, address, clinic)


TESTING = JobKind(TEST, _("Sending a test along ALARM_CHAIN"), run, Lane.ALARMS, errors=mail.ERRORS)


def _mail(services: Services, test: ChainTest, address: str, clinic: str) -> None:
    server, url, code = services.settings.alerts.mail, services.settings.public_url, mail.UNREACHABLE
    subject, body = f"Anteroom, {clinic}: {in_each(_SUBJECT)[0]}", "\n\n--\n\n".join(in_each(_WORDS))
    failed: Delayed | Hopeless | None = None
    if server is not None:
        try:
            mail.send(server, mail.compose(server, url, test.id, address, subject, body, test.asked_at))
            code = ""
        except (Delayed, Hopeless) as refused:
            failed, code = refused, refused.code
    with services.store.begin() as unit:
        chain_tests.came_to(unit.db, test.id, None if code else services.clock(), code or None)
    if isinstance(failed, Delayed):
        raise failed
