"""Edit what patients are asked at `/settings/questions`, and publish it."""

from __future__ import annotations

from typing import Final

from app.guard.doors import GuardedBlueprint

blueprint = GuardedBlueprint("questions", __name__, url_prefix="/settings/questions")
OF_A_QUESTION: Final = "/<key>"
"""The address of one question, by its key. A key has no hyphen, so other pages have one in their names."""
