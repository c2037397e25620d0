"""The variables that hold secrets: taken out of the environment once they are read, so that no child process has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import MutableMapping

STARRED: Final = frozenset(
    {
        "SECRET_KEY",
        "FERNET_KEYS",
        "INDEX_KEY",
        "BACKUP_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "TWILIO_AUTH_TOKEN",
        "TWILIO_API_SECRET",
    }
)
"""Anteroom's own."""
OF_STORES: Final = frozenset(
    {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AZURE_CLIENT_SECRET",
        "VAULT_TOKEN",
        "VAULT_SECRET_ID",
    }
)
"""What proves to a store of secrets who asks."""
FILES_OF_STORES: Final = (
    "VAULT_TOKEN_FILE",
    "VAULT_SECRET_ID_FILE",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "GOOGLE_SECRETS_CREDENTIALS",
)
"""The settings that name a file with such a proof."""


def withhold(environ: MutableMapping[str, str]) -> dict[str, str]:
    """Take the secrets out of the environment, and return them."""
    return {name: environ.pop(name) for name in STARRED | OF_STORES if name in environ}
