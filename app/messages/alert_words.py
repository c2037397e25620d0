"""What an alert says, in the languages of the dashboard.

No word of it is about a patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _

from app.checks import Shown
from app.checks.checklist import shown_in
from app.store import Alert, Transaction
from app.web.feature import Words

ALARM: Final = "alarm"
ALERTED_TO: Final = Words(
    "alert_kinds",
    {ALARM: _("an alarm"), **{check.code: check.alert for check in shown_in(Shown.ALERT)}},
)


@dataclass(frozen=True, slots=True)
class Language:
    """What alerts say in one language."""

    raised: Mapping[str, str]
    """Kind of alert -> that it is wrong. A text may hold {code}, the error of Twilio's."""
    over: Mapping[str, str]
    """Kind of alert -> that it is over."""
    all_clear: str
    test_subject: str
    test: str
    footer: str

    def says(self, alert: Alert, code: str) -> str:
        """Return what is wrong, or over; `code` is the error that Twilio answers with."""
        if alert.stands:
            return self.raised[alert.kind].format(code=code)
        return f"{self.all_clear} {self.over[alert.kind]}"


def refused_with(unit: Transaction) -> str:
    """Return the error with which Twilio refuses messages, for `Language.says`."""
    refusal = unit.outbound.refusal()
    return refusal.code if refusal else "?"


PAGES: Final[Mapping[str, str]] = {
    ALARM: "/alarms",
    **{check.code: check.page for check in shown_in(Shown.ALERT)},
}
"""Kind of alert -> the page, behind the door, that says more."""

LANGUAGES: Final = (
    Language(
        raised={
            "alarm": "A patient may need help now.",
            "jobs": "Work in the background has failed.",
            "audit": "The audit trail does not add up. Somebody may have changed it.",
            "backup": "No recent backup exists.",
            "certificate": "The certificate is about to expire, or is not valid.",
            "disk": "The disk is nearly full.",
            "limits": "A limit is nearly reached. At the limit, patients are turned away.",
            "messages": "No message has come for hours in which patients usually write.",
            "replies": "The last messages to patients did not arrive.",
            "fallback": "A server did not answer Twilio, which used the fallback URL.",
            "refused": "Messages are refused. Patients who write may get no answer.",
            "sign_in": "Attempts to sign in are not counted as they should be.",
            "broker": "Redis does not answer, so work in the background waits.",
            "worker": "Nobody does the work in the background, or its processes keep ending.",
            "machines": "A machine is silent.",
            "clock": "A computer's clock is wrong.",
            "erasure_journal": "The list of erased patients is not complete or cannot be written.",
            "twilio_refusals": "Twilio refuses messages of ours, and will again (error {code}).",
        },
        over={
            "alarm": "Every alarm has been taken.",
            "jobs": "No failed work is left.",
            "audit": "The audit trail adds up again.",
            "backup": "There is a recent backup again.",
            "certificate": "The certificate is valid again.",
            "disk": "The disk has room again.",
            "limits": "No limit is near any more.",
            "messages": "Messages come again.",
            "replies": "Messages to patients arrive again.",
            "fallback": "Twilio has not used the fallback URL for an hour.",
            "refused": "Messages are taken again.",
            "sign_in": "Attempts to sign in are counted again.",
            "broker": "Redis answers again.",
            "worker": "The work in the background is done again.",
            "machines": "Every machine is heard of again.",
            "clock": "The clock is right again.",
            "erasure_journal": "The list of erased patients is complete again.",
            "twilio_refusals": "Twilio takes our messages again.",
        },
        all_clear="All clear:",
        test_subject="Test of alerts",
        test="This is a test. Alerts from Anteroom reach you here.",
        footer="Alerts never name a patient. Sign in to see more.",
    ),
    Language(
        raised={
            "alarm": "Es posible que un paciente necesite ayuda ahora.",
            "jobs": "Un trabajo en segundo plano ha fallado.",
            "audit": "El registro de auditoría no cuadra. Es posible que alguien lo haya modificado.",
            "backup": "No hay ninguna copia de seguridad reciente.",
            "certificate": "El certificado está a punto de caducar o no es válido.",
            "disk": "El disco está casi lleno.",
            "limits": "Casi se ha alcanzado un límite. Al alcanzarlo, ya no se atiende a los pacientes.",
            "messages": "No ha llegado ningún mensaje en unas horas en las que los pacientes suelen escribir.",
            "replies": "Los últimos mensajes a los pacientes no han llegado.",
            "fallback": "Un servidor no respondió a Twilio, que usó la URL alternativa.",
            "refused": "Se están rechazando mensajes. Es posible que los pacientes que escriben no reciban respuesta.",
            "sign_in": "Los intentos de inicio de sesión no se cuentan como deberían.",
            "broker": "Redis no responde, y el trabajo en segundo plano espera.",
            "worker": "Nadie hace el trabajo en segundo plano, o sus procesos se interrumpen una y otra vez.",
            "machines": "Una máquina no da señales.",
            "clock": "El reloj de un ordenador no marca la hora correcta.",
            "erasure_journal": "La lista de pacientes borrados está incompleta o no se puede escribir.",
            "twilio_refusals": "Twilio rechaza mensajes nuestros y los volverá a rechazar (error {code}).",
        },
        over={
            "alarm": "Todas las alarmas están atendidas.",
            "jobs": "Ya no queda ningún trabajo fallido.",
            "audit": "El registro de auditoría vuelve a cuadrar.",
            "backup": "Vuelve a haber una copia de seguridad reciente.",
            "certificate": "El certificado vuelve a ser válido.",
            "disk": "Vuelve a haber espacio en el disco.",
            "limits": "Ya no hay ningún límite cerca.",
            "messages": "Vuelven a llegar mensajes.",
            "replies": "Los mensajes a los pacientes vuelven a llegar.",
            "fallback": "Twilio lleva una hora sin usar la URL alternativa.",
            "refused": "Los mensajes vuelven a aceptarse.",
            "sign_in": "Los intentos de inicio de sesión vuelven a contarse.",
            "broker": "Redis vuelve a responder.",
            "worker": "El trabajo en segundo plano vuelve a hacerse.",
            "machines": "Todas las máquinas vuelven a dar señales.",
            "clock": "El reloj vuelve a marcar la hora correcta.",
            "erasure_journal": "La lista de pacientes borrados vuelve a estar completa.",
            "twilio_refusals": "Twilio vuelve a aceptar nuestros mensajes.",
        },
        all_clear="Resuelto:",
        test_subject="Prueba de avisos",
        test="Esto es una prueba. Los avisos de Anteroom le llegan aquí.",
        footer="Los avisos nunca nombran a un paciente. Inicie sesión para ver más.",
    ),
)
"""Each message is written in all of them, because nobody knows who will read it at night."""


def urgent_first(due: Iterable[Alert]) -> list[Alert]:
    """Return alerts in order of urgency: alarms, what is wrong, what is over."""
    return sorted(due, key=lambda alert: (not alert.stands, alert.kind != ALARM, alert.kind))
