"""The models are trained again, to the byte; only `make deploy-check` does this.

What comes of it depends on nothing but the models' origin, which `tests.deploy.test_origin` holds in every run.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.intake import intent
from app.intake.danger import learned
from app.intake.intent import TALK
from deploy import ear
from deploy import intent as trainer

pytestmark = pytest.mark.training


def test_the_same_lines_teach_the_shipped_ear_to_the_byte():
    assert ear.train() == learned.FILE.read_bytes(), "run `make ear`"


def test_the_same_lines_teach_the_shipped_model_of_meanings_to_the_byte():
    assert trainer.train() == intent.FILE.read_bytes(), "run `make ear`"


def test_a_likelihood_of_no_answer_means_what_it_says():
    """Of the lines of each hand that were held out, with a likelihood between two bounds, about so many are talk."""
    model, held_out = trainer.judged(trainer.examples())
    signs = trainer.relied_on(model, held_out)
    found = [(trainer.likelihood(model, signs, each), each.meaning in TALK) for each in held_out]
    for least, most in pairwise((0.0, 0.2, 0.5, 0.8, 1.01)):
        within = [is_talk for likelihood, is_talk in found if least <= likelihood < most]
        assert least - 0.1 <= sum(within) / len(within) <= most + 0.1, (least, most, len(within))
