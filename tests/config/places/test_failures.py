"""What goes wrong on the way to a secret: the start stops, says what to mend, and gives nothing away."""

from __future__ import annotations

import base64
import json
import logging
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from app.config import ConfigurationError, load
from app.config.secrets.fetch import PLACES
from app.config.secrets.gcp import crc32c
from tests.config.places.azure import DIRECTORY, VAULT
from tests.config.places.conftest import AWS_HOST, VAULT_HOST
from tests.config.places.google import MANAGER, TOKENS
from tests.config.places.internet import Answer
from tests.config.places.servers import AWS_CREDENTIALS, REGION
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.config.places.internet import Internet

CANARY = "CanaryOfTheKeeper7"
REFERENCES = {
    "aws": "aws:prod/anteroom#sealing",
    "azure": "azure:larkfield/anteroom#sealing",
    "gcp": "gcp:larkfield/anteroom#sealing",
    "vault": "vault:secret/anteroom#sealing",
}
HOSTS = {"aws": AWS_HOST, "azure": VAULT, "gcp": MANAGER, "vault": VAULT_HOST}
ALL = tuple(REFERENCES)


@pytest.fixture
def problems(azure, google, internet, tmp_path, caplog) -> Callable[..., tuple[str, ...]]:
    """A function that starts with FERNET_KEYS kept somewhere, and returns what it is told."""
    base = complete_environment(
        **internet.environment, **azure.environment, **google.environment(tmp_path), **AWS_CREDENTIALS,
        AWS_REGION=REGION, VAULT_ADDR=f"https://{VAULT_HOST}", VAULT_TOKEN="hvs." + CANARY,
    )  # fmt: skip

    def start(reference: str, **changed: str) -> tuple[str, ...]:
        caplog.clear()
        with caplog.at_level(logging.DEBUG), pytest.raises(ConfigurationError) as raised:
            load({**base, "FERNET_KEYS": reference, **changed}, tmp_path)
        assert CANARY not in str(raised.value) + caplog.text + repr(raised.value)
        assert azure.client_secret not in str(raised.value)
        assert raised.value.__context__ is None
        return raised.value.problems

    return start


@pytest.fixture
def asked(problems) -> Callable[..., str]:
    """The same, where it is told one thing, and of FERNET_KEYS."""

    def start(reference: str, **changed: str) -> str:
        (told,) = problems(reference, **changed)
        assert told.startswith("FERNET_KEYS")
        return str(told)

    return start


def kept(scheme: str, text: str) -> Answer:
    """Return the answer of a place that keeps this text, or in Vault these fields."""
    raw = text.encode()
    match scheme:
        case "aws":
            return Answer.json(200, {"SecretString": text})
        case "gcp":
            data = base64.b64encode(raw).decode()
            return Answer.json(200, {"payload": {"data": data, "dataCrc32c": str(crc32c(raw))}})
        case "vault":
            return Answer.json(200, {"data": {"data": json.loads(text)}})
        case _:
            return Answer.json(200, {"id": f"https://{VAULT}/secrets/anteroom/1", "value": text})


def refusal(scheme: str, status: int, code: str) -> Answer:
    """Return an error in the place's own form."""
    content: Any = {
        "aws": {"__type": code, "Message": CANARY},
        "azure": {"error": {"code": code, "message": CANARY}},
        "gcp": {"error": {"code": status, "message": CANARY, "status": code}},
        "vault": {"errors": [CANARY]},
    }[scheme]
    return Answer.json(status, content)


def serve(internet: Internet, scheme: str, answer: Answer) -> None:
    """Let the place give one answer to everything. Azure's, only to who has a token, as it must."""
    real = internet.hosts[VAULT] if scheme == "azure" else None

    def one(request):
        return real(request) if real and "Authorization" not in request.headers else answer

    internet.hosts[HOSTS[scheme]] = one


BUSY = {
    "aws": (400, "ThrottlingException"),
    "azure": (429, "Throttled"),
    "gcp": (429, "RESOURCE_EXHAUSTED"),
    "vault": (503, ""),
}
REFUSALS = {
    "aws": [
        (400, "AccessDeniedException", "does not let us read it (AccessDeniedException).", "GetSecretValue"),
        (400, "ResourceNotFoundException", "cannot find it", "list-secrets"),
        (400, "UnrecognizedClientException", "does not accept our credentials", "role"),
        (400, "ExpiredTokenException", "does not accept our credentials", "expired"),
        (400, "InvalidRequestException", "refused (InvalidRequestException).", ""),
    ],
    "azure": [
        (403, "Forbidden", "does not let us read it", "Key Vault Secrets User"),
        (404, "SecretNotFound", "cannot find it", "az keyvault secret list"),
    ],
    "gcp": [
        (403, "PERMISSION_DENIED", "does not let us read it", "Secret Manager Secret Accessor"),
        (404, "NOT_FOUND", "cannot find it", "gcloud secrets versions list"),
        (401, "UNAUTHENTICATED", "does not accept our credentials", "GOOGLE_SECRETS_CREDENTIALS"),
    ],
    "vault": [
        (403, "", "does not let us read it", "MOUNT/data/PATH"),
        (404, "", "cannot find it", "vault kv get"),
        (400, "", "refused (400).", ""),
        (503, "", "is busy, and stayed so for three tries (sealed).", "unsealed"),
        (307, "", "sent an answer that cannot be understood", ""),
    ],
}


