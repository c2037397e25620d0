"""`flask keys new`: a key that its variable takes, on standard output alone, with what to do with it beside."""

from __future__ import annotations

import pytest

from app.cli.keys import VARIABLES
from app.config import load
from app.crypto import Identities
from tests.settings import complete_environment


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_new_key_is_one_that_its_variable_takes_beside_the_old_and_is_another_every_time(
    variable, app, tmp_path
):
    made = [app.test_cli_runner().invoke(args=["keys", "new", "--for", variable]) for _ in range(2)]
    keys = {done.stdout.strip() for done in made}
    assert len(keys) == 2
    if variable == "BACKUP_KEY":
        keys = {key for text in keys for key in Identities(text).public_keys}
        identities = {done.stdout.splitlines()[-1] for done in made}
        assert not any(identity in done.stderr for identity in identities for done in made)
        assert all(any(key in done.stderr for done in made) for key in keys)
    old = complete_environment().get(variable, "")
    load(complete_environment(**{variable: ",".join([*keys, *filter(None, [old])])}), tmp_path)
    assert variable in made[0].stderr
    assert variable == "BACKUP_KEY" or not any(key in done.stderr for key in keys for done in made)
