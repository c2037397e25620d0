"""The tables as they are now, a module for each subject.

`migrations/` made them; a test compares the two.
"""

from __future__ import annotations

from app.store.tables.base import metadata

__all__ = [
    "metadata",
]
