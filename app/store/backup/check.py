"""A backup that was read to its end. Only then is anything of it restored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BufferedReader
from typing import NamedTuple

from app.crypto import BlindIndex, Identities, Sealer
from app.store.backup.format import opened
from app.store.backup.manifest import Manifest
from app.store.engine import schema
from app.store.engine.database import WrongKeys, WrongRevision
from app.store.store import Store

Progress = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Begins with the number of rows; what it yields is called with the number in each batch."""


class Checked(NamedTuple):
    """A backup that is whole, and ours."""

    manifest: Manifest
    bytes: int
    digest: str
    """SHA-256 of the file, in hex."""
    unpacked: int
    """How many bytes of rows it holds."""


def check(file: BufferedReader, identities: Identities, store: Store, progress: Progress) -> Checked:
    """Read a backup to its end, and return what it is.

    Raises what `refuse_foreign` raises, and what `opened` raises.
    """
    digest, length = hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
    file.seek(0)
    with opened(file, identities, store.keys.blind_index) as content:
        refuse_foreign(content.manifest, *store.keys[:2])
        with progress(content.manifest.rows) as tell:
            for _name, rows in content.batches:
                tell(len(rows))
        return Checked(content.manifest, length, digest, content.unpacked())


def refuse_foreign(manifest: Manifest, sealer: Sealer, index: BlindIndex) -> None:
    """Refuse what this code or these keys cannot read, before anything is touched.

    Raises:
        WrongKeys: a key that the backup needs is not ours.
        WrongRevision: it is of a migration that the code does not have.
    """
    if manifest.revision < schema.FIRST:
        raise WrongRevision("This backup was made before release 1.0, and cannot be restored.")
    if manifest.revision not in schema.known():
        raise WrongRevision(
            f"This backup was made by a newer Anteroom (migration {manifest.revision}; this one knows "
            f"{schema.head()}). Deploy that version, and restore with it."
        )
    rings = {
        "seal": ("FERNET_KEYS", sealer.fingerprints()),
        "index": ("INDEX_KEY", index.fingerprints()),
    }
    missing = [
        f"{name} lacks the key with the fingerprint {fingerprint.hex()[:16]}"
        for purpose, (name, ours) in rings.items()
        for fingerprint in manifest.keys.get(purpose, ())
        if fingerprint not in ours
    ]
    if missing:
        raise WrongKeys(
            f"{'; '.join(missing)}. The backup's rows need it: add the keys of its time to the end of the list."
        )
