"""One way to put a secret away and to refer to it, whatever the place."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

from tests.config.places.servers import REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.config.places.azure import Azure
    from tests.config.places.google import Google
    from tests.config.places.servers import Bao


@dataclass(frozen=True)
class Shelf:
    environment: dict[str, str]
    """What lets an app at it."""
    keep: Callable[[str, dict[str, str]], None]
    """Keep fields under a name, as its newest version."""
    refer: Callable[[str, str], str]
    """Return the reference to a field of what is kept under a name."""


@contextmanager
def aws_client(service: str, environment: dict[str, str]) -> Iterator[Any]:
    client = boto3.client(
        service,
        region_name=REGION,
        endpoint_url=environment["AWS_ENDPOINT_URL_KMS"],
        verify=environment["AWS_CA_BUNDLE"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )
    with closing(client):
        yield client


def in_aws(environment: dict[str, str]) -> Shelf:
    def keep(name: str, fields: dict[str, str]) -> None:
        with aws_client("secretsmanager", environment) as manager:
            try:
                manager.create_secret(Name=f"prod/{name}", SecretString=json.dumps(fields))
            except manager.exceptions.ResourceExistsException:
                manager.put_secret_value(SecretId=f"prod/{name}", SecretString=json.dumps(fields))

    return Shelf(environment, keep, lambda name, field: f"aws:prod/{name}#{field}")


def in_azure(azure: Azure, environment: dict[str, str]) -> Shelf:
    def keep(name: str, fields: dict[str, str]) -> None:
        versions = azure.kept.setdefault(name, {})
        versions[f"{len(versions):032x}"] = json.dumps(fields)

    return Shelf(environment | azure.environment, keep, lambda name, field: f"azure:larkfield/{name}#{field}")


def in_google(google: Google, environment: dict[str, str], folder: Path) -> Shelf:
    def keep(name: str, fields: dict[str, str]) -> None:
        google.kept.setdefault(name, []).append(json.dumps(fields).encode())

    return Shelf(
        environment | google.environment(folder), keep, lambda name, field: f"gcp:larkfield/{name}#{field}"
    )


def in_bao(bao: Bao) -> Shelf:
    def keep(name: str, fields: dict[str, str]) -> None:
        bao.keep(f"anteroom/{name}", **fields)

    return Shelf(bao.environment(), keep, lambda name, field: f"vault:secret/anteroom/{name}#{field}")


def in_files(folder: Path) -> Shelf:
    def keep(name: str, fields: dict[str, str]) -> None:
        for field, text in fields.items():
            (folder / f"{name}.{field}").write_text(text)

    return Shelf({}, keep, lambda name, field: f"cmd:/bin/cat '{folder}/{name}.{field}'")