@pytest.mark.parametrize("scheme", ALL)
def test_each_refusal_says_what_it_was_and_what_mends_it(scheme, asked, internet):
    for status, code, said, mend in REFUSALS[scheme]:
        serve(internet, scheme, refusal(scheme, status, code))
        told = asked(REFERENCES[scheme])
        assert told.startswith(f"FERNET_KEYS is kept at {REFERENCES[scheme]}. {PLACES[scheme].name} {said}")
        assert mend in told


@pytest.mark.parametrize("scheme", ALL)
def test_what_comes_back_has_to_be_a_secret(scheme, asked, internet):
    for answer, said in (
        (kept(scheme, json.dumps({"other": CANARY})), "without that field"),
        (kept(scheme, json.dumps({"sealing": {"deeper": CANARY}})), "not text"),
        (kept(scheme, json.dumps({"sealing": " "})), "nothing, or blanks"),
        (kept(scheme, json.dumps({"sealing": f"vault:x/{CANARY}#y"})), "a further place"),
        (kept(scheme, json.dumps({"sealing": CANARY * 4000})), "64 KiB"),
        (Answer(200, f"<html>{CANARY}</html>".encode()), "cannot be understood"),
        (Answer(200, b""), "cannot be understood"),
    ):
        serve(internet, scheme, answer)
        assert said in asked(REFERENCES[scheme]), said


@pytest.mark.parametrize("scheme", ["aws", "azure", "gcp"])
def test_several_values_without_a_field_are_not_guessed_at(scheme, asked, internet):
    serve(internet, scheme, kept(scheme, json.dumps({"sealing": CANARY})))
    assert "Say which one, with #field" in asked(REFERENCES[scheme].partition("#")[0])


@pytest.mark.parametrize("scheme", ALL)
def test_a_place_that_fails_is_tried_three_times_and_then_asked_for_no_further_secret(
    scheme, problems, internet
):
    status, code = BUSY[scheme]
    serve(internet, scheme, refusal(scheme, status, code))
    other = REFERENCES[scheme].replace("anteroom", "another")
    told = problems(REFERENCES[scheme], INDEX_KEY=other)
    assert [each.partition(" is kept")[0] for each in told] == ["FERNET_KEYS", "INDEX_KEY"]
    assert all("is busy" in each for each in told)
    tries = [each for each in internet.asked if each.host == HOSTS[scheme] and b"another" not in each.body]
    # Azure's vault is first asked without a token, once in a process.
    assert len([each for each in tries if scheme != "azure" or "Authorization" in each.headers]) == 3
    assert [each for each in internet.asked if "another" in each.path or b"another" in each.body] == []


def test_what_cannot_be_reached_is_told_of_together(problems, internet):
    internet.hosts.clear()
    told = problems(
        REFERENCES["aws"], INDEX_KEY=REFERENCES["azure"], SECRET_KEY=REFERENCES["gcp"],
        TWILIO_AUTH_TOKEN=REFERENCES["vault"], CLINIC_NAME="",
    )  # fmt: skip
    assert len(told) == 5
    assert len([each for each in told if "cannot be reached" in each]) == 4, told


@pytest.mark.parametrize("scheme", ["aws", "azure", "vault", "cmd"])
def test_a_place_that_does_not_answer_is_not_waited_for(scheme, asked, internet):
    began = time.monotonic()
    if scheme == "cmd":
        assert "took too long" in asked("cmd:sleep 30", SECRETS_TIMEOUT_SECONDS="1")
    else:
        serve(internet, scheme, Answer(200, b"{}", held=internet.held))
        assert "took too long" in asked(REFERENCES[scheme], SECRETS_TIMEOUT_SECONDS="1")
    assert time.monotonic() - began < 15, "thirty is what it would have taken"


