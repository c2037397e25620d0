"""`flask dev`: what `make run` runs. Sets everything up, then serves."""

from __future__ import annotations

import errno
import os
import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click
from flask.cli import with_appcontext

from app.cli.output import database_errors, private_file
from app.cli.staff import FIRST_ADMIN, first_admin_link
from app.config import ROOT, whole_environment
from app.crypto import certificate
from app.services import current
from app.store.engine import schema

_HTTPS: Final = 443
_LOCALHOST: Final = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


@click.command(short_help="Set everything up and serve this computer over TLS.")
@click.option("--port", default=8443, show_default=True, type=click.IntRange(1, 65535))
@with_appcontext
def dev(port: int) -> None:
    """Migrate, make a certificate for localhost, and serve this computer over TLS."""
    services = current()
    if services.settings.production:
        raise click.ClickException(
            "`flask dev` is for your own computer, and ANTEROOM_ENV is production. "
            "To serve in production, see docs/operating.md, “Production”."
        )
    _refuse_a_taken_port(port)
    with database_errors():
        if schema.upgrade(services.store.engine) != schema.head():
            click.echo("Migrated the database.")
        services.store.prove_keys()
        link = first_admin_link()
    services.store.close()
    certificate_path, key_path = _certificate(services.settings.instance / "tls", services.clock())
    _say_what_next(port, services.settings.public_url)
    if link is not None:
        click.echo(
            f"  Nobody can sign in yet. Set up the first admin ({FIRST_ADMIN}) with this one-time link:\n\n"
            f"      {_served_at(port, link)}\n"
        )
    sys.stdout.flush()
    os.execve(  # noqa: S606 - our own interpreter, fixed arguments
        sys.executable,
        [
            sys.executable, "-m", "gunicorn",
            "--config", str(ROOT / "deploy" / "gunicorn.conf.py"),
            "--chdir", str(ROOT),
            "--bind", f"127.0.0.1:{port}",
            "--certfile", str(certificate_path),
            "--keyfile", str(key_path),
        ],
        whole_environment(),
    )  # fmt: skip


def _served_at(port: int, link: str) -> str:
    """Return a link with the port that is served, which PUBLIC_URL may not name."""
    parts = urlsplit(link)
    return parts._replace(netloc=f"localhost:{port}").geturl() if parts.hostname == "localhost" else link


def _refuse_a_taken_port(port: int) -> None:
    """End the command if another program listens at the port of localhost.

    A browser may try the IPv6 address first, and would get that program's page.
    """
    if any(_is_taken(family, host, port) for family, host in _LOCALHOST):
        raise click.ClickException(
            f"Port {port} is already in use. Is Anteroom running in another terminal? "
            f"Stop it, or run: .venv/bin/flask --app wsgi dev --port {port + 1}"
        )


def _is_taken(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        # A computer without IPv6 has no such address, and nobody listens there.
        return family == socket.AF_INET or error.errno == errno.EADDRINUSE
    return False


def _certificate(folder: Path, now: datetime) -> tuple[Path, Path]:
    certificate_path, key_path = folder / "localhost.crt", folder / "localhost.key"
    if (
        key_path.exists()
        and certificate_path.exists()
        and certificate.is_valid(certificate_path.read_bytes(), now)
    ):
        return certificate_path, key_path
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    public, private = certificate.self_signed(now)
    certificate_path.unlink(missing_ok=True)  # else a crash here would leave one of another key
    with private_file(key_path, force=True) as file:
        file.write(private)
    certificate_path.write_bytes(public)
    click.echo("Made a certificate for localhost (your browser will ask about it once).")
    return certificate_path, key_path


def _say_what_next(port: int, public_url: str) -> None:
    here = urlsplit(public_url)
    at_hand = (here.hostname, here.port or _HTTPS) == ("localhost", port)
    elsewhere = "" if at_hand else f" --to https://localhost:{port}"
    click.echo(
        f"\n  Anteroom listens on https://localhost:{port}   (Ctrl-C stops it)\n\n"
        "  Talk to it as a patient, in another terminal:\n\n"
        f"      .venv/bin/flask --app wsgi chat{elsewhere}\n\n"
        f"  Twilio signs for {public_url}/webhook; `.venv/bin/flask --app wsgi doctor` checks the set-up.\n"
    )
