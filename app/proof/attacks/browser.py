"""What is done to the browser of a member who is signed in."""

from __future__ import annotations

from typing import Final

from app.proof.outcome import Outcome, judged
from app.proof.people import MAREN, new_number
from app.proof.target import Target
from app.proof.visitor import NotAnswered

_ELSEWHERE: Final = "https://elsewhere.example"


def lured_browser(target: Target) -> Outcome:
    """Have a member's browser post a form of a foreign page, with all its cookies."""
    member = target.signs_in("clinician")
    member.post("/logout", {}, Origin=_ELSEWHERE, Referer=f"{_ELSEWHERE}/")
    member.get("/logout")
    return judged(
        not member.get("/patients").is_granted,
        "a foreign page acted as the member: they were signed out",
        "the foreign form and the foreign link were refused, and the member is still signed in",
    )


def open_screen(target: Target) -> Outcome:
    """Sit down at a screen that a member left open, and download every record."""
    target.hands_in(new_number(), MAREN)
    left_open = target.signs_in("admin")
    taken = target.exports_by(left_open, "csv")
    return judged(
        taken.is_granted and MAREN.name in taken.text,
        "the whole file was downloaded with nothing but the open session",
        "the download asks for a fresh code, and gave nothing",
    )


def page_kept(target: Target) -> Outcome:
    """Press Back at a shared computer, to see patients whom the browser has kept."""
    page = target.desk().get("/patients")
    if not page.is_granted:
        raise NotAnswered("there is no page with patients")
    return judged(
        "no-store" not in page.header("Cache-Control") or bool(page.header("ETag")),
        "browsers and proxies may keep pages with patients",
        "no browser or proxy may keep the page",
    )


def page_framed(target: Target) -> Outcome:
    """Show the sign-in page in a frame of a foreign page, and run a script in it."""
    page = target.visitor().get("/login")
    policy = page.header("Content-Security-Policy")
    faults = [
        *(["can be framed"] if "frame-ancestors 'none'" not in policy else []),
        *(["runs any script"] if "script-src" not in policy or "unsafe-inline" in policy else []),
    ]
    return judged(
        bool(faults),
        f"the page {' and '.join(faults)}",
        "no page may frame it, and no foreign or written-in script runs",
    )
