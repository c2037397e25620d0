"""Where the public vectors and hostile inputs lie: beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

SHARED: Final = Path(__file__).resolve().parents[2] / "shared"


def hostile_texts() -> list[str]:
    """Return the naughty strings and the script and SQL polyglots."""
    payloads = SHARED / "data" / "payloads"
    texts: list[str] = json.loads((payloads / "naughty-strings.json").read_text())
    for name in ("xss-polyglots.txt", "sql-polyglots.txt"):
        texts += (payloads / name).read_text().splitlines()
    return [text for text in texts if text]
