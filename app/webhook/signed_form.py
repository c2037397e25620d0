"""The webhook's body, which only one parser reads (ASVS 1.5.3).

So views use exactly what the signature covers.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from app.webhook.fields import Reason, Refused

LARGEST_BODY: Final = 64 * 1024
"""Bytes. A full message of 1,600 characters, percent-encoded, with its 31 parameters is about 25 kB."""
_MOST_FIELDS: Final = 200  # Flask itself has no limit for urlencoded bodies
FORM_TYPE: Final = "application/x-www-form-urlencoded"


class SignedForm(MultiDict[str, str]):
    """The fields that Twilio signed.

    Twilio's validator tries `getall` first. Without it, each field would cost an exception before `getlist` is tried.
    """

    getall = MultiDict.getlist


def parse(body: bytes) -> SignedForm:
    """Return the fields of an urlencoded body.

    Blank values are kept, nothing is trimmed, and percent-escapes are strict UTF-8.

    Raises:
        Refused: the body is not ASCII, holds broken UTF-8 or too many fields, or has no field at all.
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:  # UnicodeDecodeError is one
        raise Refused(Reason.MALFORMED_FORM) from None
    if not pairs:
        raise Refused(Reason.MALFORMED_FORM)
    return SignedForm(pairs)
