"""What anybody on the network can ask of the server."""

from __future__ import annotations

import ast
import re
from typing import Final

from app.proof.outcome import Outcome, judged
from app.proof.target import Target
from app.proof.visitor import NotAnswered

_SHOWN: Final = re.compile(r"Traceback \(most recent call last\)|__debugger__|EVALEX|Werkzeug Debugger")
_TOLD: Final = re.compile(r"\d+\.\d+")
_SWITCHES: Final = ("debug", "DEBUG", "use_debugger", "use_evalex")


def debugger(target: Target) -> Outcome:
    """Make the server fail, and look for its debugger, a console and lines of code."""
    stranger = target.visitor()
    answers = [
        stranger.post("/webhook", {}),
        stranger.get("/login?__debugger__=yes&cmd=resource&f=debugger.js"),
        stranger.get("/console", Host="localhost"),
        stranger.get("/console"),
        stranger.get("/%ff%00"),
        stranger.sends("POST", "/login", b"\xff\xfe=%", {"Content-Type": "multipart/form-data"}),
    ]
    faults = [
        *(["an error shows the debugger"] if any(_SHOWN.search(each.text) for each in answers) else []),
        *([f"the code switches debugging on ({where})"] if (where := _switched_on(target)) else []),
        *(["it starts with FLASK_DEBUG=1"] if target.loads(FLASK_DEBUG="1") else []),
    ]
    return judged(
        bool(faults),
        "; ".join(faults),
        f"{len(answers)} broken requests showed no code, and it refuses to start with FLASK_DEBUG=1",
    )


def _switched_on(target: Target) -> str:
    """Return the first module whose code turns Flask's debugging on, or nothing."""
    for path in sorted(target.source.rglob("*.py")):
        source = path.read_text()
        if "debug" in source.lower() and any(map(_is_switch, ast.walk(ast.parse(source)))):
            return str(path.relative_to(target.source))
    return ""


def _is_switch(node: ast.AST) -> bool:
    match node:
        case ast.keyword(arg=str(name), value=ast.Constant(value=True)):
            return name in _SWITCHES
        case ast.Assign(targets=[ast.Attribute(attr="debug")], value=ast.Constant(value=True)):
            return True
        case ast.Assign(
            targets=[ast.Subscript(slice=ast.Constant(value="DEBUG"))], value=ast.Constant(value=True)
        ):
            return True
        case ast.ImportFrom(module="werkzeug.debug"):
            return True
    return False


def plain_http(target: Target) -> Outcome:
    """Use the server over plain http, and say that it was https."""
    stranger = target.past_the_proxy()
    answers = [
        stranger.get("/login"),
        stranger.get("/login", **{"X-Forwarded-Proto": "https"}),
        stranger.post("/webhook", target.message("hello", "whatsapp:+15005550099")),
    ]
    served = sum(each.is_granted for each in answers)
    secure = target.visitor().get("/login")
    if not secure.is_granted:
        raise NotAnswered("there is no sign-in page over https either")
    lasts = "max-age" in secure.header("Strict-Transport-Security")
    return judged(
        served > 0 or not lasts,
        f"{served} of {len(answers)} requests in the clear were served"
        + ("" if lasts else ", and no HSTS is sent"),
        "pages lead to https, the webhook refuses, a claimed https is not believed, and HSTS is sent",
    )


def version_told(target: Target) -> Outcome:
    """Read which software in which version answers, to look up its weaknesses."""
    told = target.visitor().get("/login").header("Server")
    return judged(bool(_TOLD.search(told)), "the header Server names versions", "no header names a version")


def foreign_host(target: Target) -> Outcome:
    """Have the server answer under the name of somebody else's host."""
    answer = target.visitor().get("/login", Host="elsewhere.example")
    return judged(answer.is_granted, "it answers under any host's name", "it answers under its own name only")
