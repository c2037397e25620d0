"""TwiML: what Twilio is answered with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

TWIML_TYPE: Final = "text/xml; charset=utf-8"
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'
NOTHING: Final = f"{_XML}<Response />"
_QUOTE: Final = {'"': "&quot;"}
# XML 1.0 cannot hold these, and the reply would be lost (error 12100).
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(replies: Iterable[str], status_callback: str) -> str:
    """Return the TwiML that sends each reply, or an empty Response for none.

    Twilio reports each reply's delivery to the absolute URL `status_callback`.
    """
    begin = f'<Message statusCallback="{escape(status_callback, _QUOTE)}">'
    messages = [f"{begin}{escape(_NOT_XML.sub('', reply))}</Message>" for reply in replies]
    return f"{_XML}<Response>{''.join(messages)}</Response>" if messages else NOTHING
