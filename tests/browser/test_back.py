"""What somebody finds who sits down at a computer after its user has signed out (ASVS 14.3.1)."""

from __future__ import annotations

from tests.server.shell import SPOKEN, spanish_intake


def test_back_after_signing_out_shows_nothing_of_the_patients(server, ana):
    held = spanish_intake(server)
    assert held.returncode == 0, held.stderr
    ana.signs_in()
    ana.shows_names()
    assert SPOKEN["name"] in ana.text()
    ana.signs_out()
    for _ in range(2):
        ana.page.go_back()
        assert SPOKEN["name"] not in ana.page.content()
        assert "/login" in ana.page.url
