"""A clinic's machine, on which operators run commands, and what its database then says."""

from __future__ import annotations

import base64
import os

from tests.settings import bare_environment, complete_environment

BACKUP_KEY = base64.urlsafe_b64encode(os.urandom(32)).decode()


class Machine:
    """A machine, and its commands."""

    def __init__(self, services, runner):
        self.services, self.store, self._runner = services, services.store, runner

    def __call__(self, *arguments):
        return self._runner.invoke(args=[str(each) for each in arguments])

    @property
    def journal(self):
        return self.services.settings.erasure_journal


def newest(store, action):
    with store.read() as unit:
        return next(each for each in unit.audit.latest(20) if each.action == action)


def milestone(store, name):
    with store.read() as unit:
        found = unit.milestones.get(name)
    return found and found.at


def environment_of(url, keys, tmp_path):
    listed = {
        "FERNET_KEYS": ",".join(base64.urlsafe_b64encode(key).decode() for key in keys.masters),
        "INDEX_KEY": ",".join(base64.urlsafe_b64encode(key).decode() for key in keys.index_keys),
        "BACKUP_KEY": BACKUP_KEY,
        "ERASURE_JOURNAL": str(tmp_path / "own.journal"),
    }
    return bare_environment() | complete_environment(DATABASE_URL=url, **listed)
