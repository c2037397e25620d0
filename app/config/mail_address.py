"""Read an e-mail address, wherever one is typed or set."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 254  # RFC 3696, erratum 1690
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(
    rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@(?:{_LABEL}\.)+(?![0-9]+\Z)(?:{_LABEL})"
)
"""An address as HTML's e-mail field takes one: no quotes, no comments, no line that a header could break at.

Its host has a name with a dot, as hosts of other people's mail have: no bare name, no IP address.
"""


def is_mail_address(text: str) -> bool:
    """Return whether a text is one e-mail address."""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None
