"""What people write beside their answers: "let me get my list", "is this private?"."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

TALK: Final = Path(__file__).resolve().parents[2] / "tests" / "data" / "talk"
KINDS: Final = frozenset({"wait", "form", "question", "small"})
"""After these somebody still answers the question."""
TAUGHT, UNSEEN = "taught", "unseen"
"""The folder of lines that have taught the conversation, and that of lines by which nobody has mended."""


def remarks(language: str, folder: str) -> Mapping[str, tuple[str, ...]]:
    """Return what people wrote, by the question that was open; nothing where there are no lines."""
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted((TALK / language / folder).glob("*.jsonl")):
        for line in map(json.loads, file.read_text().splitlines()):
            if line.get("kind") in KINDS:
                found[line["at"]] = (*found.get(line["at"], ()), line["text"])
    return found
