"""Azure Key Vault: `azure:VAULT/NAME`, as the machine or an app registration."""

from __future__ import annotations

import re
from typing import Any, Final

from app.config.secrets.references import Asking, Form, Place, Reference, Trouble, Why, address

_PUBLIC: Final = "vault.azure.net"
_DIRECTORY: Final = "https://login.microsoftonline.com"
_SAID: Final = "TENANT_ID CLIENT_ID CLIENT_SECRET CLIENT_CERTIFICATE_PATH FEDERATED_TOKEN_FILE".split()
_BY_STATUS: Final = {401: Why.STRANGER, 403: Why.FORBIDDEN, 404: Why.NOT_FOUND, 429: Why.BUSY}
_REFUSING: Final = 400
_FAILING: Final = 500


def fetch(reference: Reference, asking: Asking) -> str:
    """Return the secret's value, of the version that is asked for or the current one.

    Raises:
        Trouble: it cannot be had.
    """
    name = reference.place.partition("/")[2]
    settings = _settings(asking)
    try:
        from azure.keyvault.secrets import SecretClient  # noqa: PLC0415 - an extra

        with (
            _identity(settings, asking) as identity,
            SecretClient(f"https://{_host(reference)}", identity, **_patience(asking)) as keeper,
        ):
            value = keeper.get_secret(name, reference.option("version") or None).value
    except ImportError:
        trouble = Trouble(Why.NOT_INSTALLED)
    except Exception as error:  # noqa: BLE001 - whatever a library raises may quote what it read
        trouble = _trouble_of(error)
    else:
        if isinstance(value, str):
            return value
        trouble = Trouble(Why.GARBAGE)
    raise trouble


def _host(reference: Reference) -> str:
    vault = reference.place.partition("/")[0]
    return vault if "." in vault else f"{vault}.{_PUBLIC}"


def _settings(asking: Asking) -> dict[str, str]:
    """Return the settings that say as whom to ask.

    Raises:
        Trouble: part of it is missing.
    """
    settings = {name: asking.environ.get(f"AZURE_{name}", "").strip() for name in _SAID}
    if settings["CLIENT_SECRET"] or settings["CLIENT_CERTIFICATE_PATH"] or settings["FEDERATED_TOKEN_FILE"]:
        for name in ("TENANT_ID", "CLIENT_ID"):
            if not settings[name]:
                raise Trouble(Why.UNSET, f"AZURE_{name}")
    settings["AUTHORITY_HOST"] = address(asking, "AZURE_AUTHORITY_HOST") or _DIRECTORY
    return settings


def _identity(settings: dict[str, str], asking: Asking) -> Any:
    """Return the credential that the settings name.

    It is one way only: a chain of guesses hides which one failed.
    """
    from azure import identity  # noqa: PLC0415

    common = _patience(asking) | {"authority": settings["AUTHORITY_HOST"]}
    who = {"tenant_id": settings["TENANT_ID"], "client_id": settings["CLIENT_ID"]}
    if secret := settings["CLIENT_SECRET"]:
        return identity.ClientSecretCredential(**who, client_secret=secret, **common)
    if path := settings["CLIENT_CERTIFICATE_PATH"]:
        return identity.CertificateCredential(**who, certificate_path=path, **common)
    if path := settings["FEDERATED_TOKEN_FILE"]:
        return identity.WorkloadIdentityCredential(**who, token_file_path=path, **common)
    return identity.ManagedIdentityCredential(client_id=settings["CLIENT_ID"] or None, **_patience(asking))


def _patience(asking: Asking) -> dict[str, Any]:
    # We count the attempts: the library would wait for as long as an answer's Retry-After says.
    return {"retry_total": 0, "connection_timeout": asking.seconds, "read_timeout": asking.seconds}


def _trouble_of(error: Exception) -> Trouble:
    from azure.core import exceptions  # noqa: PLC0415

    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Trouble(Why.UNTRUSTED)
    if isinstance(error.__cause__, exceptions.AzureError):  # an error of the directory, wrapped in a refusal
        error = error.__cause__
    status = error.status_code or 0 if isinstance(error, exceptions.HttpResponseError) else 0
    if status >= _REFUSING:
        failing = Why.BUSY if status >= _FAILING else Why.REFUSED
        return Trouble(_BY_STATUS.get(status, failing), str(status))
    if isinstance(error, OSError):  # the file with our certificate or token
        return Trouble(Why.STRANGER, type(error).__name__)
    why = next((why for kind, why in _BY_CLASS.items() if isinstance(error, getattr(exceptions, kind))), None)
    return Trouble(why or Why.GARBAGE, "" if why else type(error).__name__)


_BY_CLASS: Final = {
    "DecodeError": Why.GARBAGE,
    "ClientAuthenticationError": Why.STRANGER,
    "ServiceRequestTimeoutError": Why.SLOW,
    "ServiceResponseTimeoutError": Why.SLOW,
    "ServiceRequestError": Why.UNREACHABLE,
    "ServiceResponseError": Why.UNREACHABLE,
}


PLACE: Final = Place(
    name="Azure Key Vault",
    form=Form(
        "azure:VAULT/NAME[?version=…][#field]",
        re.compile(
            r"[a-z0-9-]{3,24}(\.vault\.azure\.net|\.vault\.azure\.cn|\.vault\.usgovcloudapi\.net)?/[A-Za-z0-9-]{1,127}"
        ),
        frozenset({"version"}),
    ),
    fetch=fetch,
    host=_host,
    mend={
        Why.NOT_INSTALLED: "Run: .venv/bin/pip install --require-hashes -r deploy/requirements-azure.txt",
        Why.UNREACHABLE: "Check the vault's name, and that port 443 is open to it and to login.microsoftonline.com.",
        Why.UNTRUSTED: "Is a proxy in between? Name its certificate's file in REQUESTS_CA_BUNDLE.",
        Why.STRANGER: (
            "Give this machine a managed identity, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET "
            "of an app registration whose secret has not expired."
        ),
        Why.FORBIDDEN: "Give the identity the role “Key Vault Secrets User”, and let this machine through the vault's firewall.",
        Why.NOT_FOUND: "Compare the name and the version with: az keyvault secret list --vault-name VAULT",
    },
)
