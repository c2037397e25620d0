"""AWS Secrets Manager: `aws:NAME` or `aws:ARN`, with boto3's own ways of proving who asks."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, Final

from app.config.sources.aws_client import client, trouble_of
from app.config.sources.place import Place
from app.config.sources.reference import Form
from app.config.sources.trouble import Trouble, Why

if TYPE_CHECKING:
    from app.config.sources.place import Asking
    from app.config.sources.reference import Reference


def fetch(reference: Reference, asking: Asking) -> str:
    """Return the secret's text, of the version or stage that is asked for (AWSCURRENT when none is).

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
