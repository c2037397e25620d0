"""What somebody does with the source, its settings, or a package that it needs."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from app.proof.outcome import Outcome, judged
from app.proof.target import Target

_OPEN: Final = 0o644
_KEYS: Final = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|AGE-SECRET-KEY-1[A-Z0-9]{20,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"  # AWS
    r"|\bAIza[\w-]{35}\b"  # Google
    r"|\b(?:AC|SK)[0-9a-f]{32}\b"  # Twilio
    r"|\bgh[pousr]_\w{36}\b|\bxox[abp]-[\w-]{10,}|\bsk_live_\w{16,}"
    r"|(?<![\w+/-])[A-Za-z0-9_-]{43}=(?![\w=])"  # Fernet
)
_ASSIGNED: Final = re.compile(
    r"""\b\w*(?:secret|token|passw(?:or)?d|api_?key|(?:^|[_A-Za-z])key)\w*["']?\s*(?::\s*[\w\[\], ]+)?[:=]\s*b?["']?([\w+/=.!@#$%^&*-]{16,})""",
    re.IGNORECASE | re.MULTILINE,
)
_EXAMPLES: Final = ("d88a2cb53b61ef4d6fe8923a89129d43",)
"""The beginnings of SHA-256 of keys that specifications print, and that a start refuses."""
_HEX: Final = re.compile(r"[0-9a-f]{32,}", re.IGNORECASE)
_RANDOM: Final = 3.5
"""Bits a character from which on a value looks like chance. Names have about 3. Hex, of at most 4, is told by its form."""


def repository_secrets(target: Target) -> Outcome:
    """Read the repository as everybody who may clone it does, and look for keys."""
    files = list(_published(target.source))
    found = sorted({str(path.relative_to(target.source)) for path in files if _has_a_key(path)})
    return judged(
        bool(found),
        f"a key is in {', '.join(found[:3])}",
        f"{len(files)} files have no key, and .gitignore keeps .env out",
    )


def _published(source: Path) -> Iterator[Path]:
    """Yield the files that git would take."""
    ignored = source / ".gitignore"
    lines = ignored.read_text().split("\n") if ignored.exists() else []
    patterns = [line.rstrip("/") for line in lines if line and not line.startswith("#")]
    for path in sorted(source.rglob("*")):
        if path.is_file() and not _is_ignored(path.relative_to(source).parts, patterns):
            yield path


def _is_ignored(parts: tuple[str, ...], patterns: list[str]) -> bool:
    """Return what the last of the patterns that match says, as git does."""
    is_ignored = False
    for pattern in patterns:
        wanted = pattern.removeprefix("!")
        if any(fnmatch(part, wanted) for part in parts) or fnmatch("/".join(parts), wanted):
            is_ignored = not pattern.startswith("!")
    return is_ignored


def _has_a_key(path: Path) -> bool:
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return False
    keys = [found for found in _KEYS.findall(text) if _digest(found) not in _EXAMPLES]
    return bool(keys) or any(map(_looks_random, _ASSIGNED.findall(text)))


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:32]


def _looks_random(value: str) -> bool:
    counts = Counter(value)
    bits = -sum(each / len(value) * math.log2(each / len(value)) for each in counts.values())
    is_mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    is_chance = bits >= _RANDOM or _HEX.fullmatch(value) is not None
    return is_chance and is_mixed and "".join(sorted(value)) != value  # an alphabet is no chance


def open_settings(target: Target) -> Outcome:
    """Read .env as another user of the same computer, after somebody has left it open."""
    settings = target.source / ".env"
    before = settings.stat().st_mode & 0o777
    settings.chmod(_OPEN)
    try:
        works_open = target.loads()
    finally:
        settings.chmod(before)
    return judged(
        works_open,
        "it works with an .env that everybody can read, and says nothing",
        "it refuses to start until .env is closed",
    )


def swapped_package(target: Target) -> Outcome:
    """Offer another file under the name and version of a package."""
    ours = hashlib.sha256(b"a package with a back door").hexdigest()
    entries = re.split(
        r"^(?=[A-Za-z0-9])", (target.source / "requirements.txt").read_text(), flags=re.MULTILINE
    )
    wanted = [entry for entry in entries if entry.strip() and not entry.startswith("#")]
    taken = [entry for entry in wanted if "==" not in entry or not _refuses(entry, ours)]
    return judged(
        bool(taken),
        f"{len(taken)} of {len(wanted)} packages are taken from whoever offers them",
        f"{len(wanted)} packages are held to a version and the hashes of its files",
    )


def _refuses(entry: str, digest: str) -> bool:
    hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
    return bool(hashes) and digest not in hashes
