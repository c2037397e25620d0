"""`flask dev`: what `make run` runs. Sets everything up, then serves."""

from __future__ import annotations

import errno
import os
import socket
import ssl
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click
from flask.cli import with_appcontext

from app.cli import dotenv
from app.cli.output import database_errors, private_file
from app.cli.staff import FIRST_ADMIN, first_admin_link
from app.config import ROOT, whole_environment
from app.crypto import certificate
from app.services import current
from app.store.engine import schema

_HTTPS: Final = 443
_USUAL: Final = 8443
_OF_THE_CHAT: Final = 8444
"""Where `flask chat` takes what staff write to a patient."""
_LAST: Final = 65_536
_PATIENCE: Final = 2.0  # seconds; another program may take a connection and say nothing
_LOCALHOST: Final = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


@click.command(short_help="Set everything up and serve this computer over TLS.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="That of PUBLIC_URL, or else the next that is free."
)
@with_appcontext
def dev(port: int | None) -> None:
    """Migrate, make a certificate for localhost, and serve this computer over TLS."""
    services = current()
    if services.settings.production:
        raise click.ClickException(
            "`flask dev` is for your own computer, and ANTEROOM_ENV is production. "
            "To serve in production, see docs/operating.md, “Production”."
        )
    public_url = services.settings.public_url
    if port is None:
        port, public_url = _served_here(public_url, services.settings.instance / "tls" / "localhost.crt")
    else:
        _refuse_a_taken_port(port)
    with database_errors():
        if schema.upgrade(services.store.engine) != schema.head():
            click.echo("Migrated the database.")
        services.store.prove_keys()
        link = first_admin_link()
    services.store.close()
    certificate_path, key_path = _certificate(services.settings.instance / "tls", services.clock())
    _say_what_next(port, public_url)
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


def _served_here(public_url: str, ours: Path) -> tuple[int, str]:
    """Return the port to serve, and the public address, which moves with it.

    What other commands print, and what `flask chat` writes to, comes from PUBLIC_URL. So where another program has the
    port, the next one stands in `.env` from now on.
    """
    here = urlsplit(public_url)
    port = here.port or _USUAL if here.hostname == "localhost" else _USUAL
    if here.netloc != f"localhost:{port}" or not _any_taken(port) or _is_served_by_us(port, ours):
        _refuse_a_taken_port(port)
        return port, public_url
    dotenv.refuse_unless_it_names("PUBLIC_URL")
    free = next(each for each in range(port + 1, _LAST) if each != _OF_THE_CHAT and not _any_taken(each))
    moved = here._replace(netloc=f"localhost:{free}").geturl()
    with dotenv.changing({"PUBLIC_URL": moved}):
        click.echo(f"Port {port} is in use by another program. Set PUBLIC_URL in .env to {moved}.")
    return free, moved


def _is_served_by_us(port: int, ours: Path) -> bool:
    """Return whether it is this very Anteroom that listens there, in another terminal."""
    with suppress(OSError, ValueError):
        return ssl.get_server_certificate(("localhost", port), timeout=_PATIENCE) == ours.read_text()
    return False


def _served_at(port: int, link: str) -> str:
    """Return a link with the port that is served, which PUBLIC_URL may not name."""
    parts = urlsplit(link)
    return parts._replace(netloc=f"localhost:{port}").geturl() if parts.hostname == "localhost" else link


def _refuse_a_taken_port(port: int) -> None:
    """End the command if another program listens at the port of localhost.

    A browser may try the IPv6 address first, and would get that program's page.
    """
    if _any_taken(port):
        raise click.ClickException(
            f"Port {port} is already in use. Is Anteroom running in another terminal? "
            f"Stop it, or run: .venv/bin/flask --app wsgi dev --port {port + 1}"
        )


def _any_taken(port: int) -> bool:
    return any(_is_taken(family, host, port) for family, host in _LOCALHOST)


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
