"""docs/deploy.md, docs/upgrading.md and the drills, typed word by word by root on a machine that systemd has booted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import pytest

from app.crypto import new_identity
from tests.deploy.machine import COMMIT, HOST, REPOSITORY, Machine, blocks, booted, prepare, publish
from tests.people import HANDS_IN, TOKEN
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.box, pytest.mark.timeout(1200)]

ANSWERS: Final = (
    "hello", "1", "1", "Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "none", "DONE", *HANDS_IN,
)  # fmt: skip
NEW_TOKEN: Final = "00112233445566778899aabbccddeeff"
FLASK: Final = ".venv/bin/flask --app wsgi"
IDENTITY, PUBLIC_KEY = new_identity()
LATER_IDENTITY, LATER_KEY = new_identity()
"""After the drill of a leaked key."""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine on which docs/deploy.md has been followed to its end."""
    with booted(tmp_path_factory.mktemp("machine")) as machine:
        prepare(machine, tmp_path_factory.mktemp("prepared"))
        publish(machine)
        first, second, proxy = blocks("deploy.md", "\n## With systemd\n", "\n### Two servers or more\n")
        machine.types(first.replace("ADDRESS", REPOSITORY), cwd="/")
        fill_in(machine)
        machine.types(second, cwd="/")
        machine.types(proxy.replace("intake.example.org", HOST), cwd="/")
        yield machine


def fill_in(machine: Machine) -> None:
    """Write the settings into `.env`, as an editor would."""
    given = complete_environment(PUBLIC_URL=f"https://{HOST}", TRUSTED_PROXIES="unix", BACKUP_KEY=PUBLIC_KEY)
    env = machine.root / "srv/anteroom/.env"
    env.write_text("".join(f"{name}='{value}'\n" for name, value in given.items()))


def intake(machine: Machine, sender: str) -> None:
    """Have a patient hand in an intake."""
    said = [machine.posts(answer, sender, TOKEN) for answer in ANSWERS]
    assert all(said)
    assert "Your reference is" in said[-1][-1]


def test_a_patient_hands_in_an_intake_on_what_the_page_installs(machine):
    intake(machine, "+15005550006")


def test_the_service_can_change_neither_its_code_nor_its_settings(machine):
    mine = machine.types("runuser -u anteroom -- find . -not -path './instance*' -writable -not -type l")
    assert mine == ""
    assert machine.types("stat -c '%U %G %a' .env instance /mnt/backups .venv app").split("\n")[:5] == [
        "root anteroom 640",
        "anteroom anteroom 700",
        "anteroom anteroom 700",
        "root root 755",
        "root root 755",
    ]


def test_a_command_that_root_types_leaves_nothing_of_roots(machine):
    machine.types(f"{FLASK} audit export --to instance/seen.jsonl\n{FLASK} keys status")
    assert machine.types("find instance /mnt/backups -not -user anteroom") == ""
    refused = machine.tries(f"{FLASK} audit export --to seen.jsonl", cwd="/srv/anteroom")
    assert (refused.returncode, "the user anteroom" in refused.stderr) == (1, True)


def test_the_upgrade_page_works_as_it_is_typed(machine):
    intake(machine, "+15005550011")
    machine.types(f"echo '# Another release' >>app/__init__.py\n{COMMIT}", cwd=REPOSITORY)
    for block in blocks("upgrading.md", "\n## Check first\n", "\n## Restart, do not reload\n"):
        machine.types(block, cwd="/srv/anteroom")
    assert "# Another release" in machine.types("cat app/__init__.py")
    intake(machine, "+15005550012")
    assert machine.types(f"{FLASK} patients export --to - --reason test").count("\n") >= 2


