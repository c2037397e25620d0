"""JSON from outside, of which an object is wanted."""

from __future__ import annotations

import json
from typing import Any


def json_object(text: bytes | str) -> dict[str, Any]:
    """Return what is in the text; nothing when that is no JSON object, or one that is nested too deep to be read."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
