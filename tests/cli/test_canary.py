"""What a patient said is neither written nor told while a backup is taken, proved, rehearsed and restored, or refused."""

from __future__ import annotations

import pytest

from app.crypto import new_identity
from tests.cli.machines import environment_of, on_a_copy
from tests.databases import on_both_engines
from tests.exports.strace import assert_kept_to_itself, attached
from tests.fork_client import LoadedApp
from tests.server.canary import encodings, traces
from tests.store.backups import IDENTITY
from tests.store.example import EMAIL, SAID

pytest_generate_tests = on_both_engines
KEPT = (*SAID, IDENTITY)


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A fresh clone of the app, with a working folder of its own."""
    folder = tmp_path_factory.mktemp("clone") / "app"
    on_a_copy(folder)
    (folder / "instance").mkdir(mode=0o700)
    loaded = LoadedApp(folder)
    yield loaded
    loaded.end()


class Terminal:
    """Runs commands of the clone, and keeps all that they say."""

    def __init__(self, clone, keys, tmp_path):
        self.clone, self._keys, self._folder = clone, keys, tmp_path
        self.said = tmp_path / "said"
        self.temporary = tmp_path / "tmp"
        self.temporary.mkdir()

    def runs(self, url, *arguments, **changed):
        """Run a command to its end; return its status and what it said."""
        environment = environment_of(url, self._keys, self._folder) | changed
        environment |= {"LOG_LEVEL": "DEBUG", "TMPDIR": str(self.temporary)}
        before = self.said.stat().st_size if self.said.exists() else 0
        with self.said.open("ab") as said:
            command = ("-m", "flask", "--app", "wsgi", *map(str, arguments))
            status = self.clone.start(*command, environment=environment, stdout=said, stderr=said).wait(100)
        return status, self.said.read_bytes()[before:].decode()

    def told(self):
        """Return what of a patient, of staff or of the keys was told."""
        said = self.said.read_bytes()
        return [word for word in (*KEPT, EMAIL) for encoded in encodings(word) if encoded in said]


@pytest.fixture
def terminal(clone, keys, tmp_path):
    return Terminal(clone, keys, tmp_path)


@pytest.mark.timeout(200)
def test_no_word_is_written_or_told_while_a_backup_is_taken_proved_rehearsed_and_restored(
    example, database_url, empty_postgresql_url, terminal, clone, folder, tmp_path
):
    target = folder / "one.backup"
    new = empty_postgresql_url if "sqlite" in database_url else f"sqlite:///{tmp_path}/new/anteroom.db"
    with attached(clone.pid, tmp_path) as trace:
        for words, url, *command in (
            ("SHA-256", database_url, "backup", target),
            ("Opened ", database_url, "rehearse", "--all", target),
            ("Erased again: 0", new, "restore", target, "--without-journal"),
        ):
            status, said = terminal.runs(url, *command)
            assert (status, words in said) == (0, True), said
        status, said = terminal.runs(database_url, "rehearse", target, BACKUP_IDENTITY_FILE="")
        assert (status, "is whole: byte for byte" in said) == (0, True), said
    own = [folder, clone.folder / "instance", tmp_path / "new", tmp_path / "instance", terminal.said]
    assert_kept_to_itself(trace, *own, tmp_path / "own.journal", words=KEPT)
    assert terminal.told() == []
    assert traces(KEPT, own) == []


@pytest.mark.timeout(200)
def test_no_word_is_written_or_told_when_a_backup_is_refused(
    example, sqlite_url, terminal, clone, folder, tmp_path
):
    target, new = folder / "one.backup", f"sqlite:///{tmp_path}/new/anteroom.db"
    assert terminal.runs(sqlite_url, "backup", target)[0] == 0
    whole, middle = target.read_bytes(), target.stat().st_size // 2
    other = tmp_path / "other.txt"
    other.write_text(new_identity()[0])
    wrong = {
        "cut": whole[:middle],
        "flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "without its end": whole[:-1],
        "of other first lines": whole.replace(b"-> X25519 ", b"-> X25519 A", 1),
    }
    for name, content in wrong.items():
        (folder / name).write_bytes(content)
    with attached(clone.pid, tmp_path) as trace:
        for command in (("rehearse",), ("restore", "--without-journal")):
            for name in wrong:
                status, said = terminal.runs(new, *command, folder / name)
                assert (status, "Traceback" in said) == (1, False), (name, said)
            status, said = terminal.runs(new, *command, target, BACKUP_IDENTITY_FILE=str(other))
            assert (status, "does not open with this identity" in said) == (1, True), said
    assert_kept_to_itself(trace, clone.folder / "instance", terminal.said, words=KEPT)
    assert terminal.told() == []
    assert not (tmp_path / "new").exists()
