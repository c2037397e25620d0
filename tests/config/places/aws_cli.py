"""Stand in for the command line of AWS, which pins another botocore than ours.

Services, operations and options are those of botocore's own models, and what is asked for goes to the server. It is run as a
program: `python aws_cli.py kms encrypt --key-id …`.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

import boto3
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.model import Shape
from botocore.session import Session

REFUSED: Final = 252
FAILED: Final = 254


def refuse(why: str) -> NoReturn:
    print(f"aws: error: {why}", file=sys.stderr)  # noqa: T201 - what a command line says
    sys.exit(REFUSED)


class Options(argparse.ArgumentParser):
    """Options that end with the status of AWS when they are wrong."""

    def error(self, message: str) -> NoReturn:
        refuse(message)


def main(service: str, operation: str, *typed: str) -> None:
    """Carry out one operation."""
    session = Session()
    if service not in session.get_available_services():
        refuse(f"argument command: Invalid choice: {service}")
    operations = {xform_name(name, "-"): name for name in session.get_service_model(service).operation_names}
    if operation not in operations:
        refuse(f"argument operation: Invalid choice: {operation}")
    shape = session.get_service_model(service).operation_model(operations[operation]).input_shape
    assert shape is not None
    parser = Options(prog="aws", allow_abbrev=False)
    for name in shape.members:
        parser.add_argument(f"--{xform_name(name, '-')}", dest=name, required=name in shape.required_members)
    parser.add_argument("--query")
    parser.add_argument("--output", choices=("json", "text", "table", "yaml"), default="json")
    asked = vars(parser.parse_args(typed))
    query, output = asked.pop("query"), asked.pop("output")
    given = {
        name: read(shape.members[name], name, value) for name, value in asked.items() if value is not None
    }
    with_https = {
        "endpoint_url": os.environ[f"AWS_ENDPOINT_URL_{service.upper()}"],
        "verify": os.environ["AWS_CA_BUNDLE"],
    }
    client = boto3.client(service, region_name=os.environ["AWS_REGION"], **with_https)
    try:
        answer = getattr(client, xform_name(operations[operation]))(**given)
    except ClientError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(FAILED)
    del answer["ResponseMetadata"]
    written = {
        name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for name, value in answer.items()
    }
    if query and query not in written:
        refuse(f"--query: this stand-in knows no {query}")
    found = written[query] if query else written
    print(found if output == "text" and query else json.dumps(found))  # noqa: T201


def read(shape: Shape, name: str, value: str) -> Any:
    """Read an option as its kind is written: bytes from a file, a map as `key=value,key=value`."""
    option = f"--{xform_name(name, '-')}"
    match shape.type_name:
        case "blob":
            path = Path(value.removeprefix("fileb://"))
            if not value.startswith("fileb://") or not path.is_file():
                refuse(f"Error parsing parameter '{option}': no file of bytes: {value}")
            return path.read_bytes()
        case "map":
            pairs = [pair.partition("=") for pair in value.split(",")]
            if not all(key and equals for key, equals, _ in pairs):
                refuse(f"Error parsing parameter '{option}': Expected: '=', received: {value}")
            return {key: said for key, _, said in pairs}
        case "string":
            return value
        case other:
            refuse(f"{option}: this stand-in reads no {other}")


if __name__ == "__main__":
    main(*sys.argv[1:])
