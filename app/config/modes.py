"""Modes of files."""

from __future__ import annotations

import stat
from typing import Final

READABLE_BY_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
"""The bits that a file of ours alone has none of; as a umask, what keeps them off."""
