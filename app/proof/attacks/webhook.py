"""What is posted to the webhook."""

from __future__ import annotations

import secrets
from typing import Final

from app.proof.outcome import Outcome, judged
from app.proof.people import new_number
from app.proof.target import Target
from app.proof.visitor import Answer, NotAnswered

_AGAIN: Final = 3
_LONG: Final = 100_000
_MANY: Final = 5_000


def forged_messages(target: Target) -> Outcome:
    """Write as a patient, without a signature of Twilio's for these very words."""
    victim = new_number()
    target.writes(victim, "hello")
    message = target.message("STOP", victim)
    genuine = target.signature(message)
    forged = [
        target.delivers(message, ""),
        target.delivers(message, "%%%"),
        target.delivers(message, target.signature(message, token=secrets.token_hex(16))),
        target.delivers(message, target.signature(message, path="/webhook/status")),
        target.delivers(message | {"Body": "YES"}, genuine),
        target.delivers(message | {"From": new_number()}, genuine),
    ]
    obeyed = sum(each.is_granted for each in forged)
    if not target.delivers(message).is_granted:
        raise NotAnswered("the genuine message was refused too")
    return judged(
        obeyed > 0,
        f"{obeyed} of {len(forged)} forged messages were obeyed",
        f"{len(forged)} forged messages were refused, and the genuine one was answered",
    )


def repeated_message(target: Target) -> Outcome:
    """Deliver one genuine message three times, as Twilio does when an answer is late."""
    patient = new_number()
    target.writes(patient, *target.opening)
    message = target.message("Maren", patient)
    answers = [target.delivers(message) for _ in range(_AGAIN)]
    effects = len({each.body for each in answers})
    _granted(answers)
    return judged(
        effects > 1,
        f"one message had {effects} effects: each repeat was taken for the next answer",
        f"{_AGAIN} deliveries had one effect, and the same reply",
    )


def recut_message(target: Target) -> Outcome:
    """Cut a captured message into other fields, under its signature, as a patient.

    Twilio's signature joins names and values without separators, so where one ends is not signed.
    """
    attacker, victim = new_number(), new_number()
    target.writes(victim, "hello")
    captured = target.message(
        "STOPExternalUserIdwhatsapp:US.",
        attacker,
        NumMedia="1",
        MediaContentType0=f"image/From{victim}Gz",
        MediaUrl0="https://api.twilio.com/media",
        ProfileName="xNumMedia0Oz",
    )
    for name in ("MessageType", "SmsMessageSid", "SmsSid"):
        del captured[name]
    cut = {name: captured[name] for name in ("AccountSid", "ApiVersion", "MessageSid", "To", "WaId")} | {
        "Body": "STOP",
        "ExternalUserId": f"whatsapp:US.From{attacker}MediaContentType0image/",
        "From": victim,
        "Gz": f"MediaUrl0{captured['MediaUrl0']}",
        "N": "umMedia1NumSegments1ProfileNamex",
        "NumMedia": "0",
        "Oz": "ReferralNumMedia0SmsStatusreceived",
    }
    signature = target.signature(captured)
    if signature != target.signature(cut):
        raise NotAnswered("the cut does not keep the signature")
    return judged(
        target.delivers(cut, signature).is_granted,
        "other fields under a captured signature were obeyed",
        "the signature was right, and the cut was refused",
    )


def oversized_messages(target: Target) -> Outcome:
    """Send signed messages far larger than any of WhatsApp's, to fill memory and disk."""
    patient = new_number()
    target.writes(patient, "hello")
    long = target.message("x" * _LONG, patient)
    many = target.message("hello", patient) | {f"Field{each}": "x" for each in range(_MANY)}
    taken = sum(target.delivers(each).is_granted for each in (long, many))
    target.writes(patient, "hello")
    return judged(
        taken > 0,
        f"{taken} of 2 messages were taken: {_LONG:,} letters, {_MANY:,} fields",
        f"{_LONG:,} letters and {_MANY:,} fields were refused",
    )


def _granted(answers: list[Answer]) -> None:
    if not all(each.is_granted for each in answers):
        raise NotAnswered("a genuine message was refused")