def test_a_certificate_that_nobody_vouches_for_is_not_believed(asked, internet, azure, monkeypatch):
    for name in ("REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name)
    serve(internet, "aws", kept("aws", "{}"))
    serve(internet, "vault", kept("vault", "{}"))
    for scheme in ALL:
        told = asked(REFERENCES[scheme], AWS_CA_BUNDLE="", VAULT_CACERT="")
        assert "certificate that this computer does not trust" in told
    assert internet.asked == []


def test_a_wrong_identity_is_told_apart_from_a_missing_right(asked, azure, google, internet, tmp_path):
    assert "does not accept our credentials" in asked(REFERENCES["azure"], AZURE_CLIENT_SECRET="wrong")
    (tmp_path / "no.json").write_text("{}")
    for path in (tmp_path / "no.json", tmp_path / "not there"):
        told = asked(REFERENCES["gcp"], GOOGLE_SECRETS_CREDENTIALS=str(path))
        assert "does not accept our credentials" in told
    internet.hosts[TOKENS] = lambda _request: Answer.json(
        400, {"error": "invalid_grant", "error_description": CANARY}
    )
    assert "does not accept our credentials" in asked(REFERENCES["gcp"])
    internet.hosts[DIRECTORY] = lambda _request: Answer.json(400, {"error": CANARY})
    told = asked(REFERENCES["azure"])
    assert "does not accept our credentials" in told or "refused" in told
    assert "does not accept our credentials" in asked(
        REFERENCES["aws"], AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="", AWS_PROFILE="nobody"
    )
    internet.hosts[VAULT_HOST] = lambda _request: Answer.json(400, {"errors": ["invalid role or secret ID"]})
    told = asked(REFERENCES["vault"], VAULT_TOKEN="", VAULT_ROLE_ID="a", VAULT_SECRET_ID="b")
    assert "does not accept our credentials" in told
    assert "VAULT_SECRET_ID" in told


def test_the_real_ones_refuse_in_these_words_too(asked, bao_server, aws_server, name):
    told = asked("vault:secret/other#x", **bao_server.environment(), VAULT_TOKEN="")
    assert "does not let us read it (403)" in told
    told = asked(f"vault:secret/anteroom/{name}#x", **bao_server.environment(), VAULT_TOKEN="")
    assert "cannot find it (404)" in told
    told = asked("vault:secret/x#y", **bao_server.environment() | {"VAULT_SECRET_ID": "x", "VAULT_TOKEN": ""})
    assert "does not accept our credentials" in told
    assert "cannot find it (ResourceNotFoundException)" in asked(f"aws:{name}", **aws_server)


def test_a_text_altered_on_its_way_from_google_is_refused(asked, google):
    google.kept["anteroom"] = [json.dumps({"sealing": CANARY}).encode()]
    google.alters = True
    assert "was altered on its way" in asked(REFERENCES["gcp"])


def test_an_address_without_tls_is_refused_before_anything_is_sent(asked):
    for reference, variable in (
        (REFERENCES["aws"], "AWS_ENDPOINT_URL_SECRETS_MANAGER"),
        (REFERENCES["aws"], "AWS_ENDPOINT_URL"),
        (REFERENCES["azure"], "AZURE_AUTHORITY_HOST"),
        (REFERENCES["vault"], "VAULT_ADDR"),
    ):
        for url in ("http://127.0.0.1:9", "ftp://localhost", "//x", "http://[", "localhost"):
            assert f"must begin with https://: {variable}." in asked(reference, **{variable: url})
        told = asked(reference, **{variable: "http://vault.example", "ANTEROOM_ENV": "development"})
        assert "must begin with https" in told


def test_an_address_of_aws_without_tls_is_refused_wherever_it_was_written(asked, tmp_path, monkeypatch):
    (tmp_path / "aws").write_text(f"[default]\nregion = {REGION}\nendpoint_url = http://127.0.0.1:9\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws"))
    assert "must begin with https://: endpoint_url." in asked(REFERENCES["aws"])


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("cmd:/no/such/program", "cannot find it"),
        ("cmd:/etc/hostname", "does not let us read it"),
        (f"cmd:sh -c 'echo {CANARY}; echo {CANARY} >&2; exit 3'", "refused (status:3)"),
        ("cmd:sh -c 'cat'", "nothing, or blanks"),
        ("cmd:sh -c 'yes'", "64 KiB"),
        ("cmd:printf '\\377'", "not text"),
        ("cmd:sh -c 'unfinished", "refused"),
        ("cmd:''", "cannot find it"),
    ],
)
def test_a_command_that_fails_is_told_without_its_words(asked, reference, said):
    told = asked(reference)
    assert told.startswith("FERNET_KEYS is kept at cmd:…. The command")
    assert said in told


@pytest.mark.parametrize(
    "missing",
    [("aws", "boto3.session", "aws"), ("azure", "azure.keyvault.secrets", "azure")],
    ids=["aws", "azure"],
)
def test_a_package_that_is_not_installed_is_named_with_how_to_install_it(missing, asked, monkeypatch):
    scheme, module, extra = missing
    monkeypatch.setitem(sys.modules, module, None)
    assert f"pip install --require-hashes -r deploy/requirements-{extra}.txt" in asked(REFERENCES[scheme])


def test_what_has_to_be_set_first_is_named(asked):
    assert "AWS_REGION" in asked(REFERENCES["aws"], AWS_REGION="")
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID"):
        assert name in asked(REFERENCES["azure"], **{name: ""})
    told = asked(REFERENCES["azure"], AZURE_CLIENT_SECRET="", AZURE_CLIENT_CERTIFICATE_PATH="/no/such")
    assert "does not accept our credentials (FileNotFoundError)" in told
    assert "VAULT_ADDR" in asked(REFERENCES["vault"], VAULT_ADDR="")
    assert "VAULT_TOKEN" in asked(REFERENCES["vault"], VAULT_TOKEN="")
    assert "VAULT_TOKEN_FILE" in asked(REFERENCES["vault"], VAULT_TOKEN="", VAULT_TOKEN_FILE="/no/such")
