"""Make and hash recovery codes, and show them once at `/account/recovery/codes`.

They are for a lost phone: ten for a member, each valid once. Enrolling makes codes, and so does a button on the account
page. Both redirect to this page, so that a browser that reloads it or goes back to it sends nothing again. For those
minutes the codes are kept as a form is: sealed, and for this member alone.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from uuid import UUID

from argon2 import Parameters
from argon2.low_level import hash_secret_raw
from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.guard.doors import GuardedBlueprint, May
from app.guard.forms import address_of, is_navigation, refill
from app.guard.own_pages import own_path
from app.guard.session import CONFIRMED_FOR, signed_in
from app.services import current
from app.store.conversations import kept_forms
from app.store.conversations.kept_forms import KeptForm, Sent

MANY: Final = 10
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32, five bits a character. The letters left out are read as those they look like."""
_LENGTH: Final = 10
_RECOVERY_CODE: Final = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}")
_BETWEEN: Final = re.compile(r"[\s\-‐-―−]+")
_LOOK_ALIKES: Final = str.maketrans("oil", "011")
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32


def new_codes() -> tuple[str, ...]:
    """Return ten different codes of 50 random bits, like `4kx9-m2qa-7w`."""
    codes: set[str] = set()
    while len(codes) < MANY:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        codes.add(f"{code[:4]}-{code[4:8]}-{code[8:]}")
    return tuple(codes)


def looks_like_one(text: str) -> bool:
    """Return whether `text` has the form of a recovery code, however it was typed."""
    return bool(_RECOVERY_CODE.fullmatch(_normal(text)))


def new_salt() -> bytes:
    """Return a salt for all codes of one member, so that one slow hash checks all ten."""
    return secrets.token_bytes(_SALT_BYTES)


def hash_code(code: str, salt: bytes, parameters: Parameters) -> bytes:
    """Return the 32 bytes to keep of a recovery code.

    The hash is salted and slow because a code has fewer than 112 bits (ASVS 6.5.2). It takes argon2's time and
    memory, so call it within `Passwords.turn()`. It does not name its parameters: if they change, the kept codes are
    void.
    """
    return hash_secret_raw(
        secret=_normal(code).encode("utf-8", "surrogatepass"),
        salt=salt,
        time_cost=parameters.time_cost,
        memory_cost=parameters.memory_cost,
        parallelism=parameters.parallelism,
        hash_len=_HASH_BYTES,
        type=parameters.type,
        version=parameters.version,
    )


def _normal(text: str) -> str:
    return _BETWEEN.sub("", text).lower().translate(_LOOK_ALIKES)


blueprint = GuardedBlueprint(
    "recovery_codes", __name__, door=signed_in(May.SIGN_IN), url_prefix="/account/recovery/codes"
)
_CODES: Final = "codes"
_NEXT: Final = "next"


@blueprint.get("")
def codes_page() -> ResponseReturnValue:
    """Show codes that were made a moment ago."""
    made = refill(within=CONFIRMED_FOR).values
    if codes := made.get(_CODES, "").split():
        return _page(codes, own_path(made.get(_NEXT, ""), otherwise=""))
    return redirect(url_for("account.account_page"), HTTPStatus.SEE_OTHER)


def show_codes(member_id: UUID, codes: Sequence[str], next_page: str = "") -> ResponseReturnValue:
    """Redirect a browser to the page with the codes; answer anything else at once.

    `next_page` is where a member who has just enrolled continues.
    """
    if not is_navigation():
        return _page(codes, next_page)
    page = url_for("recovery_codes.codes_page")
    made = Sent([(_CODES, " ".join(codes)), (_NEXT, next_page)], {})
    with current().store.begin() as unit:
        form = KeptForm(
            staff_id=member_id, path=page, page=page, kept_at=current().clock(), fields=made.written()
        )
        kept_forms.keep(unit.db, form)
    return redirect(address_of(form.id, page), HTTPStatus.SEE_OTHER)


def _page(codes: Sequence[str], next_page: str) -> str:
    return render_template("staff/enrol_codes.html", codes=codes, finish=next_page)
