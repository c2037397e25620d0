"""Each shipped model names what it comes from: these scripts, these lines, and what the app hears in them."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path
from typing import Final

import pytest

from app.intake import intent
from app.intake.danger import learned
from deploy import ear, origin
from deploy import intent as trainer
from tests.cases import for_each

TAUGHT: Final = [("ay", "now"), (3, 5)]
SHIPPED: Final = origin.with_origin({"bias": 1}, b"\x01\x02", TAUGHT)
MODELS: Final = [(learned.FILE, ear), (intent.FILE, trainer)]


@for_each(("file", "script"), MODELS)
def test_a_shipped_model_was_trained_by_these_scripts_from_these_very_lines(file, script):
    assert origin.names_its_origin(file.read_bytes(), script.taught()), "run `make ear`"


@for_each(
    ("file", "taught"),
    [
        (SHIPPED, TAUGHT[1:]),
        (SHIPPED, [*TAUGHT, ("ay", "now")]),
        (SHIPPED, [("ay", "safe"), (3, 5)]),
        (SHIPPED, [("ay", "now"), (3, 6)]),
        (SHIPPED.replace(b"\x01\x02", b"\x01\x03"), TAUGHT),
        (SHIPPED.replace(b'"bias": 1', b'"bias": 2'), TAUGHT),
        (b'{"bias": 1}\n\x01\x02', TAUGHT),
    ],
)
def test_no_other_line_label_or_weight_has_its_origin(file, taught):
    assert origin.names_its_origin(SHIPPED, TAUGHT)
    assert not origin.names_its_origin(file, taught)


@pytest.mark.parametrize("name", origin.SCRIPTS)
def test_another_script_has_another_origin(name, tmp_path, monkeypatch):
    for script in origin.SCRIPTS:
        shutil.copy(Path(origin.__file__).with_name(script), tmp_path)
    monkeypatch.setattr(origin, "__file__", str(tmp_path / "origin.py"))
    assert origin.names_its_origin(SHIPPED, TAUGHT)
    with (tmp_path / name).open("a") as script:
        script.write("\n")
    assert not origin.names_its_origin(SHIPPED, TAUGHT)


@for_each("script", [script for _, script in MODELS])
def test_whatever_trains_is_a_part_of_the_origin(script):
    path = Path(script.__file__)
    imports = [each for each in ast.walk(ast.parse(path.read_text())) if isinstance(each, ast.ImportFrom)]
    modules = {each.module: [name.name for name in each.names] for each in imports if each.module}
    found = {module.partition(".")[2] for module in modules if module.startswith("deploy.")}
    assert {path.name, *(f"{name}.py" for name in (*found, *modules.get("deploy", ())))} <= {*origin.SCRIPTS}
