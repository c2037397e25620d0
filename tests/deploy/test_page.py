"""docs/deploy.md: what its commands name is there."""

from __future__ import annotations

import re
from typing import Final

from tests.deploy.shipped import DEPLOY, documents
from tests.documents import section
from tests.project import ROOT

PAGE: Final = ROOT / "docs" / "deploy.md"
TEXT: Final = PAGE.read_text()


def test_each_unit_that_is_started_is_shipped():
    started = " ".join(
        re.findall(r"^systemctl (?:enable --now|start|restart) (.*)$", TEXT, re.MULTILINE)
    ).split()
    [timers] = re.findall(r"anteroom-\{([a-z,]+)\}\.timer", TEXT)
    ours = {name for name in started if name.startswith("anteroom") and "{" not in name}
    ours |= {f"anteroom-{name}.timer" for name in timers.split(",")}
    assert ours >= {"anteroom.socket", *(path.name for path in DEPLOY.glob("*.timer"))}
    for name in ours:
        assert (DEPLOY / (name if "." in name else f"{name}.service")).exists(), name


def test_what_is_replaced_in_a_shipped_file_is_there():
    assert "SocketGroup=www-data" in (DEPLOY / "anteroom.socket").read_text()
    for name in set(re.findall(r"ANTEROOM_[A-Z]+", TEXT)):
        assert f"{{${name}:" in (DEPLOY / "Caddyfile").read_text(), name


def test_each_container_that_is_spoken_to_is_in_the_compose_file():
    [compose] = documents(DEPLOY / "compose" / "compose.yaml")
    told = set(re.findall(r"docker compose (?:run --rm|exec) ([a-z]+)", TEXT))
    assert told >= {"backup", "rehearse", "doctor", "web"}
    assert told <= set(compose["services"])


def test_each_object_that_is_spoken_to_is_in_the_manifests():
    manifests = [each for path in (DEPLOY / "kubernetes").glob("*.yaml") for each in documents(path)]
    there = {(each["kind"].lower(), each["metadata"]["name"]) for each in manifests if "metadata" in each}
    page = section(PAGE, "On Kubernetes")
    told = set(re.findall(r"\b(deployment|cronjob|job)[/ ](anteroom-[a-z]+)", page))
    assert len(told) >= 4
    assert told <= there
    [settings] = [each["data"] for each in manifests if each["kind"] == "ConfigMap"]
    files = {value.rpartition("/")[2] for name, value in settings.items() if name.endswith("_FILE")}
    assert files <= set(re.findall(r"`([a-z_]+)`", page))
