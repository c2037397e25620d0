"""The shipped Compose file: valid, shut in, and made of what Anteroom and its image have."""

from __future__ import annotations

import json
import re
import shutil
import stat
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft7Validator

from app.config import load
from app.config.environment import in_text
from tests.deploy.shipped import DEPLOY, HOME, PORT, connections, documents, is_ours, ran, unknown_settings
from tests.people import TOKEN
from tests.project import ROOT
from tests.server.proxies import shipped
from tests.settings import bare_environment

FOLDER: Final = DEPLOY / "compose"
[COMPOSE] = documents(FOLDER / "compose.yaml")
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]
OURS: Final = {
    name: service
    for name, service in SERVICES.items()
    if service["image"].startswith("anteroom:") and name != "certificates"
}
ONCE: Final = {"certificates", "migrate", "backup", "rehearse", "restore", "audit", "doctor"}
"""They end when they are done, so nobody asks how they are."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the Compose file, with the secrets that the script makes."""
    folder = tmp_path / "compose"
    shutil.copytree(FOLDER, folder)
    ran(folder / "secrets.sh", input=f"{TOKEN}\n")
    return folder


def test_the_file_is_one_by_the_specification():
    schema = json.loads((ROOT / "tests/data/compose-spec/compose-spec.json").read_text())
    assert [error.message for error in Draft7Validator(schema).iter_errors(COMPOSE)] == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_is_shut_in(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service.get("cap_add", ())) <= {"CHOWN", "NET_BIND_SERVICE"}
    assert not service.get("privileged")
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert not any("docker.sock" in str(volume) for volume in service.get("volumes", ()))


def test_only_caddy_has_a_door_to_the_world_and_it_reaches_no_database():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    assert set(SERVICES["caddy"]["networks"]) == {"front"}
    assert COMPOSE["networks"]["back"]["internal"] is True
    for name in ("database", "redis"):
        assert SERVICES[name]["networks"] == ["back"]


def test_each_container_that_reads_settings_reaches_a_store_of_secrets():
    assert all({"back", "out"} <= set(service["networks"]) for service in OURS.values())


def test_each_image_is_pinned_and_each_server_says_how_it_is():
    for name, service in SERVICES.items():
        image, _, tag = service["image"].partition(":")
        assert image
        assert tag not in {"", "latest"}
        if name not in ONCE | {"web"}:  # the image of web says it
            assert service["healthcheck"]["test"]


def test_every_setting_is_one_of_anteroom_and_every_command_is_in_the_image():
    for service in OURS.values():
        assert unknown_settings(service["environment"]) == set()
        assert is_ours(service["command"]) if "command" in service else service is OURS["web"]
        assert f"instance:{HOME}/instance" in service["volumes"]
    examples = in_text((FOLDER / ".env.example").read_text())
    assert unknown_settings(set(examples) - {"ANTEROOM_HOST"}) == set()


def test_each_secret_is_a_file_that_the_script_makes_once(folder):
    made = {path.name: path.read_bytes() for path in (folder / "secrets").iterdir()}
    assert {f"secrets/{name}" for name in made} - {"secrets/redis_password"} == {
        secret["file"] for secret in COMPOSE["secrets"].values()
    }
    for service in SERVICES.values():
        given = {
            name.partition("/run/secrets/")[2] for name in map(str, service.get("environment", {}).values())
        }
        assert given - {""} <= set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
    ran(folder / "secrets.sh")
    assert {path.name: path.read_bytes() for path in (folder / "secrets").iterdir()} == made
    assert stat.S_IMODE((folder / "secrets").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder / "secrets").iterdir()} == {0o444}


def test_anteroom_starts_with_these_settings(folder, tmp_path):
    """Production refuses a database or a Redis elsewhere without verified TLS."""
    settings = dict(SERVICES["web"]["environment"])
    for name, value in settings.items():
        if name.endswith("_FILE"):
            file = folder / "secrets" / Path(value).name
            file.chmod(0o400)  # not under /run, where whoever mounts chooses the mode
            settings[name] = str(file)
    settings |= {
        "PUBLIC_URL": "https://intake.example.org",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_SENDERS": "whatsapp:+14155238886",
        "CLINIC_NAME": "Larkfield Clinic",
        "CLINIC_PHONE": "01632 960 555",
        "EMERGENCY_NUMBER": "999",
    }
    loaded = load(settings, tmp_path)
    assert "sslmode=verify-full" in loaded.database_url.reveal()
    assert loaded.redis_url is not None
    assert loaded.redis_url.reveal().startswith("rediss://")
    assert loaded.production


def test_caddy_knows_each_server_and_each_server_knows_caddy():
    web, caddy = SERVICES["web"], SERVICES["caddy"]
    replicas = web["deploy"]["replicas"]
    assert caddy["environment"]["ANTEROOM_UPSTREAMS"].split() == [
        f"{COMPOSE['name']}-web-{number}:{PORT}" for number in range(1, replicas + 1)
    ]
    for_answers = 15
    assert int(web["stop_grace_period"].rstrip("s")) > int(web["environment"]["DRAIN_SECONDS"]) + for_answers
    assert web["environment"]["TRUSTED_PROXIES"] == caddy["networks"]["front"]["ipv4_address"]


def test_caddy_reads_its_file_as_the_compose_file_has_it(tmp_path):
    file = tmp_path / "Caddyfile"
    file.write_text(shipped("caddy"))
    given = SERVICES["caddy"]["environment"] | {"ANTEROOM_HOST": "intake.clinic.example"}
    environment = bare_environment() | {"HOME": str(tmp_path)} | given
    said = ran("caddy", "adapt", "--config", file, "--adapter", "caddyfile", env=environment)
    [server] = [line for line in said.splitlines() if line.startswith("{") and '"apps"' in line]
    assert "intake.example.org" not in server
    [proxy] = re.findall(r'"handler":"reverse_proxy".*?"upstreams":\[(.*?)\]', server)
    assert re.findall(r'"dial":"([^"]+)"', proxy) == given["ANTEROOM_UPSTREAMS"].split()
    assert '"uri":"/healthz"' in server


def test_the_database_has_connections_for_all_of_them():
    web = SERVICES["web"]
    processes = web["deploy"]["replicas"] * int(web["environment"]["WEB_CONCURRENCY"])
    [most] = [
        int(each.partition("=")[2])
        for each in SERVICES["database"]["command"]
        if each.startswith("-cmax_connections=")
    ]
    own, worker, for_commands = 3, 1, 5
    assert connections(processes + worker) + for_commands + own <= most
