"""nginx and Caddy as they are shipped, run without privileges on loopback: only names, paths and ports are put in."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.server.serving import ROOT, free_port
from tests.settings import bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.server.serving import Server

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


@dataclass(frozen=True)
class Proxy:
    """A proxy that runs. `http` is its port in the clear."""

    kind: str
    folder: Path
    port: int
    http: int


def program(name: str) -> str:
    """Return the path of a program that may be among those for administrators."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/local/sbin:/usr/sbin:/sbin")
    if found is None:
        raise RuntimeError(f"{name} is not on PATH; install the package {name}")
    return found


def shipped(kind: str) -> str:
    return (ROOT / "deploy" / {"nginx": "nginx.conf", "caddy": "Caddyfile"}[kind]).read_text()


@contextmanager
def running(kind: str, server: Server, port: int, text: str | None = None) -> Iterator[Proxy]:
    """Run the shipped file, or another text of it, in front of a server."""
    with tempfile.TemporaryDirectory(prefix=f"anteroom-{kind}-") as name:
        proxy = Proxy(kind, Path(name), port, free_port())
        command = {"nginx": _nginx, "caddy": _caddy}[kind](proxy, server, text or shipped(kind))
        environment = bare_environment() | {"HOME": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
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
    caddy = program("caddy")
    version = subprocess.run([caddy, "version"], capture_output=True, text=True, check=True).stdout
    old = {"request_buffers 160KiB": "buffer_requests"} if version.lstrip("v").startswith("2.6") else {}
    tls = f"\ttls {server.certificate} {server.key}\n"
    _replaced(
        proxy.folder / "Caddyfile",
        text,
        {
            "127.0.0.1:8000": f"127.0.0.1:{server.port}",
            "{\n\t# A message": "{\n\tadmin off\n\t# A message",
            f"http://{_NAME} {{\n": f"http://localhost:{proxy.http} {{\n\tbind 127.0.0.1\n",
            f"https://{_NAME} {{\n": f"https://localhost:{proxy.port} {{\n\tbind 127.0.0.1\n{tls}",
            f"https://{_NAME}": f"https://localhost:{proxy.port}",
        }
        | old,
    )
    return [caddy, "run", "--config", str(proxy.folder / "Caddyfile"), "--adapter", "caddyfile"]


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
