"""A clinic that asks every question, and a patient with a link to its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.config import load
from app.services import Services
from tests.form.page_people import AtThePage, new_link
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from app.store import Store
    from tests.people import Clock


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    return Services(load(complete_environment(LEFT_OUT_QUESTIONS=""), tmp_path), store, clock)


@pytest.fixture
def maya(app: Flask, services: Services) -> AtThePage:
    """A patient with a link, who has not opened it."""
    return AtThePage(app, new_link(services))
