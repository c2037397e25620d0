"""Compare two revisions from outside: `python -m bench.contract REVISION [OTHER]`

It compares addresses with their methods and doors, form fields, commands with their options, settings, and the schema
column by column on both engines. It opens the first revision's database and backup with the second, unless that one says
that the database was made before release 1.0. It prints what differs, and exits 1 if anything does.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from bench import schema
from bench.against import checkout, environment
from tests.databases import Postgres, running_postgres

PATIENTS: Final = "25"
_FIELD: Final = re.compile(r"""(?:name="|\w*(?:field|choice)\(')([a-z_]+)["']""")
_PUBLIC_KEY: Final = re.compile(r"age1[a-z0-9]+")
_UNRELEASED: Final = "made before release 1.0"
_SETTING: Final = re.compile(r"^#?\s?([A-Z][A-Z0-9_]+)=", re.MULTILINE)


def main(before: str, after: str) -> int:
    """Compare both revisions and return how many things differ."""
    with tempfile.TemporaryDirectory() as folder, running_postgres() as postgres:
        old, new = Path(folder) / "old", Path(folder) / "new"
        checkout(old, before)
        checkout(new, after)
        keys = environment(old)
        contracts = [_contract(root, keys, postgres) for root in (old, new)]
        differences = list(_differences(*contracts))
        differences += _opened(old, new, keys)
    for each in differences:
        print(each)
    counts = ", ".join(f"{len(contracts[1][name])} {name}" for name in contracts[1])
    print(f"{counts}: {len(differences)} differences between {before} and {after}")
    return len(differences)


def _contract(root: Path, keys: dict[str, str], postgres: Postgres) -> dict[str, dict[str, Any]]:
    sqlite = f"sqlite:///{_database(root)}"
    _flask(root, keys, "db", "upgrade")
    with postgres.database() as url:
        _flask(root, keys, "db", "upgrade", url=url)
        on_postgresql = schema.read(url)
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _ASK],
        cwd=root,
        env=keys | {"PYTHONPATH": str(root)},
        check=True,
        capture_output=True,
        text=True,
    )
    asked = json.loads(ran.stdout.splitlines()[-1])
    # The options of export targets are declared in Python.
    declared = [*(root / "app/templates").rglob("*.html"), *(root / "app/exports/targets").rglob("*.py")]
    return {
        "addresses": asked["addresses"],
        "commands": asked["commands"],
        "parts of the schema on SQLite": schema.read(sqlite),
        "parts of the schema on PostgreSQL": on_postgresql,
        "form fields": {name: True for file in declared for name in _FIELD.findall(file.read_text())}
        | dict.fromkeys(asked["fields"], True),
        "settings": dict.fromkeys(_SETTING.findall((root / ".env.example").read_text()), True),
    }


def _differences(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> Any:
    for kind, was in before.items():
        now = after[kind]
        for name in sorted(was.keys() | now.keys()):
            if was.get(name) != now.get(name):
                yield f"{kind}: {name}: {was.get(name)} -> {now.get(name)}"


def _opened(old: Path, new: Path, keys: dict[str, str]) -> list[str]:
    """Return what the new revision does not read as the old one wrote it."""
    backup, identity = old.parent / "taken.backup", old.parent / "identity.txt"
    made = _flask(old, keys, "keys", "new", "--for", "BACKUP_KEY")
    identity.write_text(made)
    public_keys = _PUBLIC_KEY.findall(made)
    sealing = keys | {"BACKUP_KEY": public_keys[0] if public_keys else made.strip()}
    _flask(old, keys, "demo", "--patients", PATIENTS)
    written = _flask(old, keys, "patients", "export", "--to", "-", "--reason", "comparing")
    _flask(old, sealing, "backup", str(backup))
    theirs = f"sqlite:///{_database(old)}"
    refusal = _run(new, keys, "db", "check", url=theirs)
    if _UNRELEASED in refusal.stderr:
        print(f"not opened: {refusal.stderr.strip()}")
        return []
    read = _flask(new, keys, "patients", "export", "--to", "-", "--reason", "comparing", url=theirs)
    wrong = [] if read == written else ["the database of the first revision reads otherwise with the second"]
    if public_keys:
        _flask(new, keys, "rehearse", str(backup), "--identity", str(identity))
    else:
        print("backups: those of the first revision are no age files, and the second opens none of them")
    return wrong


def _database(root: Path) -> Path:
    return root / "instance" / "anteroom.db"


def _flask(root: Path, keys: dict[str, str], *arguments: str, url: str | None = None) -> str:
    ran = _run(root, keys, *arguments, url=url)
    if ran.returncode:
        raise SystemExit(f"{arguments} failed in {root}:\n{ran.stdout}\n{ran.stderr}")
    return ran.stdout


def _run(
    root: Path, keys: dict[str, str], *arguments: str, url: str | None = None
) -> subprocess.CompletedProcess[str]:
    own = keys | {"PYTHONPATH": str(root), "DATABASE_URL": url or f"sqlite:///{_database(root)}"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(command, cwd=root, env=own, capture_output=True, text=True, check=False)  # noqa: S603


_ASK: Final = """
import json, click
from app import create_app
from app.guard.doors import door_of
app = create_app()
addresses = {}
for rule in app.url_map.iter_rules():
    for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
        addresses[method + " " + rule.rule] = door_of(app, rule.endpoint).name
commands = {}
def walk(command, context, path):
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            walk(command.get_command(context, name), context, path + [name])
    else:
        commands[" ".join(path)] = sorted(
            "/".join(each.opts) + ("" if not each.required else "!") for each in command.params
        )
context = click.Context(app.cli)
with app.app_context():
    for name in app.cli.list_commands(context):
        walk(app.cli.get_command(context, name), context, [name])
try:  # its template loops over what is declared
    from app.dashboard.settings.form import SettingsForm
    from app.intake.phrases import SHIPPED
    ends = tuple("_" + code for code in SHIPPED)
    names = [name for name in SettingsForm()._fields if not name.startswith("ask_")]
    fields = [name.rpartition("_")[0] + "_" if name.endswith(ends) else name for name in names]
except ImportError:
    fields = []
print(json.dumps({"addresses": addresses, "commands": commands, "fields": fields}))
"""

if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "HEAD")))
