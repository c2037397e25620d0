"""What a release is handed over with: its source, its components with their licences, and who looks at them."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tarfile
import tomllib
from importlib.metadata import distributions
from typing import TYPE_CHECKING

import pytest
import yaml

from deploy import release
from tests.cases import for_each
from tests.project import ROOT, git

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def bill() -> bytes:
    return release.bill_of_materials(sys.executable, is_validated=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with one commit."""
    for command in (
        ["init", "-q"],
        ["config", "user.email", "maya@example.org"],
        ["config", "user.name", "Maya"],
        ["config", "commit.gpgsign", "false"],
    ):
        git(*command, cwd=tmp_path)
    (tmp_path / "wsgi.py").write_text("app = None\n")
    git("add", ".", cwd=tmp_path)
    git("commit", "-qm", "Begin", cwd=tmp_path)
    return tmp_path


def test_the_list_of_components_is_what_the_interpreter_has_installed(bill):
    listed = {(normal(each["name"]), each["version"]) for each in release.components(bill)}
    assert listed == {(normal(each.name), each.version) for each in distributions()}


def test_the_list_of_components_says_of_which_version_of_anteroom_it_is(bill):
    named = json.loads(bill)["metadata"]["component"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert (named["name"], named["version"]) == (project["name"], project["version"])


def test_each_package_that_a_server_runs_on_has_a_licence(bill):
    locked = {
        normal(name)
        for name in re.findall(r"^(\S+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    }
    licences = {normal(each["name"]): release.licence(each) for each in release.components(bill)}
    assert {name for name in locked & set(licences) if not licences[name]} == set()


def test_a_component_without_a_licence_stops_the_release():
    bill = json.dumps({"components": [{"name": "unheard-of", "version": "1"}]}).encode()
    with pytest.raises(SystemExit, match=r"unheard-of 1\. See READ_IN_THE_WHEEL in deploy/release\.py"):
        release.licences(bill)


def test_the_same_commit_makes_the_same_archive_whatever_the_umask(checkout):
    first = release.source(checkout, "anteroom-1")
    git("config", "tar.umask", "0077", cwd=checkout)
    (checkout / "wsgi.py").touch()
    assert release.source(checkout, "anteroom-1") == first


def test_an_archive_has_what_is_committed_and_nothing_beside_it(checkout):
    (checkout / ".env").write_text("FERNET_KEY=secret\n")
    (checkout / "wsgi.py").write_text("app = 'changed'\n")
    with tarfile.open(fileobj=io.BytesIO(release.source(checkout, "anteroom-1"))) as archive:
        assert archive.getnames() == ["anteroom-1", "anteroom-1/wsgi.py"]
        unpacked = archive.extractfile("anteroom-1/wsgi.py")
        assert unpacked is not None
        assert unpacked.read() == b"app = None\n"


def test_the_workflows_are_what_github_takes():
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@for_each("path", WORKFLOWS)
def test_a_workflow_may_only_read_and_runs_actions_of_one_commit(path):
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {"contents": "read"}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert [
        step["uses"]
        for step in steps
        if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step.get("uses", "actions/x@" + "0" * 40))
    ] == []
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for command in [step["run"] for step in steps if "run" in step]:
        assert command == "bash .ci/run" or command.removeprefix("make ") in targets, command
