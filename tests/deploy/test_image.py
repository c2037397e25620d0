"""The shipped Dockerfile: what it copies is what Anteroom needs, and nothing secret."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from tests.deploy.image import copied, make_image
from tests.deploy.shipped import DEPLOY, HOME, PORT, is_ours, ran
from tests.settings import bare_environment, complete_environment

DOCKERFILE: Final = DEPLOY / "Dockerfile"
TEXT: Final = DOCKERFILE.read_text()


def test_hadolint_finds_nothing():
    assert ran("hadolint", DOCKERFILE) == ""


def test_the_image_runs_as_nobody_and_installs_only_what_is_locked():
    assert re.findall(r"^USER (.*)$", TEXT, re.MULTILINE) == ["10001:10001"]
    assert "--require-hashes" in TEXT
    assert "--only-binary :all:" in TEXT
    assert re.findall(r"^STOPSIGNAL (.*)$", TEXT, re.MULTILINE) == ["SIGTERM"]
    assert all(tag not in {"", "latest"} for tag in re.findall(r"^FROM [^:\s]+:?(\S*)", TEXT, re.MULTILINE))


def test_the_command_the_port_and_the_look_at_its_health_agree():
    [command] = re.findall(r"^CMD (\[.*\])$", TEXT, re.MULTILINE)
    assert is_ours(re.findall(r'"([^"]+)"', command))
    assert re.findall(r"^EXPOSE (\d+)$", TEXT, re.MULTILINE) == [str(PORT)]
    assert f"http://127.0.0.1:{PORT}/readyz" in TEXT
    assert f"WORKDIR {HOME}\n" in TEXT


def test_no_secret_and_no_database_is_copied():
    names = copied()
    assert not any(".env" in name or "instance" in name or "compose" in name for name in names)
    assert {Path(name).parts[0] for name in names} <= {
        ".gitignore", "app", "deploy", "migrations", "gunicorn.conf.py", "pyproject.toml", "requirements.txt", "wsgi.py",
    }  # fmt: skip


def test_anteroom_runs_from_what_is_copied(tmp_path):
    image, instance = tmp_path / "image", tmp_path / "data"
    make_image(image)
    environment = bare_environment() | complete_environment(
        DATABASE_URL=f"sqlite:///{instance}/anteroom.db", ERASURE_JOURNAL=f"{instance}/erasures.journal"
    )
    said = ran(sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade", cwd=image, env=environment)
    assert re.search(r" \d{4}\.$", said, re.MULTILINE)