@pytest.mark.parametrize("drill", ["leaked-key", "leaked-env"])
def test_a_drill_works_as_it_is_typed(machine, drill):
    number = {"leaked-key": 21, "leaked-env": 24}[drill]
    intake(machine, f"+150055500{number}")
    old = machine.types("cat .env")
    since = machine.types("date -u +%Y-%m-%dT%H:%MZ").strip()
    for block in blocks(f"drills/{drill}.md"):
        asked = {"TWILIO_AUTH_TOKEN": NEW_TOKEN, "renew BACKUP_KEY": LATER_KEY}
        typed = "".join(f"{value}\n" for name, value in asked.items() if name in block)
        if "db new-password" in block:  # the page says to leave this line out with SQLite
            block = block.replace(f"{FLASK} db new-password\n", "")  # noqa: PLW2901
        machine.types(block.replace("TIME", since), typed)
    new = machine.types("cat .env")
    assert not {line for line in old.splitlines() if re.match("FERNET_KEYS|INDEX_KEY", line)} & set(
        new.splitlines()
    )
    assert machine.types("stat -c '%U %G %a' .env") == "root anteroom 640\n"
    if drill == "leaked-env":
        machine.types(f"sed -i s/{NEW_TOKEN}/{TOKEN}/ .env\nsystemctl restart anteroom")
    intake(machine, f"+150055500{number + 1}")


def test_what_was_backed_up_is_restored_as_the_page_says(machine):
    intake(machine, "+15005550031")
    counted = f"{FLASK} patients export --to - --reason test | wc -l"
    before = machine.types(counted)
    machine.types("systemctl start anteroom-backup")
    identity = machine.root / "root/backup-identity.txt"
    identity.write_text(f"{IDENTITY}\n{LATER_IDENTITY}\n")
    identity.chmod(0o600)
    newest = machine.types("ls -t /mnt/backups/*Z.backup | head -n 1").strip()
    intake(machine, "+15005550032")
    for block in blocks("operating.md", "\n### Restore\n", "\n## When something goes wrong\n"):
        machine.types(
            block.replace("/mnt/backups/2026-11-25.backup", newest)
            .replace(" --erasures /mnt/other/erasures.journal", "")
            .replace("/media/stick/", "/root/")
        )
    assert machine.types(counted) == before
    intake(machine, "+15005550033")


def test_each_timer_s_service_ends_well(machine):
    for name in ("backup", "rehearse", "audit", "doctor"):
        machine.types(f"systemctl start anteroom-{name}")


def test_the_journal_has_each_line_with_its_priority(machine):
    machine.types(f"{FLASK} doctor || true")  # which posts a message that is refused
    lines = [json.loads(each) for each in machine.journal("-o", "json", "-u", "anteroom").splitlines()]
    ours = [
        (each["PRIORITY"], json.loads(each["MESSAGE"])) for each in lines if each["MESSAGE"].startswith("{")
    ]
    assert {(priority, line["level"]) for priority, line in ours} >= {("6", "info"), ("4", "warning")}
    assert {priority for priority, line in ours if line["level"] == "info"} == {"6"}


def test_a_setting_that_is_wrong_is_mailed_about_once_and_the_server_is_given_up(machine, tmp_path):
    before = machine.types("cat .env")
    told = (
        "ALERT_EMAIL_TO=oncall@clinic.example\nSMTP_URL=smtp://127.0.0.1:1025?from=anteroom@clinic.example\n"
    )
    try:
        with machine.mail_box(tmp_path / "box", 1025) as box:
            machine.types(
                "cat >.env", re.sub("^INDEX_KEY=.*", "INDEX_KEY=wrong", before, flags=re.MULTILINE) + told
            )
            machine.tries("systemctl restart anteroom")
            machine.types(
                "timeout 240 bash -c 'until systemctl is-failed -q anteroom.socket; do sleep 1; done'"
            )
            assert machine.tries("systemctl show -P Result anteroom").stdout.strip() == "exit-code"
            mails = [
                path.read_text() for path in box.glob("new/*")
            ]  # a timer may fail meanwhile, and is told too
            assert sum("Subject: Anteroom: anteroom.service has failed" in each for each in mails) == 1
            assert "anteroom.service has failed" in machine.journal("-p", "alert")
    finally:
        machine.types("cat >.env", before)
        machine.types(
            "systemctl reset-failed anteroom.socket anteroom\nsystemctl restart anteroom.socket anteroom"
        )
    intake(machine, "+15005550041")
