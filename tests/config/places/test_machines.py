"""Without credentials in the settings, the machine itself asks, and its cloud vouches for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tests.config.places.conftest import AWS_HOST
from tests.config.places.internet import Answer
from tests.config.places.servers import REGION
from tests.fork_client import loaded_app
from tests.settings import bare_environment, complete_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.config.places.azure import Azure
    from tests.config.places.google import Google
    from tests.config.places.internet import Request

KEPT = complete_environment()
REFERENCES = {
    "SECRET_KEY": "aws:phrase",
    "FERNET_KEYS": "azure:larkfield/sealing",
    "INDEX_KEY": "gcp:larkfield/index",
}
LOADS = (
    "import os, sys; from pathlib import Path; from app.config import load;"
    "found = load(dict(os.environ), Path(sys.argv[1]));"
    "print(*(keys[0].reveal() for keys in (found.secret_keys, found.fernet_keys, found.index_keys)))"
)


def metadata(azure: Azure, google: Google) -> Callable[[Request], Answer]:
    """Return what vouches for this machine, in each cloud's own way."""

    def answer(request: Request) -> Answer:
        parts, headers = urlsplit(request.path), request.headers
        if parts.path == "/v2/credentials":
            return Answer.json(
                200,
                {
                    "AccessKeyId": "ASIAX",
                    "SecretAccessKey": "x",
                    "Token": "of AWS",
                    "Expiration": "2099-01-01T00:00:00Z",
                },
            )
        if headers["X-IDENTITY-HEADER"] == "of Azure" and "resource=https://vault.azure.net" in unquote(
            parts.query
        ):
            return Answer.json(
                200, {"access_token": azure.token, "expires_on": "4102444800", "token_type": "Bearer"}
            )
        if (headers["Metadata-Flavor"] or "").lower() == "google":
            token = {"access_token": google.token, "expires_in": 3599, "token_type": "Bearer"}
            return Answer.json(200, token | {"email": "default", "scopes": []}, Metadata_Flavor="Google")
        return Answer(400)

    return answer


def test_a_machine_of_each_cloud_is_known_by_its_cloud(azure, google, internet, tmp_path):
    def manager(request: Request) -> Answer:
        known = request.headers["X-Amz-Security-Token"] == "of AWS"
        return Answer.json(200, {"SecretString": KEPT["SECRET_KEY"]}) if known else Answer(403)

    internet.hosts |= {"": metadata(azure, google), AWS_HOST: manager}
    here = internet.environment["HTTPS_PROXY"]
    azure.kept["sealing"] = {"0": KEPT["FERNET_KEYS"]}
    google.kept["index"] = [KEPT["INDEX_KEY"].encode()]
    environment = KEPT | bare_environment() | internet.environment | REFERENCES | {
        "AWS_REGION": REGION,
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{here}/v2/credentials",
        "IDENTITY_ENDPOINT": f"{here}/msi/token",
        "IDENTITY_HEADER": "of Azure",
        "GCE_METADATA_HOST": here.removeprefix("http://"),
    }  # fmt: skip
    ran = loaded_app().run("-c", LOADS, str(tmp_path), environment=environment)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == [KEPT[name] for name in REFERENCES]
