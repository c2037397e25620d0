"""nginx and Caddy with the files that we ship, run without privileges on loopback. Only names, paths and ports differ."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.fork_client import loaded_app
from tests.project import ROOT
from tests.server.live_server import free_port
from tests.settings import bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.server.live_server import Server

_NGINX: Final = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
worker_rlimit_nofile 256;
events {{ worker_connections 128; }}
http {{
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/anteroom.conf;
}}
"""
_NAME: Final = "intake.example.org"
_SITE: Final = f"{{$ANTEROOM_HOST:{_NAME}}}"


@dataclass(frozen=True)
class Proxy:
    """A proxy that runs. `http` is its port in the clear."""

    kind: str
    folder: Path
    port: int
    http: int


def program(name: str) -> str:
    """Return the path of a program, which may be in a folder for administrators."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/local/sbin:/usr/sbin:/sbin")
    if found is None:
        raise RuntimeError(f"{name} is not on PATH; install the package {name}")
    return found


def shipped(kind: str) -> str:
    return (ROOT / "deploy" / {"nginx": "nginx.conf", "caddy": "Caddyfile"}[kind]).read_text()


@contextmanager
def running(
    kind: str, server: Server, port: int, text: str | None = None, second: int | None = None
) -> Iterator[Proxy]:
    """Run the shipped file, or another text of it, in front of a server, or of a second one too."""
    with tempfile.TemporaryDirectory(prefix=f"anteroom-{kind}-") as name:
        proxy = Proxy(kind, Path(name), port, free_port())
        text = text or shipped(kind)
        if second is not None and kind == "nginx":
            text = text.replace("# server 10.0.0.12:8000", f"server 127.0.0.1:{second}")
        command = {"nginx": _nginx, "caddy": _caddy}[kind](proxy, server, text)
        environment = bare_environment() | {"HOME": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
        upstreams = [f"127.0.0.1:{each}" for each in (server.port, second) if each is not None]
        environment["ANTEROOM_UPSTREAMS"] = " ".join(upstreams)
        with (proxy.folder / "log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(proxy, process)
            yield proxy
        finally:
            process.terminate()
            process.wait(20)


def _nginx(proxy: Proxy, server: Server, text: str) -> list[str]:
    _replaced(
        proxy.folder / "anteroom.conf",
        text,
        {
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl;\n": "",
            "listen 80;": f"listen 127.0.0.1:{proxy.http};",
            "listen 443 ssl;": f"listen 127.0.0.1:{proxy.port} ssl;",
            "127.0.0.1:8000": f"127.0.0.1:{server.port}",
            f"/etc/letsencrypt/live/{_NAME}/fullchain.pem": str(server.certificate),
            f"/etc/letsencrypt/live/{_NAME}/privkey.pem": str(server.key),
            f"https://{_NAME}": f"https://localhost:{proxy.port}",
            _NAME: "localhost",
        },
    )
    (proxy.folder / "nginx.conf").write_text(_NGINX.format(folder=proxy.folder))
    return [program("nginx"), "-p", str(proxy.folder), "-c", str(proxy.folder / "nginx.conf")]


def _caddy(proxy: Proxy, server: Server, text: str) -> list[str]:
    tls = f"\ttls {server.certificate} {server.key}\n"
    _replaced(
        proxy.folder / "Caddyfile",
        text,
        {
            "{\n\t# A message": "{\n\tadmin off\n\t# A message",
            f"http://{_SITE} {{\n": f"http://localhost:{proxy.http} {{\n\tbind 127.0.0.1\n",
            f"https://{_SITE} {{\n": f"https://localhost:{proxy.port} {{\n\tbind 127.0.0.1\n{tls}",
            f"https://{_SITE}": f"https://localhost:{proxy.port}",
        },
    )
    return [program("caddy"), "run", "--config", str(proxy.folder / "Caddyfile"), "--adapter", "caddyfile"]


def _replaced(path: Path, text: str, put_in: dict[str, str]) -> None:
    for old, new in put_in.items():
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text)


def _wait(proxy: Proxy, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert process.poll() is None, (proxy.folder / "log").read_text()
        try:
            socket.create_connection(("127.0.0.1", proxy.port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError((proxy.folder / "log").read_text())


class Proxied:
    """A server without TLS, and the proxy that stands in front."""

    def __init__(self, server: Server, proxy: Proxy) -> None:
        self.server = server
        self.proxy = proxy
        # Whoever speaks to the server's address from now on speaks to the proxy.
        self.public_url = server.public_url
        self._kept: list[http.client.HTTPSConnection] = []

    def connects(self, waits: float = 20) -> http.client.HTTPSConnection:
        context = ssl.create_default_context(cafile=str(self.server.certificate))
        return http.client.HTTPSConnection("localhost", self.proxy.port, timeout=waits, context=context)

    def connect(self, waits: float = 20) -> http.client.HTTPSConnection:
        self._kept.append(self.connects(waits))
        return self._kept[-1]

    def close(self) -> None:
        for connection in self._kept:
            connection.close()

    def connections_upstream(self) -> int:
        """Return how many connections the proxy has to the server."""
        there = f"0100007F:{self.server.port:04X}"
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(row[2] == there and row[3] == "01" for row in rows)

    def doctor(self) -> dict[str, dict[str, str]]:
        environment = self.server.environment | {
            "SSL_CERT_FILE": str(self.server.certificate),
            "PUBLIC_URL": f"https://localhost:{self.proxy.port}",
        }
        ran = loaded_app().flask("doctor", "--json", environment=environment)
        return {each["check"]: each for each in json.loads(ran.stdout)}
