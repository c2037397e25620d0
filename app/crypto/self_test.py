"""Known answers, checked before the app serves anybody.

A machine whose cryptography is wrong must not handle patients' data.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from uuid import UUID

from app.crypto.blind_index import BlindIndex
from app.crypto.keys import Column, Keyring
from app.crypto.sealer import Sealer, Unreadable

_MASTER = bytes(range(32))
_COLUMN = Column("selftest", "answer", padded=True)
_ROW = UUID("00112233-4455-6677-8899-aabbccddeeff")
_VALUE = "Penicillin, 青霉素"
_COLUMN_KEY = bytes.fromhex("857cdf0e8bfa07ef69cf49b08046a7c4fe1125fe28ee6f613743589bb806262d")
_SEALED = (
    "gAAAAAAAAAAA3ofeWv6bhzRKJ1U99JL_dRNXTd0xVgoMqbMYd0dwBRLp0C0dyUpj_n11"
    "tlvXb5CHdnANLmlTnpogSTbkfBgW4miI9IrZ8Fa3mjM3ec2cneap3O0LChC0Vr46dmu7"
    "ttgZWaTAOhRg7EmBHfT9tRihHF81eucWx3Olk6rxC0zVo0NGdwGb8WPJj_P3Mh1l6-xq"
)
_BLIND_INDEX = bytes.fromhex("c7b0ef5386cdc1b550b80be2ffb17a225f675f814c8821f5cf0b230d2717c803")


class SelfTestFailed(Exception):
    """The cryptography on this machine gives wrong answers, or none."""


def self_test() -> None:
    """Derive, seal, open, refuse and index fixed values.

    Raises:
        SelfTestFailed: an answer is not the known one, or there is none because the library raised.
    """
    try:
        wrong = list(_wrong_answers())
    except Exception as error:
        raise SelfTestFailed(
            f"the cryptography on this machine does not answer: {type(error).__name__}"
        ) from error
    if wrong:
        raise SelfTestFailed("the cryptography on this machine is wrong: " + ", ".join(wrong))


def _wrong_answers() -> Iterator[str]:
    keyring = Keyring([_MASTER])
    sealer = Sealer(keyring)
    if keyring.keys_for(_COLUMN) != (_COLUMN_KEY,):
        yield "a column key"
    if BlindIndex([_MASTER]).of(_COLUMN, _VALUE) != _BLIND_INDEX:
        yield "a blind index"
    if _opened(sealer, _SEALED) != [_VALUE, _VALUE]:
        yield "opening what was sealed elsewhere"
    if _opened(sealer, sealer.seal(_COLUMN, _ROW, _VALUE)) != [_VALUE, _VALUE]:
        yield "opening what was sealed here"
    if _opened(sealer, _with_a_flipped_bit(_SEALED)) != [None, None]:
        yield "refusing a damaged token"


def _opened(sealer: Sealer, token: str) -> list[str | None]:
    """Return what each of the two openers reads; None where it refuses."""
    try:
        single: str | Unreadable = sealer.open(_COLUMN, _ROW, token)
    except Unreadable as refusal:
        single = refusal
    answers = [single, *sealer.open_many(_COLUMN, [(_ROW, token)])]
    return [None if isinstance(answer, Unreadable) else answer for answer in answers]


def _with_a_flipped_bit(token: str) -> str:
    """Flip the last bit of the MAC: only checking the MAC can then refuse the token."""
    data = bytearray(urlsafe_b64decode(token))
    data[-1] ^= 1
    return urlsafe_b64encode(data).decode("ascii")
