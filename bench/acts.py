"""Every act of the desk in a real Chromium, then reload, Back, Forward and a new tab: `python -m bench.acts`

With JavaScript and without, in a browser that keeps the pages it leaves, as people's browsers do. Counted are answers that
are no page, forms that were sent again, rows and lines of the trail that were written again, and addresses, referrers and
logs with a word of what was typed. The suite does this for an act of each kind, and for every act over HTTP.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyotp
from playwright.sync_api import sync_playwright

from tests.acts import EVERY, LOOKED_AT, Act
from tests.browser.chromium import launched
from tests.browser.clinic import Clinic
from tests.browser.forked_server import running_forks
from tests.browser.history import History
from tests.databases import migrate
from tests.staff_people import PASSWORD, seed_on

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.fork_client import LoadedApp

ALERTS: Final = {
    "ALERT_EMAIL_TO": "oncall@clinic.example.org",
    "ALARM_CHAIN": "oncall@clinic.example.org 0, again 10",
    "SMTP_URL": "smtps://localhost:9",
}


def main() -> int:
    """Do every act, and print a table and what was wrong. Return 1 if anything was."""
    histories = {}
    with (
        tempfile.TemporaryDirectory() as name,
        sync_playwright() as playwright,
        launched(playwright, keeps_pages=True) as chromium,
        running_forks() as forks,
    ):
        for scripts in (True, False):
            folder = Path(name) / f"scripts-{scripts}"
            folder.mkdir()
            histories[scripts] = _every_act(folder, chromium, forks, scripts=scripts)
    print(
        "| JavaScript | acts | pages loaded again | faults | words in addresses, referrers, logs |\n|---|---|---|---|---|"
    )
    for scripts, (history, leaks) in histories.items():
        print(
            f"| {'on' if scripts else 'off'} | {history.acts} | {history.steps} | {len(history.faults)} | {leaks} |"
        )
    for history, _leaks in histories.values():
        print(*history.faults, sep="\n")
    return int(any(history.faults or leaks for history, leaks in histories.values()))


def _every_act(folder: Path, chromium: Browser, forks: LoadedApp, *, scripts: bool) -> tuple[History, int]:
    empty = folder / "empty.db"
    migrate(f"sqlite:///{empty}")
    clinic = Clinic.founded(folder, empty, chromium, forks, **ALERTS)
    try:
        me = clinic.colleague("admin", java_script_enabled=scripts)
        history = History.of(me, clinic)
        history.carries_out(Act("/confirm?next=/exports", "/confirm", {"code": "000000"}))
        me.confirms()
        for act in EVERY:
            history.carries_out(act)
            if act.form == "/recovery":
                me.keeps_recovery_codes()
        for path in LOOKED_AT:
            me.page.goto(path.format(**history.names))
            history.goes_back_and_forth(path)
        _comes_and_goes(history, clinic)
        return history, len(history.leaks())
    finally:
        clinic.closes()


def _comes_and_goes(history: History, clinic: Clinic) -> None:
    """Sign out and in, idle and go on, and replace the authenticator; each at first with what is wrong."""
    me = history.member
    right = {"email": me.email, "password": PASSWORD, "code": "{code}"}
    history.carries_out(Act("/patients", "/logout"))
    history.carries_out(Act("/login", "/login", right | {"password": "wrong", "code": "000000"}))
    history.names["code"] = me.spare_code()
    history.carries_out(Act("/login", "/login", right))
    clinic.idles(me)
    history.carries_out(Act("/login", "/login/unlock", {"unlock": "000000"}))
    history.names["code"] = me.next_code()
    history.carries_out(Act("/login", "/login/unlock", {"unlock": "{code}"}))
    me.page.goto("/account/recovery")
    me.confirms()
    history.carries_out(Act("/account", "/code", {"password": PASSWORD}))
    fields = {"password": PASSWORD, "code": "{code}"}
    history.carries_out(Act("", "", fields | {"code": "000000"}))
    history.names["code"] = pyotp.TOTP(seed_on(history.page.content())).now()
    history.carries_out(Act("", "", fields))


if __name__ == "__main__":
    sys.exit(main())
