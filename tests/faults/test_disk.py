"""The database's disk is full, or takes no writes, while patients write."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from tests.databases import roomy_folder
from tests.faults.clusters import Cluster, clusters
from tests.faults.traffic import traffic
from tests.server.live_server import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import Postgres

pytestmark = pytest.mark.fault
FULL = 8
MB = 2**20


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk of this size, in memory."""
    if os.geteuid() != 0:
        raise RuntimeError("this row mounts a disk of its own, which takes root")
    folder.mkdir(mode=0o755)
    options = f"size={megabytes}m,mode=0755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def remounted(how: str, disk: Path) -> bool:
    """Mount it otherwise, which is refused to `ro` as long as a dying process has a file open."""
    command = ["mount", "-o", f"remount,{how}", str(disk)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Leave no byte on a disk."""
    filler = disk / "filler"
    try:
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(MB))
        with filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(512))
        yield
    finally:
        filler.unlink()


@pytest.fixture
def sqlite_disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 64) as disk:
        yield disk


@pytest.fixture
def sqlite_on_disk(sqlite_disk: Path, sqlite_template: Path) -> str:
    folder = sqlite_disk / "instance"
    folder.mkdir(mode=0o700)
    return f"sqlite:///{shutil.copy(sqlite_template, folder / 'anteroom.db')}"


def test_sqlites_disk_is_full(node, sqlite_disk, sqlite_on_disk, keys, open_store):
    # With the shipped FREE_DISK_MB a full disk is never met: patients are told before that nothing is saved.
    server = node(sqlite_on_disk, WEB_CONCURRENCY="2", FREE_DISK_MB="0")
    with traffic("SQLite's disk full", [server], open_store(sqlite_on_disk, keys)) as flowing:
        flowing.flows()
        with filled(sqlite_disk):
            time.sleep(FULL)
        flowing.healed()


def test_a_start_on_sqlites_disk_without_writes_is_mended_by_the_disk_alone(
    node, sqlite_disk, sqlite_on_disk, keys, open_store
):
    server = node(sqlite_on_disk, WEB_CONCURRENCY="2", FREE_DISK_MB="0")
    store = open_store(sqlite_on_disk, keys)
    with traffic("SQLite's disk read-only", [server], store) as flowing:
        flowing.flows()
        server.kill()
        store.close()
        wait_until(lambda: remounted("ro", sqlite_disk))
        server.start()
        time.sleep(FULL)
        assert remounted("rw", sqlite_disk)
        flowing.healed()


@pytest.fixture
def cluster_on_disk(postgres: Postgres) -> Iterator[tuple[Cluster, Path]]:
    with TemporaryDirectory(prefix="anteroom-disk-", dir=roomy_folder()) as name:
        Path(name).chmod(0o755)  # PostgreSQL runs as another user, who has to get there
        with small_disk(Path(name) / "disk", 160) as disk, clusters(inside=disk) as (cluster,):
            yield cluster.make(), disk


def test_postgresqls_disk_is_full(node, cluster_on_disk, keys, open_store):
    cluster, disk = cluster_on_disk
    server = node(cluster.url, WEB_CONCURRENCY="2")
    with traffic("PostgreSQL's disk full", [server], open_store(cluster.url, keys)) as flowing:
        flowing.flows()
        with filled(disk):
            time.sleep(FULL)
        if not cluster.runs:  # it ends when it has no room for its log
            cluster.start()
        flowing.healed()
