"""After an act of the desk: reload, Back, Forward and the address in a new tab are pages, and send nothing twice.

A browser with scripts shows it for an act of each kind. `tests.dashboard.test_every_act` shows for every act that its
answer leads to a page which may be opened again: without scripts, a browser does no more than that.
"""

from __future__ import annotations

from typing import Final

import pytest

from tests.acts import LIST, LOOKED_AT, RECORD, Act
from tests.browser.history import History

OF_EACH_KIND: Final = (LIST[0], LIST[4], *RECORD[:3], *RECORD[-4:-2])
"""What leads on, is refused, shows for a while, writes, and takes the page itself away."""


@pytest.mark.long
def test_after_an_act_of_each_kind_the_history_is_pages_and_sends_nothing_again(clinic):
    me = clinic.colleague("admin")
    history = History.of(me, clinic)
    history.carries_out(Act("/confirm?next=/exports", "/confirm", {"code": "000000"}))
    me.confirms()
    for act in OF_EACH_KIND:
        history.carries_out(act)
    for path in LOOKED_AT[:2]:
        me.page.goto(path.format(**history.names))
        history.goes_back_and_forth(path)
    history.carries_out(Act("/patients", "/logout"))
    history.carries_out(Act("/login", "/login", {"email": me.email, "password": "wrong", "code": "000000"}))
    assert not history.faults, "\n".join(history.faults)
    assert not history.leaks()
