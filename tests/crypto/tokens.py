"""Making tokens by hand, and hearing what each opener says of them."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from app.crypto.bulk import BulkOpener

KEY = bytes(range(32))
IV = bytes(range(100, 116))
HEAD = b"\x80" + bytes(8)


def fernet(key: bytes = KEY) -> Fernet:
    return Fernet(urlsafe_b64encode(key))


def token_of(body: bytes, key: bytes = KEY) -> str:
    return fernet(key).encrypt_at_time(body, 0).decode()


def decoded(token: str) -> bytes:
    return urlsafe_b64decode(token)


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode()


def with_right_mac(signed: bytes, key: bytes = KEY) -> str:
    """The token of any bytes at all, as only a holder of the key can make it."""
    mac = HMAC(key[:16], SHA256())
    mac.update(signed)
    return encoded(signed + mac.finalize())


def token_of_blocks(padded: bytes, key: bytes = KEY) -> str:
    """The token of a plaintext that is taken as padded already."""
    cipher = Cipher(AES(key[16:]), CBC(IV)).encryptor()
    return with_right_mac(HEAD + IV + cipher.update(padded), key)


def with_flipped_bit(token: str, bit: int) -> str:
    """Flip a bit of the decoded bytes: a flipped letter may leave them as they are."""
    data = bytearray(decoded(token))
    data[bit // 8] ^= 1 << bit % 8
    return encoded(bytes(data))


def library_verdict(token: bytes | str, key: bytes = KEY) -> bytes | None:
    """What the library reads, or None where it refuses: text beyond ASCII by a bare ValueError."""
    try:
        return fernet(key).decrypt(token)
    except (InvalidToken, ValueError):
        return None


def bulk_verdict(opener: BulkOpener, token: bytes | str) -> bytes | None:
    """What the bulk opener reads, or None where it refuses: by InvalidToken always."""
    try:
        return opener.open(token)
    except InvalidToken:
        return None


def agreed(token: bytes | str, key: bytes = KEY) -> bytes | None:
    """The verdict of both, which must be one."""
    library = library_verdict(token, key)
    assert bulk_verdict(BulkOpener(key), token) == library
    return library
