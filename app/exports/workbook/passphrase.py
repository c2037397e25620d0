"""A passphrase on a workbook, as Excel sets one: AES-256, the key drawn from the passphrase by 100,000 rounds of SHA-512."""

from __future__ import annotations

from io import BytesIO


def under_passphrase(workbook: BytesIO, passphrase: str) -> bytes:
    """Return a workbook that opens with the passphrase alone. In memory from beginning to end."""
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415  (heavy: the web process starts without)

    shut = BytesIO()
    OOXMLFile(workbook).encrypt(passphrase, shut)
    return shut.getvalue()
