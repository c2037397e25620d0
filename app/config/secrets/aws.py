"""AWS Secrets Manager: `aws:NAME` or `aws:ARN`, with boto3's own credentials."""

from __future__ import annotations

import re
from contextlib import closing
from typing import Any, Final

from app.config.secrets.references import Asking, Form, Place, Reference, Trouble, Why, address
from app.config.values import is_safe

_BY_CODE: Final = {
    **dict.fromkeys(("ResourceNotFoundException", "NotFoundException"), Why.NOT_FOUND),
    **dict.fromkeys(
        ("AccessDeniedException", "AccessDenied", "DecryptionFailure", "KMSAccessDeniedException"),
        Why.FORBIDDEN,
    ),
    **dict.fromkeys(
        (
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "ExpiredTokenException",
            "ExpiredToken",
            "MissingAuthenticationToken",
        ),
        Why.STRANGER,
    ),
    **dict.fromkeys(
        ("ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"), Why.BUSY
    ),
    **dict.fromkeys(("InvalidCiphertextException", "IncorrectKeyException"), Why.CANNOT_OPEN),
}
_BY_CLASS: Final = {
    **dict.fromkeys(
        (
            "NoCredentialsError",
            "PartialCredentialsError",
            "CredentialRetrievalError",
            "TokenRetrievalError",
            "SSOTokenLoadError",
            "UnauthorizedSSOTokenError",
            "ProfileNotFound",
            "MetadataRetrievalError",
        ),
        Why.STRANGER,
    ),
    **dict.fromkeys(("ReadTimeoutError", "ConnectTimeoutError"), Why.SLOW),
    "SSLError": Why.UNTRUSTED,
    **dict.fromkeys(
        ("EndpointConnectionError", "ConnectionClosedError", "ProxyConnectionError", "HTTPClientError"),
        Why.UNREACHABLE,
    ),
}
_FAILING: Final = 500


def client(service: str, endpoint_variable: str, region: str, asking: Asking) -> Any:
    """Return a client that asks once and does not wait long.

    Raises:
        Trouble: boto3 is not installed, no region is known, or the address is without TLS.
    """
    environ = asking.environ
    endpoint = address(asking, endpoint_variable) or address(asking, "AWS_ENDPOINT_URL")
    region = region or environ.get("AWS_REGION", "") or environ.get("AWS_DEFAULT_REGION", "")
    try:
        from boto3.session import Session  # noqa: PLC0415 - an extra
        from botocore.config import Config  # noqa: PLC0415
    except ImportError:
        trouble = Trouble(Why.NOT_INSTALLED)
    else:
        made: Any = None
        try:
            session = Session(
                aws_access_key_id=environ.get("AWS_ACCESS_KEY_ID") or None,
                aws_secret_access_key=environ.get("AWS_SECRET_ACCESS_KEY") or None,
                aws_session_token=environ.get("AWS_SESSION_TOKEN") or None,
                region_name=region or None,
                profile_name=environ.get("AWS_PROFILE") or None,
            )
            if session.region_name:
                made = session.client(
                    service,
                    endpoint_url=endpoint,
                    verify=environ.get("AWS_CA_BUNDLE") or None,
                    config=Config(
                        connect_timeout=asking.seconds,
                        read_timeout=asking.seconds,
                        retries={"total_max_attempts": 1},
                    ),
                )
        except Exception as error:  # noqa: BLE001 - whatever a library raises may quote what it read
            trouble = trouble_of(error)
        else:
            if made is None:
                trouble = Trouble(Why.UNSET, "AWS_REGION")
            elif is_safe(made.meta.endpoint_url, production=asking.production):
                return made
            else:  # boto3 has its own ways to be told, such as ~/.aws/config
                trouble = Trouble(Why.PLAIN_HTTP, "endpoint_url")
    raise trouble


def trouble_of(error: Exception) -> Trouble:
    """Return the trouble for an error of boto3.

    Of its text, only AWS's own code is kept.
    """
    answer = getattr(error, "response", None)
    if isinstance(answer, dict):
        code = str(answer.get("Error", {}).get("Code", ""))
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        failing = Why.BUSY if isinstance(status, int) and status >= _FAILING else Why.REFUSED
        return Trouble(_BY_CODE.get(code, failing), code)
    kinds = [kind.__name__ for kind in type(error).__mro__]
    return Trouble(next((_BY_CLASS[kind] for kind in kinds if kind in _BY_CLASS), Why.GARBAGE), kinds[0])


def fetch(reference: Reference, asking: Asking) -> str:
    """Return the secret's text in the version or stage asked for (else AWSCURRENT).

    Raises:
        Trouble: it cannot be had.
    """
    region = reference.option("region") or _region_of(reference.place)
    manager = client("secretsmanager", "AWS_ENDPOINT_URL_SECRETS_MANAGER", region, asking)
    asked = {"SecretId": reference.place}
    if stage := reference.option("stage"):
        asked["VersionStage"] = stage
    if version := reference.option("version"):
        asked["VersionId"] = version
    try:
        with closing(manager):
            answer = manager.get_secret_value(**asked)
    except Exception as error:  # noqa: BLE001 - whatever a library raises may quote what it read
        trouble = trouble_of(error)
    else:
        if isinstance(answer.get("SecretString"), str):
            return str(answer["SecretString"])
        trouble = Trouble(Why.NOT_TEXT if "SecretBinary" in answer else Why.GARBAGE)
    raise trouble


def _region_of(place: str) -> str:
    parts = place.split(":")
    return parts[3] if parts[0] == "arn" and len(parts) > 3 else ""  # noqa: PLR2004 - arn:aws:secretsmanager:REGION:…


MEND_CALLER: Final = {
    Why.NOT_INSTALLED: "Run: .venv/bin/pip install --require-hashes -r deploy/requirements-aws.txt",
    Why.UNREACHABLE: "Check the region (AWS_REGION) and that port 443 is open to AWS, or its VPC endpoint.",
    Why.UNTRUSTED: "Is a proxy in between? Name its certificate's file in AWS_CA_BUNDLE.",
    Why.STRANGER: "Give this machine a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; expired ones count as none.",
}
PLACE: Final = Place(
    name="AWS Secrets Manager",
    form=Form(
        "aws:NAME-or-ARN[?stage=…&version=…&region=…][#field]",
        re.compile(r"(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:)?[A-Za-z0-9/_+=.@-]{1,512}"),
        frozenset({"stage", "version", "region"}),
    ),
    fetch=fetch,
    host=lambda reference: reference.option("region") or _region_of(reference.place),
    mend=MEND_CALLER
    | {
        Why.FORBIDDEN: "Its role needs secretsmanager:GetSecretValue on this secret, and kms:Decrypt on the secret's key.",
        Why.NOT_FOUND: "Compare the name, the stage and the region with: aws secretsmanager list-secrets",
        Why.NOT_TEXT: "Store it as text: aws secretsmanager put-secret-value --secret-string",
    },
)
