"""Secrets out of each place: the right one, of the right version, once, and nowhere else."""

from __future__ import annotations

import json

import pytest

from app.config import Secret, load
from tests.config.places.azure import DIRECTORY, VAULT
from tests.config.places.conftest import AWS_HOST, VAULT_HOST
from tests.config.places.google import TOKENS
from tests.config.places.internet import Answer
from tests.config.places.servers import AWS_CREDENTIALS, REGION
from tests.config.places.shelves import aws_client, in_azure, in_bao, in_files, in_google
from tests.settings import complete_environment

FIELDS = {
    "SECRET_KEY": "phrase",
    "FERNET_KEYS": "sealing",
    "INDEX_KEY": "index",
    "TWILIO_AUTH_TOKEN": "twilio",
    "REDIS_URL": "redis",
    "DATABASE_URL": "database",
    "ERASURE_JOURNAL_URL": "journal",
}
KEPT = complete_environment(
    REDIS_URL="rediss://:passw0rd@redis.internal/0",
    DATABASE_URL="postgresql://anteroom:passw0rd@db.internal/anteroom?sslmode=verify-full",
    ERASURE_JOURNAL_URL="postgresql://anteroom:passw0rd@other.internal/journal?sslmode=verify-full",
)


def referring(shelf, name):
    """Put every secret away, and return an environment that refers to each."""
    shelf.keep(name, {field: KEPT[variable] for variable, field in FIELDS.items()})
    return (
        shelf.environment | KEPT | {variable: shelf.refer(name, field) for variable, field in FIELDS.items()}
    )


def test_every_starred_setting_may_be_kept_there(shelf, name, tmp_path):
    given = load(KEPT, tmp_path)
    assert load(referring(shelf, name), tmp_path) == given


def test_the_newest_version_counts(shelf, name, tmp_path):
    shelf.keep(name, {"sealing": "not this one"})
    shelf.keep(name, {"sealing": KEPT["FERNET_KEYS"]})
    environment = KEPT | shelf.environment | {"FERNET_KEYS": shelf.refer(name, "sealing")}
    assert load(environment, tmp_path).fernet_keys == (Secret(KEPT["FERNET_KEYS"]),)


def test_a_file_may_hold_the_reference(name, tmp_path):
    environment = referring(in_files(tmp_path), name)
    (tmp_path / "reference").touch(0o600)
    (tmp_path / "reference").write_text(environment.pop("INDEX_KEY") + "\n")
    environment |= {"INDEX_KEY_FILE": str(tmp_path / "reference")}
    assert load(environment, tmp_path).index_keys == (Secret(KEPT["INDEX_KEY"]),)


def test_an_older_version_may_be_asked_for(azure, google, aws_server, bao_server, internet, name, tmp_path):
    with aws_client("secretsmanager", aws_server) as manager:
        arn = manager.create_secret(Name=name, SecretString=KEPT["SECRET_KEY"])["ARN"]
        manager.put_secret_value(SecretId=name, SecretString="newer")
    azure.kept[name] = {"a" * 32: KEPT["FERNET_KEYS"], "b" * 32: "newer"}
    google.kept[name] = [KEPT["INDEX_KEY"].encode(), b"newer"]
    bao_server.keep(f"anteroom/{name}", token=KEPT["TWILIO_AUTH_TOKEN"])
    bao_server.keep(f"anteroom/{name}", token="newer")
    environment = {
        **KEPT, **internet.environment, **aws_server, **azure.environment, **google.environment(tmp_path),
        **bao_server.environment(),
        "SECRET_KEY": f"aws:{arn}?stage=AWSPREVIOUS",
        "FERNET_KEYS": f"azure:larkfield.vault.azure.net/{name}?version={'a' * 32}",
        "INDEX_KEY": f"gcp:larkfield/{name}?version=1",
        "TWILIO_AUTH_TOKEN": f"vault:anteroom/{name}?mount=secret&version=1#token",
    }  # fmt: skip
    settings = load(environment, tmp_path)
    assert settings == load(KEPT, tmp_path)
    assert settings.secret_stores == {
        "AWS Secrets Manager",
        "Azure Key Vault",
        "Google Secret Manager",
        "Vault",
    }


