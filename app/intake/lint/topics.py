"""Tell by its words what a question asks about.

It hears what is asked in plain words. A question that hides what it asks is for the person who reads the draft.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

from app.intake.ear import speaks_of_health
from app.intake.keywords import plain


class Topic(StrEnum):
    """Name what a law may guard, or nobody should ask in a chat."""

    HEALTH = "health"
    RELIGION = "religion"
    ORIGIN = "origin"
    POLITICS = "politics"
    UNION = "union"
    SEX_LIFE = "sex_life"
    GENETICS = "genetics"
    BIOMETRICS = "biometrics"
    CONVICTIONS = "convictions"
    MIGRATION = "migration"
    IDENTITY_NUMBER = "identity_number"
    SECRET = "secret"  # noqa: S105  (a topic)
    """What opens an account or pays: a password, a card."""
    ANYTHING = "anything"
    """It asks for whatever a person wants to tell, and that is often their health."""


class Ban(NamedTuple):
    """What a law says of a topic."""

    law: str
    source: str
    """The article, as lawyers cite it."""
    unless_sealed: bool = False
    """Whether it may be asked all the same, if it is about health, clinicians alone read it, and it may be skipped."""


_WORDS: Final[Mapping[Topic, str]] = {
    # The words of illnesses and medicines are the lexicon's.
    Topic.HEALTH: r"smok\w*|tobacco|vap(?:e|ing)|alcohol\w*|drugs?|illness\w*|diseases?|operations?|surger\w+|symptoms?"
    r"|diagnos\w+|vaccin\w+|pain|medical (?:history|conditions?|problems?)|prescri\w+|mental health|disabilit\w+|disabled"
    r"|weigh\w*|blood|periods|menstrua\w+|contracepti\w+|drink"
    r"|fum[aeo]\w*|tabaco|drogas?|enfermedad\w*|operaci\w+|cirugias?|sintomas?|diagnostic\w+|vacuna\w*|dolor\w*"
    r"|antecedentes medicos|historial? (?:medico|clinico|clinica)|recet\w+|salud mental|discapacidad\w*|pesa|peso|sangre"
    r"|menstrua\w+|anticonceptiv\w+|bebe alcohol",
    Topic.RELIGION: r"religio\w+|faith|church|mosque|synagogue|religi\w+|creencias?|iglesia|mezquita|sinagoga",
    Topic.ORIGIN: r"ethnic\w*|race|racial|skin colou?r|tribe|caste|etni\w+|raza|color de (?:la |su )?piel|tribu|casta",
    Topic.POLITICS: r"politics|political (?:party|opinions?|views?)|(?:whom?|how) (?:do|did) you vote"
    r"|ideas politicas|opinion(?:es)? politicas?|partido politico|afiliacion politica|a quien vot\w+",
    Topic.UNION: r"trade unions?|labou?r unions?|union members?\w*|sindicat\w+",
    Topic.SEX_LIFE: r"sexual(?:ly)? (?:orientation|life|partners?|active|history)|sex life|gay|lesbian|bisexual|homosexual"
    r"|orientacion sexual|vida sexual|parejas? sexual(?:es)?|relaciones sexuales|lesbiana",
    Topic.GENETICS: r"genetic\w*|dna|genes?|adn",
    Topic.BIOMETRICS: r"fingerprints?|biometric\w*|face scan|huellas? (?:dactilar(?:es)?|digital(?:es)?)",
    Topic.CONVICTIONS: r"convict\w+|criminal record|arrested|prison|antecedentes penales|condenad\w+|carcel|delitos?",
    Topic.MIGRATION: r"immigration status|visa status|undocumented|situacion migratoria|estatus migratorio|sin papeles"
    r"|indocumentad\w+",
    Topic.IDENTITY_NUMBER: r"social security|ssn|passport|national id\w*|identity (?:cards?|documents?|numbers?)|id (?:card|number)"
    r"|driv\w+ licen[cs]e|aadhaar|national insurance number|dni|nie|nif|curp|pasaporte|documento (?:nacional )?de identidad"
    r"|(?:numero de (?:la )?)?segur(?:idad|o) social|(?:licencia|carnet|permiso) de conducir|cedula|cpf",
    Topic.SECRET: r"passwords?|pin (?:code|number)|cvv|cvc|security code|(?:credit|debit|bank) cards?|card number"
    r"|bank account|iban|contrasena|tarjeta de (?:credito|debito)|numero de (?:la |su )?tarjeta|cuenta bancaria"
    r"|codigo de seguridad",
    Topic.ANYTHING: r"anything else|something else to tell|tell us (?:more|about)|comments?|describe|algo mas|cuentenos"
    r"|comentarios?|describa|observaciones",
}


def topics_of(text: str) -> frozenset[Topic]:
    """Return what the words of a text ask about."""
    said = plain(text)
    found = {topic for topic in _WORDS if _words_of(topic).search(said)}
    return frozenset(found | {Topic.HEALTH} if speaks_of_health(text) else found)


@cache
def _words_of(topic: Topic) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_WORDS[topic]})\b")
