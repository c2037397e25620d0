"""A client of one of AWS's services, and what its errors come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.config.addresses import is_safe
from app.config.sources.trouble import Trouble, Why
from app.config.sources.web import address

if TYPE_CHECKING:
    from app.config.sources.place import Asking

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
    """Return what an error of boto3 comes to; of its text nothing but AWS's own code for it."""
    answer = getattr(error, "response", None)
    if isinstance(answer, dict):
        code = str(answer.get("Error", {}).get("Code", ""))
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        failing = Why.BUSY if isinstance(status, int) and status >= _FAILING else Why.REFUSED
        return Trouble(_BY_CODE.get(code, failing), code)
    kinds = [kind.__name__ for kind in type(error).__mro__]
    return Trouble(next((_BY_CLASS[kind] for kind in kinds if kind in _BY_CLASS), Why.GARBAGE), kinds[0])
