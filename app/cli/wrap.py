"""`flask wrap-key`: wrap a master key with AWS KMS or Vault.

The first key is wrapped before the app can start, so `python -m app.cli.wrap` is the same command.
"""

from __future__ import annotations

import sys

import click

from app.cli.keys import make
from app.config import ROOT, ConfigurationError, environment, read_environment
from app.config import secrets as config_secrets
from app.config.secrets import wrapped


@click.command("wrap-key", short_help="Wrap a master key with AWS KMS or Vault.")
@click.argument("variable", type=click.Choice(sorted(wrapped.VARIABLES)))
@click.option("--aws-kms", metavar="KEY", help="The id, ARN or alias/NAME of a symmetric KMS key.")
@click.option("--vault-transit", metavar="KEY", help="The name of an AEAD key in Vault, or MOUNT/NAME.")
@click.option(
    "--new",
    is_flag=True,
    help="Make a new key, which nobody sees unwrapped. Default: read one from standard input.",
)
def wrap_key(variable: str, aws_kms: str | None, vault_transit: str | None, new: bool) -> None:
    """Print VARIABLE's key, wrapped so that only AWS KMS or Vault can unwrap it.

    It is unwrapped at each start and written nowhere. Without the wrapping key nothing can be read again: never
    delete it, nor its older versions.
    """
    if (aws_kms is None) == (vault_transit is None):
        raise click.UsageError("Name one wrapping key: --aws-kms KEY or --vault-transit KEY.")
    if new and variable == "TWILIO_AUTH_TOKEN":
        raise click.UsageError("Twilio makes its tokens: pass the token on standard input.")
    scheme, by = (wrapped.AWS, aws_kms) if aws_kms else (wrapped.VAULT, vault_transit)
    key = make(variable) if new else _given()
    try:
        click.echo(wrapped.wrap(variable, key, scheme, by or "", read_environment(ROOT)))
    except (ConfigurationError, config_secrets.Unusable) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Set {variable} to it on every machine, and restart each.", err=True)


def _given() -> str:
    if sys.stdin.isatty():
        click.echo("Paste the key and press Enter; it is not shown.", err=True)
        return click.prompt("", prompt_suffix="", hide_input=True, err=True).strip()
    key = sys.stdin.read(4096).strip()
    if not key or "," in key or not key.isascii() or not key.isprintable():
        raise click.ClickException("Pass one key on standard input.")
    return key


if __name__ == "__main__":
    environment.keep_private()
    wrap_key()
