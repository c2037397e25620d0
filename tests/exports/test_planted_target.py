"""A target is one file: a copy of the project gets one more, and offers it; a half-added one stops its start."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.project import ROOT

NEEDED = ("migrations", "deploy", "pyproject.toml")

NDJSON = """
import json

from app.exports.targets import File, Target


def stream(table, store, _cover, _options):
    keys = table.headings()
    for rows in table.batches(store):
        lines = (json.dumps(dict(zip(keys, row))) for row in rows)
        yield "".join(line + "\\n" for line in lines).encode(), len(rows)


class Ndjson(Target):
    code = "ndjson"
    label = "NDJSON"
    about = "A JSON object a line"
    file = File("application/x-ndjson", "ndjson", stream)

    def takes(self, column):
        return column.key != "medications"


TARGET = Ndjson()
"""
ONE_MORE_TEST = """
import json

import pytest

from tests.exports.export_requests import REASON, actions, on_the_list, takes, trail
from tests.dashboard.at_the_record import plain

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_sqlite
def test_a_planted_target_is_offered_and_downloaded_in_custody(priya, boss, maya, store):
    page = priya.browser.get("/exports").text
    assert 'value="ndjson"' in page and "A JSON object a line" in page
    before = len(trail(store))

    answer = takes(priya, "ndjson")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert answer.headers["Content-Disposition"].endswith('.ndjson"')
    (line,) = answer.data.decode().splitlines()
    assert json.loads(line) == {"record_id": str(maya), "name": "Maya Okafor-Lindt"}

    (export,) = on_the_list(store)
    assert (export.target, export.state, export.rows, export.reason) == ("ndjson", "done", 1, REASON)
    assert actions(store)[-2:] == ["export.started", "export.finished"]
    assert trail(store)[before].details["target"] == "ndjson"
    assert "NDJSON" in plain(priya.browser.get("/exports").text)
    assert "NDJSON" in plain(boss.browser.get("/audit").text)


@on_sqlite
def test_a_column_that_it_does_not_take_is_refused(priya, maya):
    assert takes(priya, "ndjson", columns=["record_id", "medications"]).status_code == 422


@on_sqlite
def test_the_shell_writes_it_by_its_suffix(app, maya, tmp_path):
    file = tmp_path / "out.ndjson"
    done = app.test_cli_runner().invoke(args=["patients", "export", "--to", str(file), "--reason", REASON])
    assert done.exit_code == 0, done.output
    assert json.loads(file.read_text())["record_id"] == str(maya)
"""


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy of the project."""
    folder = tmp_path_factory.mktemp("planted")
    for name in ("app", "tests"):
        leave = shutil.ignore_patterns("browser", "*.png")
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    for name in NEEDED:
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture
def project(copied):
    """The copy, to plant something in, which is taken out again."""
    yield copied
    planted(copied).unlink()


def planted(project):
    return project / "app/exports/targets/ndjson.py"


def plant(project, source):
    planted(project).write_text(source)
    # A change within a second to as many bytes leaves what was compiled before as it is.
    shutil.rmtree(planted(project).parent / "__pycache__", ignore_errors=True)


def python(project, *arguments, **options):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        **options,
    )


def test_one_file_is_offered_on_the_page_downloads_and_is_in_the_trail(project):
    plant(project, NDJSON)
    (project / "tests/exports/test_one_more.py").write_text(ONE_MORE_TEST)
    ran = python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/exports/test_one_more.py")
    assert ran.returncode == 0, ran.stdout
    assert "3 passed" in ran.stdout


HALVES = (
    ('    label = "NDJSON"\n', "", "TARGET has no label"),
    ('    about = "A JSON object a line"\n', "", "TARGET has no about"),
    ('    code = "ndjson"\n', "", "TARGET has no code"),
    ('    file = File("application/x-ndjson", "ndjson", stream)\n', "", "TARGET has no file"),
    (", stream)", ")", "File.__init__() missing 1 required positional argument: 'stream'"),
    ("TARGET = Ndjson()\n", "", "it assigns no TARGET"),
    ("(Target)", "", "TARGET has no jobs, refused_elsewhere, position"),
    ('File("application/x-ndjson", "ndjson", stream)', "None", "TARGET has neither a file nor a job"),
)
"""What of a whole target is replaced, by what, and what the start says then."""
STARTS = """
import json, sys

sys.dont_write_bytecode = True
planted, sources = sys.argv[1], json.load(sys.stdin)
for source in sources:
    for name in [name for name in sys.modules if name.startswith("app.exports.targets")]:
        del sys.modules[name]
    with open(planted, "w") as file:
        file.write(source)
    try:
        import app
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
    else:
        print("started")
"""
"""Start the app with each source as a further target. What a start that failed had loaded before is loaded once: that is most of it."""


@pytest.mark.long
def test_a_half_added_one_or_one_with_anothers_code_stops_the_start_and_is_named(project):
    assert all(whole in NDJSON for whole, *_ in HALVES)
    sources = [NDJSON.replace(whole, half) for whole, half, _ in HALVES]
    sources.append(NDJSON.replace('"ndjson"\n', '"csv"\n'))
    plant(project, NDJSON)
    started = python(project, "-c", STARTS, str(planted(project)), input=json.dumps([*sources, NDJSON]))
    assert started.returncode == 0, started.stderr
    said = [f"IncompleteTarget: app/exports/targets/ndjson: {said}" for *_, said in HALVES]
    said.append("IncompleteTarget: app/exports/targets: two targets have the same code: ['csv', ")
    heard = started.stdout.splitlines()
    assert len(heard) == len(sources) + 1
    assert [told for told, expected in zip(heard[:-1], said, strict=True) if expected not in told] == []
    assert heard[-1] == "started"
