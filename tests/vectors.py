"""Public vectors and hostile inputs: `tests/data/SOURCES.md` names each one's origin and licence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

_DATA: Final = Path(__file__).parent / "data"


def vectors(name: str) -> Any:
    """Return what a file of vectors holds: `vectors("fernet-spec/invalid")`."""
    return json.loads((_DATA / f"{name}.json").read_text())


def hostile_texts() -> list[str]:
    """Return the naughty strings and the script and SQL polyglots."""
    texts: list[str] = vectors("payloads/naughty-strings")
    for name in ("xss-polyglots.txt", "sql-polyglots.txt"):
        texts += (_DATA / "payloads" / name).read_text().splitlines()
    return [text for text in texts if text]
