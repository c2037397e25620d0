"""The papers by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.evidence.asvs import ASVS
from app.evidence.dpia import DPIA
from app.evidence.dtac import DTAC
from app.evidence.gdpr32 import GDPR32
from app.evidence.hipaa import HIPAA
from app.evidence.paper import Paper
from app.evidence.ropa import ROPA

PAPERS: Final[Mapping[str, Paper]] = {paper.code: paper for paper in (DPIA, ROPA, HIPAA, GDPR32, ASVS, DTAC)}