def test_several_settings_out_of_one_secret_are_one_call(azure, google, internet, name, tmp_path):
    values = {field: KEPT[variable] for variable, field in FIELDS.items()}
    internet.hosts |= {
        AWS_HOST: lambda _request: Answer.json(200, {"SecretString": json.dumps(values)}),
        VAULT_HOST: lambda _request: Answer.json(200, {"data": {"data": values}}),
    }
    others = AWS_CREDENTIALS | {
        "AWS_REGION": REGION, "VAULT_ADDR": f"https://{VAULT_HOST}", "VAULT_TOKEN": "hvs.x",
    }  # fmt: skip
    canned = (lambda field: f"aws:{name}#{field}", lambda field: f"vault:secret/{name}#{field}")
    for environment in (
        *({variable: refer(field) for variable, field in FIELDS.items()} for refer in canned),
        referring(in_azure(azure, {}), name),
        referring(in_google(google, {}, tmp_path), name),
    ):
        internet.asked.clear()
        load(KEPT | internet.environment | others | environment, tmp_path)
        # Without a token, Azure's vault only says where to get one.
        given = [each for each in internet.asked if each.host != VAULT or "Authorization" in each.headers]
        assert len([each for each in given if each.host not in {TOKENS, DIRECTORY}]) == 1


@pytest.mark.parametrize("way", ["token", "a file with a token", "a file with a secret id"])
def test_vault_may_know_us_by_a_token_or_a_role(way, bao_server, name, tmp_path):
    environment = bao_server.environment()
    path = tmp_path / "given"
    if way == "a file with a secret id":
        path.write_text(environment.pop("VAULT_SECRET_ID"))
        environment |= {"VAULT_SECRET_ID_FILE": str(path)}
    else:
        del environment["VAULT_ROLE_ID"], environment["VAULT_SECRET_ID"]
        path.write_text(bao_server.token() + "\n")
        environment |= (
            {"VAULT_TOKEN": path.read_text()} if way == "token" else {"VAULT_TOKEN_FILE": str(path)}
        )
    bao_server.keep(f"anteroom/{name}", key=KEPT["INDEX_KEY"])
    settings = load(KEPT | environment | {"INDEX_KEY": f"vault:secret/anteroom/{name}#key"}, tmp_path)
    assert settings.index_keys == (Secret(KEPT["INDEX_KEY"]),)


def test_vault_is_told_the_namespace(internet, tmp_path):
    def vault(request):
        kept = {"data": {"data": {"key": KEPT["INDEX_KEY"]}}}
        right = request.headers.get("X-Vault-Namespace") == "clinics/larkfield"
        return Answer.json(200, kept) if right else Answer.json(403, {"errors": ["permission denied"]})

    internet.hosts[VAULT_HOST] = vault
    environment = (
        KEPT
        | internet.environment
        | {
            "VAULT_ADDR": f"https://{VAULT_HOST}/",
            "VAULT_TOKEN": "hvs.x",
            "VAULT_NAMESPACE": "clinics/larkfield",
            "INDEX_KEY": "vault:secret/anteroom#key",
        }
    )
    assert load(environment, tmp_path).index_keys == (Secret(KEPT["INDEX_KEY"]),)


def test_a_command_gets_no_secret_of_ours_and_keeps_its_own(tmp_path):
    sees = tmp_path / "sees"
    environment = KEPT | {
        "PATH": "/usr/bin:/bin",
        "OP_SERVICE_ACCOUNT_TOKEN": "the helper's own",
        "INDEX_KEY": f"cmd:sh -c 'env >{sees}; printf %s {KEPT['INDEX_KEY']}'",
    }
    assert load(environment, tmp_path).index_keys == (Secret(KEPT["INDEX_KEY"]),)
    seen = sees.read_text()
    assert "the helper's own" in seen
    assert [name for name in FIELDS if name in seen or KEPT[name] in seen] == []


def test_the_key_of_a_google_account_may_be_kept_there(bao_server, name, account_key, tmp_path):
    shelf = in_bao(bao_server)
    key = json.dumps({"client_email": "anteroom@larkfield.example", "private_key": account_key.pem})
    shelf.keep(name, {"google": key})
    settings = load(
        KEPT | shelf.environment
        | {"GOOGLE_APPLICATION_CREDENTIALS": shelf.refer(name, "google"), "GOOGLE_SHEETS_ID": "1" * 30},
        tmp_path,
    )  # fmt: skip
    assert settings.google is not None
    assert settings.google.credentials == Secret(key)
    assert account_key.pem not in repr(settings)
