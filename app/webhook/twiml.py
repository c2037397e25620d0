"""Replies as TwiML, Twilio's answer format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from twilio.twiml.messaging_response import MessagingResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTENT_TYPE: Final = "text/xml; charset=utf-8"
# What XML 1.0 cannot hold. Twilio's classes escape text but pass these on, and the reply would be lost (12100).
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(replies: Iterable[str], status_callback: str) -> str:
    """Return the document that sends each reply; none: an empty Response, which says nothing.

    `status_callback` is the absolute URL that Twilio reports each reply's delivery to.
    """
    response = MessagingResponse()
    for reply in replies:
        response.message(_NOT_XML.sub("", reply), status_callback=status_callback)
    return str(response)


NOTHING: Final = str(MessagingResponse())
