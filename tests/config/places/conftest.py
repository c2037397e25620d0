"""The places that keep secrets, each served once for all tests, and what a clinic keeps there."""

from __future__ import annotations

import gc
import secrets
from typing import TYPE_CHECKING

import pytest

from tests.config.places.azure import DIRECTORY, VAULT, Azure
from tests.config.places.google import MANAGER, TOKENS, Google
from tests.config.places.internet import Internet
from tests.config.places.servers import REGION, aws, bao
from tests.config.places.shelves import in_aws, in_azure, in_bao, in_files, in_google
from tests.exports.google.fake import Key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.config.places.servers import Bao
    from tests.config.places.shelves import Shelf

AWS_HOST = f"secretsmanager.{REGION}.amazonaws.com"
KMS_HOST = f"kms.{REGION}.amazonaws.com"
VAULT_HOST = "vault.larkfield.example"


@pytest.fixture(scope="session")
def places_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("places")


@pytest.fixture(scope="session")
def served(places_folder: Path) -> Iterator[Internet]:
    names = ("localhost", DIRECTORY, VAULT, TOKENS, MANAGER, AWS_HOST, KMS_HOST, VAULT_HOST)
    with Internet(places_folder, names) as internet:
        yield internet


@pytest.fixture
def internet(served: Internet, monkeypatch: pytest.MonkeyPatch) -> Internet:
    """The internet with nobody in it yet, and this process within it."""
    served.hosts.clear()
    served.asked.clear()
    for name, value in served.environment.items():
        monkeypatch.setenv(name, value)
    return served


@pytest.fixture(scope="session")
def aws_server(served: Internet, places_folder: Path) -> Iterator[dict[str, str]]:
    with aws(served, places_folder) as environment:
        yield environment


@pytest.fixture(scope="session")
def bao_server(served: Internet, places_folder: Path) -> Iterator[Bao]:
    with bao(served, places_folder) as server:
        yield server


@pytest.fixture(scope="session")
def account_key() -> Key:
    return Key(2048)


@pytest.fixture
def azure(internet: Internet) -> Azure:
    return Azure(internet)


@pytest.fixture
def google(internet: Internet, account_key: Key) -> Google:
    return Google(internet, account_key)


@pytest.fixture
def name() -> str:
    """A name that no other test keeps anything under."""
    return f"clinic-{secrets.token_hex(4)}"


@pytest.fixture(params=["aws", "azure", "gcp", "vault", "cmd"])
def shelf(request: pytest.FixtureRequest, internet: Internet, tmp_path: Path) -> Shelf:
    """Each place in turn, as an app is let at it."""
    match request.param:
        case "aws":
            return in_aws(request.getfixturevalue("aws_server"))
        case "azure":
            return in_azure(request.getfixturevalue("azure"), internet.environment)
        case "gcp":
            return in_google(request.getfixturevalue("google"), internet.environment, tmp_path)
        case "vault":
            return in_bao(request.getfixturevalue("bao_server"))
        case _:
            return in_files(tmp_path)


@pytest.fixture(autouse=True, scope="module")
def collected() -> Iterator[None]:
    """A connection that is left open is told of in the module that left it."""
    yield
    gc.collect()
