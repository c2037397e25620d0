"""Provenance: who put the copy together, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.copies.fhir.parts import Resource, id_of, moment, present, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.copies.gathering import Gathered


def provenance(copy: Gathered, others: Sequence[Resource]) -> Resource:
    """Return the resource: it is about every other one."""
    return present(
        resourceType="Provenance",
        id=str(id_of(copy.patient.id, "provenance")),
        target=[{"reference": f"urn:uuid:{each['id']}"} for each in others],
        recorded=moment(copy.at),
        agent=[{"who": {"display": text_of(copy.clinic.name) or "The clinic"}}],
    )
