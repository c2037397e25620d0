"""The one parser of a webhook's body (ASVS 1.5.3): what the signature covers is what is used."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from app.webhook.refusal import Reason, Refused

LARGEST_BODY: Final = 64 * 1024
"""Bytes. A full message of 1,600 characters, percent-encoded, with its 31 parameters is about 25 kB."""
_MOST_FIELDS: Final = 200  # Flask has no cap of its own for urlencoded bodies
CONTENT_TYPE: Final = "application/x-www-form-urlencoded"


def parse(body: bytes) -> MultiDict[str, str]:
    """Return the fields of an urlencoded body: blanks kept, nothing trimmed, percent-escapes as strict UTF-8.

    Raises:
        Refused: it is not ASCII, holds broken UTF-8 or too many fields, or has no field at all.
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
    return MultiDict(pairs)
