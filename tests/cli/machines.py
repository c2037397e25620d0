"""A clinic's machine, on which operators run commands, and what its database then says."""

from __future__ import annotations

import base64
import shutil

from app.store.clinic import milestones
from app.store.trail import audit
from tests.project import ROOT
from tests.settings import bare_environment, complete_environment
from tests.store.backups import PUBLIC_KEY, identity_in


class Machine:
    """A machine, and its commands."""

    def __init__(self, services, runner, identity):
        self.services, self.store, self._runner = services, services.store, runner
        self.identity = identity
        """The file with the identity that opens backups; None if this machine has none."""

    def __call__(self, *arguments, typed=None):
        environment = {"BACKUP_IDENTITY_FILE": self.identity and str(self.identity)}
        return self._runner.invoke(args=[str(each) for each in arguments], env=environment, input=typed)

    @property
    def journal(self):
        return self.services.settings.erasure_journal


def newest(store, action):
    with store.read() as unit:
        return next(each for each in audit.latest(unit.db, 20) if each.action == action)


def milestone(store, name):
    with store.read() as unit:
        found = milestones.get(unit.db, name)
    return found and found.at


def environment_of(url, keys, tmp_path):
    listed = {
        "FERNET_KEYS": ",".join(base64.urlsafe_b64encode(key).decode() for key in keys.masters),
        "INDEX_KEY": ",".join(base64.urlsafe_b64encode(key).decode() for key in keys.index_keys),
        "BACKUP_KEY": PUBLIC_KEY,
        "BACKUP_IDENTITY_FILE": str(identity_in(tmp_path)),
        "ERASURE_JOURNAL": str(tmp_path / "own.journal"),
    }
    return bare_environment() | complete_environment(DATABASE_URL=url, **listed)


def on_a_copy(folder):
    """Put the app into a folder, as a fresh clone is."""
    folder.mkdir()
    for name in ("app", "migrations"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("static", "templates"))
    for name in ("static", "templates"):
        (folder / "app" / name).symlink_to(ROOT / "app" / name)
    shutil.copy(ROOT / "wsgi.py", folder)
