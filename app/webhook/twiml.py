"""TwiML: what Twilio is answered with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID
from xml.sax.saxutils import escape

TWIML_TYPE: Final = "text/xml; charset=utf-8"
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'
REPLY: Final = "reply"
"""The parameter of a status callback that says of which reply it is."""
NOTHING: Final = f"{_XML}<Response />"
_QUOTE: Final = {'"': "&quot;"}
# XML 1.0 cannot hold these, and the reply would be lost (error 12100).
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(replies: Sequence[str], status_callback: str, reply_id: UUID | None = None) -> str:
    """Return the TwiML that sends each reply, or an empty Response for none.

    Twilio reports each reply's delivery to the absolute URL `status_callback`; that of the last one, which asks the open
    question, with the id.
    """
    if not replies:
        return NOTHING
    *others, last = replies
    messages = [_message(other, status_callback) for other in others]
    of_last = f"{status_callback}?{REPLY}={reply_id.hex}" if reply_id else status_callback
    messages.append(_message(last, of_last))
    return f"{_XML}<Response>{''.join(messages)}</Response>"


def _message(text: str, status_callback: str) -> str:
    begin = f'<Message statusCallback="{escape(status_callback, _QUOTE)}">'
    return f"{begin}{escape(_NOT_XML.sub('', text))}</Message>"
