"""Time-stamps by RFC 3161: ask an authority for one, and prove it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

MOST: Final = 65_536
"""The longest answer that is read: one with its authority's certificates has a tenth of that."""
_APART: Final = timedelta(hours=1)
"""How far the authority's clock and ours may be apart."""


class Doubt(StrEnum):
    """Why an answer proves nothing."""

    UNREADABLE = "stamp_unreadable"
    NOT_GRANTED = "stamp_not_granted"
    OTHER = "stamp_of_something_else"
    OLD = "stamp_of_another_time"
    AUTHORITY = "stamp_of_another_authority"


class NotStamped(Exception):
    """An answer is no time-stamp of this text, by an authority that is trusted."""

    def __init__(self, why: Doubt) -> None:
        super().__init__(why)
        self.why = why


class Query(NamedTuple):
    """What an authority is sent: a digest, and a number that its answer must repeat."""

    sent: bytes
    nonce: int | None


def query(text: str) -> Query:
    """Return the question for a time-stamp of a text. The text is not in it."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415 - few need it

    builder = TimestampRequestBuilder().data(text.encode()).hash_algorithm(HashAlgorithm.SHA256)
    made = builder.build()
    return Query(made.as_bytes(), made.nonce)


def stamped_at(answer: bytes, text: str, at: datetime, trusted: bytes, nonce: int | None = None) -> datetime:
    """Return when the authority stamped a text, by its own clock.

    `at` is when it was asked, and `trusted` the certificates (PEM) of authorities. The authority's certificate has to be
    valid at the time of the stamp, so an old stamp stays good when it ends.

    Raises:
        NotStamped: the answer proves nothing.
        ValueError: `trusted` has no certificate.
    """
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - few need them
    from rfc3161_client import (  # noqa: PLC0415
        PKIStatus,
        VerificationError,
        VerifierBuilder,
        decode_timestamp_response,
    )

    verifier = VerifierBuilder(roots=load_pem_x509_certificates(trusted)).build()
    try:
        found = decode_timestamp_response(answer)
        if found.status != PKIStatus.GRANTED:
            raise NotStamped(Doubt.NOT_GRANTED)
        stamp = found.tst_info
        moment = stamp.gen_time
        if stamp.message_imprint.message != hashlib.sha256(text.encode()).digest():
            raise NotStamped(Doubt.OTHER)
        if (nonce is not None and stamp.nonce != nonce) or abs(moment - at) > _APART:
            raise NotStamped(Doubt.OLD)
        verifier.verify_message(found, text.encode())
    except VerificationError:
        raise NotStamped(Doubt.AUTHORITY) from None
    except (ValueError, TypeError):  # of what is no answer at all
        raise NotStamped(Doubt.UNREADABLE) from None
    return moment
