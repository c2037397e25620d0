"""How Anteroom runs, and where it is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask_babel import gettext as _

from app.checks.addresses import is_local
from app.dashboard.setup.checks.step import DOCTOR, Step

if TYPE_CHECKING:
    from app.dashboard.setup.reality import Reality


def production(reality: Reality) -> Step:
    """Say whether Anteroom runs as for real patients."""
    title = _("Set up for real patients")
    if reality.settings.production:
        return Step(
            title, done=True, proof=_("Anteroom runs as production: it refuses weak keys and plain http.")
        )
    return Step(
        title,
        done=False,
        proof=_("Anteroom runs as development, which is for trying things out on one computer."),
        todo=_("Before a patient writes, set this on the server and start it again:"),
        command="ANTEROOM_ENV=production",
    )


def https(reality: Reality) -> Step:
    """Say whether the internet reaches it, as far as this page proves that."""
    title, url = _("Reachable over https"), reality.settings.public_url
    if is_local(urlsplit(url).hostname or ""):
        return Step(
            title,
            done=False,
            proof=_(
                "%(url)s is an address of this computer or its own network. Twilio cannot reach it.", url=url
            ),
            todo=_("Set PUBLIC_URL to an address that the internet can reach, and start Anteroom again."),
        )
    if not reality.is_at_public_url:
        return Step(
            title,
            done=False,
            proof=_(
                "You opened this page at %(host)s, which proves nothing of %(url)s.",
                host=reality.host,
                url=url,
            ),
            todo=_("Open Anteroom at its public address."),
            link=f"{url}/setup",
            label=_("Open it there"),
        )
    return Step(title, done=True, proof=_("This page came to you from %(url)s, over https.", url=url))


def sign_in(reality: Reality) -> Step:
    """Say whether anybody can sign in: tries that cannot be counted are not judged."""
    title = _("Sign-in open")
    if reality.can_count:
        proof = (
            _("Tries to sign in are counted in Redis, for every server.")
            if reality.settings.redis_url
            else _("Tries to sign in are counted in the database, for every server.")
        )
        return Step(title, done=True, proof=proof)
    return Step(
        title,
        done=False,
        proof=_(
            "Tries to sign in cannot be counted, so nobody can sign in or enter a code. Messages are taken, and whoever is signed in can go on."
        ),
        todo=_("Start the Redis that REDIS_URL names. On the server, this says more:"),
        command=DOCTOR,
    )
