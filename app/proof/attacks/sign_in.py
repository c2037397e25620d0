"""What is tried at the sign-in page."""

from __future__ import annotations

import base64
import json
from typing import Final

from app.proof.outcome import Outcome, judged
from app.proof.target import Target, let_in
from app.proof.visitor import NotAnswered

_GUESSES: Final = 40
_TURNED_AWAY: Final = 429
_MOST_JUDGED: Final = 20
_PRETENDED: Final = ("X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP", "X-Cluster-Client-IP")


def guessed_password(target: Target) -> Outcome:
    """Guess passwords for one member, as fast as the server answers, from one network."""
    return _guesses(target, same_member=True, pretends=False)


def pretended_addresses(target: Target) -> Outcome:
    """Guess for many members, and pretend to be at another address each time."""
    return _guesses(target, same_member=False, pretends=True)


def _guesses(target: Target, *, same_member: bool, pretends: bool) -> Outcome:
    visitor, judged_guesses = target.visitor(), 0
    page = visitor.get("/login")
    if not page.is_granted:
        raise NotAnswered("there is no sign-in page")
    for guess in range(_GUESSES):
        fields = {
            "email": "clinician@larkfield.example" if same_member else f"nobody{guess}@larkfield.example",
            "password": f"guess number {guess} of many",
            "code": f"{guess:06}",
        }
        elsewhere = target.new_address()
        said = dict.fromkeys(_PRETENDED, elsewhere) | {"Forwarded": f"for={elsewhere}"} if pretends else {}
        answer = visitor.submits("/login", fields, **said)
        judged_guesses += answer.status != _TURNED_AWAY
    return judged(
        judged_guesses > _MOST_JUDGED,
        f"{judged_guesses} of {_GUESSES} guesses were judged",
        f"{judged_guesses} of {_GUESSES} guesses were judged, the others turned away",
    )


def phished_password(target: Target) -> Outcome:
    """Sign in with a stolen password, and no code, an empty one or a guessed one."""
    stolen = {name: value for name, value in target.members["reception"].sign_in().items() if name != "code"}
    tries = [stolen, stolen | {"code": ""}, stolen | {"code": "000000"}]
    entered = sum(let_in(target.visitor(), each) for each in tries)
    return judged(
        entered > 0,
        "the stolen password alone opens every record",
        f"the right password was refused {len(tries)} times without the member's code",
    )


def watched_sign_in(target: Target) -> Outcome:
    """Watch a member sign in, and type the same again at once from another computer."""
    seen = target.members["clinician"].sign_in()
    if not let_in(target.visitor(), seen):
        raise NotAnswered("the member was not let in")
    return judged(
        let_in(target.visitor(), seen),
        "what was watched let the watcher in",
        "the member was let in, and the same code was refused a second time",
    )


def cookie_kept(target: Target) -> Outcome:
    """Use a copy of a member's cookie after the member has signed out."""
    member = target.signs_in("clinician")
    thief = target.visitor()
    thief.cookies = dict(member.cookies)
    if not thief.get("/patients").is_granted:
        raise NotAnswered("the cookie did not work while the member was signed in")
    member.submits("/logout", {}, page="/patients")
    return judged(
        thief.get("/patients").is_granted,
        "the cookie works after the member has signed out",
        "the cookie worked until the member signed out, and then no longer",
    )


def cookie_read(target: Target) -> Outcome:
    """Take a cookie out of a script or off a wire without TLS, and read what it holds."""
    visitor = target.visitor()
    answer = visitor.submits("/login", target.members["clinician"].sign_in())
    if not answer.cookies:
        raise NotAnswered("no cookie was given")
    lines = [line for line in answer.cookies if "Max-Age=0" not in line]
    lacking = [
        flag
        for flag in ("Secure", "HttpOnly", "SameSite=Strict")
        if any(flag.lower() not in line.lower() for line in lines)
    ]
    is_readable = any(map(_holds_words, visitor.cookies.values()))
    faults = [f"lacks {each}" for each in lacking] + (["can be read without the key"] if is_readable else [])
    return judged(
        bool(faults),
        f"the session's cookie {', '.join(faults)}",
        f"{len(lines)} cookies: each Secure, HttpOnly and SameSite=Strict, the session's without content",
    )


def _holds_words(value: str) -> bool:
    """Return whether a cookie says who is signed in, as Flask's own sessions do."""
    first = value.lstrip(".").partition(".")[0]
    try:
        held = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except ValueError:
        return False
    return isinstance(held, dict) and not set(held) <= {"csrf_token"}
