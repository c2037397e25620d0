"""What an alert says, in the languages of the dashboard.

No word of it is about a patient.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from flask_babel import lazy_gettext as _

from app.checks import N_, Alerted
from app.checks.checklist import CHECKS
from app.store import Transaction
from app.store.messages import twilio_refusals
from app.store.work.alarms import Alarm
from app.store.work.alerts import Alert
from app.web.feature import Words
from app.web.languages import LANGUAGES, SOURCE

ALARM: Final = "alarm"
UNTAKEN: Final = "untaken"
"""An alarm of which everybody in ALARM_CHAIN was told, again and again."""
ALARM_UNANSWERED: Final = "alarm_unanswered"
"""An alarm that was raised because a patient was asked and did not answer."""
ALERTS: Final[Mapping[str, Alerted]] = {
    ALARM: Alerted(
        _("an alarm"),
        "/alarms",
        N_("A patient may need help now."),
        N_("Every alarm has been taken."),
    ),
    UNTAKEN: Alerted(
        _("an alarm that nobody takes"),
        "/alarms",
        N_(
            "A patient may need help now. Everybody in ALARM_CHAIN was told three times, and nobody has taken it."
        ),
        N_("Every alarm has been taken."),
    ),
    ALARM_UNANSWERED: Alerted(
        _("an alarm because a patient did not answer"),
        "/alarms",
        N_("A patient may need help now. They were asked, and have not answered."),
        N_("Every alarm because a patient did not answer has been taken."),
    ),
    **{check.code: check.alert for check in CHECKS if check.alert},
}
"""Kind of alert -> what is said of it."""
OPEN_TO_TAKE: Final = N_("Open the link to take it.")
ALERTED_TO: Final = Words("alert_kinds", {kind: alert.called for kind, alert in ALERTS.items()})
ALL_CLEAR: Final = N_("All clear:")
TEST_SUBJECT: Final = N_("Test of alerts")
TEST: Final = N_("This is a test. Alerts from Anteroom reach you here.")
FOOTER: Final = N_("Alerts never name a patient. Sign in to see more.")

_CATALOGUES: Final = Path(__file__).parents[1] / "translations"
_SPOKEN: Final = tuple(
    gettext.translation("messages", _CATALOGUES, [code], fallback=code == SOURCE) for code in LANGUAGES
)
"""Each message is written in all of them, because nobody knows who will read it at night."""


def in_each(*texts: str) -> list[str]:
    """Return texts, one after the other, in each language."""
    return [" ".join(map(language.gettext, texts)) for language in _SPOKEN]


def kind_of(alarm: Alarm) -> str:
    """Return as what an alarm is told."""
    return ALARM_UNANSWERED if alarm.asked_at else ALARM


def in_words(alert: Alert, code: str) -> list[str]:
    """Return what is wrong, or over, in each language.

    `code` is the error that Twilio answers with.
    """
    of = ALERTS[alert.kind]
    said = in_each(of.wrong) if alert.stands else in_each(ALL_CLEAR, of.over)
    return [each.format(code=code) for each in said]


def refused_with(unit: Transaction) -> str:
    """Return the error with which Twilio refuses messages, for `in_words`."""
    refusal = twilio_refusals.refusal(unit.db)
    return refusal.code if refusal else "?"


def urgent_first(due: Iterable[Alert]) -> list[Alert]:
    """Return alerts in order of urgency: alarms, what is wrong, what is over."""
    of_patients = {ALARM, ALARM_UNANSWERED, UNTAKEN}
    return sorted(due, key=lambda alert: (not alert.stands, alert.kind not in of_patients, alert.kind))
