"""Compliance profiles: what a law asks of the settings, as data.

A profile sets what the operator did not set, and refuses what its law does not allow. It is not legal advice: a
clinic's own law may ask for more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from app.config.variables import ANY_DAYS, Bound, Reading
from app.intake.lint.topics import Ban, Topic

SETTING: Final = "COMPLIANCE_PROFILE"
NONE: Final = "none"

# Years count with their leap days, so that no period ends a day early.
_ONE_YEAR: Final = 365
"""As the least period of the audit trail, which every installation keeps."""
_FIVE_YEARS: Final = 1827
_SIX_YEARS: Final = 2192
_THIRTY_YEARS: Final = 10_958
"""Laws on health records name 5 to 30 years. More is no limit."""


class Rule(NamedTuple):
    """What a law asks of one setting."""

    setting: str
    default: str
    """Counts where the operator set nothing."""
    source: str
    """The article, as lawyers cite it."""
    why: str
    """What it asks, in a few words that follow a colon."""
    least: int | None = None
    most: int | None = None
    over_whatsapp: tuple[str, ...] = ()
    """The values that are allowed while a number of ours is on WhatsApp; empty: any."""

    @property
    def bound(self) -> Bound:
        """The figures that the law allows."""
        least, most = self.least or ANY_DAYS.least, self.most or ANY_DAYS.most
        return Bound(least, most)

    @property
    def limit(self) -> str:
        """What is allowed, in words; "" is anything."""
        if self.over_whatsapp:
            return f"{' or '.join(self.over_whatsapp)} while a number is on WhatsApp"
        bounds = (("at least", self.least), ("at most", self.most))
        return ", ".join(f"{words} {figure}" for words, figure in bounds if figure is not None)


class Profile(NamedTuple):
    """A law by name, and its rules."""

    code: str
    """As COMPLIANCE_PROFILE names it."""
    name: str = ""
    rules: tuple[Rule, ...] = ()
    never: tuple[tuple[str, tuple[Topic, ...]], ...] = ()
    """The article -> what an intake may not ask by it."""
    sealed: tuple[tuple[str, tuple[Topic, ...]], ...] = ()
    """The article -> what it may ask for care alone: for clinicians to read, and free to skip."""

    @property
    def bans(self) -> Mapping[Topic, Ban]:
        """What the law says of a question's topic."""
        return {
            topic: Ban(self.name, source, unless_sealed)
            for articles, unless_sealed in ((self.never, False), (self.sealed, True))
            for source, topics in articles
            for topic in topics
        }

    @property
    def defaults(self) -> dict[str, str]:
        """The setting's name -> its default."""
        return {rule.setting: rule.default for rule in self.rules}

    @property
    def bars_whatsapp(self) -> bool:
        """Whether no word about a patient's health may go through WhatsApp."""
        return any(rule.over_whatsapp for rule in self.rules)

    def bound(self, setting: str) -> Bound:
        """Return the figures that the law allows for a setting."""
        return next((rule.bound for rule in self.rules if rule.setting == setting), ANY_DAYS)


class Compliance(NamedTuple):
    """The chosen profile, and which of its settings the operator set."""

    profile: Profile = Profile(NONE)
    own: frozenset[str] = frozenset()


_OF_THE_GDPR: Final = (
    Rule("INTAKE_MODE", "link", "Art. 5(1)(c), 32", "no more than is necessary passes through others"),
    Rule("RETENTION_DAYS", "365", "Art. 5(1)(e)", "storage is limited, and over 30 years is no limit", most=_THIRTY_YEARS),
    Rule("AUDIT_RETENTION_DAYS", f"{_SIX_YEARS}", "Art. 5(2), 33(5)", "the clinic can show what was done, and every breach"),
    Rule("RIGHTS_DUE_DAYS", "30", "Art. 12(3)", "a request is answered within a month", most=30),
    Rule("SESSION_IDLE_MINUTES", "15", "Art. 32(1)(b)", "a member without activity is signed out"),
)  # fmt: skip
"""What the regulation and its British twin ask alike."""
_NOT_FOR_CARE: Final = (Topic.POLITICS, Topic.UNION, Topic.BIOMETRICS)
"""What laws name as sensitive, and no care needs."""
_FOR_CARE: Final = (Topic.RELIGION, Topic.ORIGIN, Topic.SEX_LIFE, Topic.GENETICS)
"""What they name as sensitive, and care may need."""
_NEVER_BY_GDPR: Final = (("Art. 9(1)", _NOT_FOR_CARE), ("Art. 10", (Topic.CONVICTIONS,)))
_SEALED_BY_GDPR: Final = (("Art. 9(2)(h), 9(3)", _FOR_CARE),)


PROFILES: Final[Mapping[str, Profile]] = {
    profile.code: profile
    for profile in (
        Profile(NONE),
        Profile("hipaa", "HIPAA", (
            Rule("INTAKE_MODE", "link", "45 CFR 164.502(e)", "no business associate agreement covers WhatsApp", over_whatsapp=("link",)),
            Rule("RETENTION_DAYS", f"{_SIX_YEARS}", "45 CFR 164.316(b)(2)(i)", "consents are documentation, which is kept for six years"),
            Rule("AUDIT_RETENTION_DAYS", f"{_SIX_YEARS}", "45 CFR 164.312(b), 164.316(b)(2)(i)", "documentation is kept for six years", least=_SIX_YEARS),
            Rule("RIGHTS_DUE_DAYS", "30", "45 CFR 164.524(b)(2)", "a request is answered within 30 days", most=30),
            Rule("SESSION_IDLE_MINUTES", "15", "45 CFR 164.312(a)(2)(iii)", "a member without activity is signed out; Twilio does so after 15 minutes", most=15),
            Rule("CONSENT_AGE", "18", "45 CFR 164.502(g)(3)", "a parent acts for a minor, unless the law of the state lets them act alone"),
        ), never=(("45 CFR 164.502(b)", (Topic.IDENTITY_NUMBER, Topic.MIGRATION)),)),
        Profile("gdpr", "GDPR", (
            *_OF_THE_GDPR,
            Rule("CONSENT_AGE", "16", "Art. 8(1)", "online, a parent consents below 16, or the lower age of a member state, 13 at least"),
        ), never=_NEVER_BY_GDPR, sealed=_SEALED_BY_GDPR),
        Profile("uk", "UK GDPR", (
            *_OF_THE_GDPR,
            Rule("CONSENT_AGE", "13", "UK GDPR, Art. 8(1); DPA 2018, s. 9", "online, a parent consents below 13"),
        ), never=_NEVER_BY_GDPR, sealed=_SEALED_BY_GDPR),
        Profile("lgpd", "LGPD", (
            Rule("INTAKE_MODE", "link", "Art. 6, III", "no more than is necessary passes through others"),
            Rule("RETENTION_DAYS", "365", "Art. 15, 16", "data goes when its purpose ends, and over 30 years is no limit", most=_THIRTY_YEARS),
            Rule("AUDIT_RETENTION_DAYS", f"{_SIX_YEARS}", "Resolution CD/ANPD 15/2024, 10", "the register of breaches, which the trail is, is kept for five years", least=_FIVE_YEARS),
            Rule("RIGHTS_DUE_DAYS", "15", "Art. 19, II", "a request is answered within 15 days", most=15),
            Rule("SESSION_IDLE_MINUTES", "15", "Art. 46", "a member without activity is signed out"),
            Rule("CONSENT_AGE", "18", "Art. 14; Civil Code, Art. 3, 4", "a parent acts for somebody under 16, and beside somebody under 18"),
        ), never=(("Art. 11", _NOT_FOR_CARE),), sealed=(("Art. 11, II, f", _FOR_CARE),)),
        Profile("dpdp", "DPDP", (
            Rule("INTAKE_MODE", "link", "DPDP Act, s. 6(1)", "no more than is necessary passes through others"),
            Rule("RETENTION_DAYS", "365", "DPDP Rules 2025, 8(3); DPDP Act, s. 8(7)", "data is kept for a year at least, and over 30 years is no limit", least=_ONE_YEAR, most=_THIRTY_YEARS),
            Rule("AUDIT_RETENTION_DAYS", f"{_SIX_YEARS}", "DPDP Rules 2025, 6(1)(e), 8(3)", "logs are kept for a year at least", least=_ONE_YEAR),
            Rule("RIGHTS_DUE_DAYS", "30", "DPDP Rules 2025, 14(3)", "a grievance is answered within 90 days", most=90),
            Rule("SESSION_IDLE_MINUTES", "15", "DPDP Rules 2025, 6(1)(b)", "a member without activity is signed out"),
            Rule("CONSENT_AGE", "18", "DPDP Act, s. 2(f), 9(1)", "a parent consents for anyone under 18"),
        ), never=(("DPDP Act, s. 6(1)", (*_NOT_FOR_CARE, Topic.CONVICTIONS)),)),
        Profile("popia", "POPIA", (
            Rule("INTAKE_MODE", "link", "POPIA, s. 10", "no more than is necessary passes through others"),
            Rule("RETENTION_DAYS", "365", "POPIA, s. 14", "records go when their purpose ends, and over 30 years is no limit", most=_THIRTY_YEARS),
            Rule("AUDIT_RETENTION_DAYS", f"{_SIX_YEARS}", "POPIA, s. 17", "processing is documented"),
            Rule("RIGHTS_DUE_DAYS", "30", "POPIA, s. 23; PAIA, s. 56(1)", "a request is answered within 30 days", most=30),
            Rule("SESSION_IDLE_MINUTES", "15", "POPIA, s. 19", "a member without activity is signed out"),
            Rule("CONSENT_AGE", "18", "POPIA, s. 34, 35(1)(a)", "a competent person consents for anyone under 18"),
        ), never=(("POPIA, s. 26", (*_NOT_FOR_CARE, Topic.CONVICTIONS)),), sealed=(("POPIA, s. 27, 32", _FOR_CARE),)),
    )
}  # fmt: skip
"""Code -> profile. The sources are those of docs/security/profiles.md."""


def read_profile(reading: Reading) -> Compliance:
    """Return the chosen profile, whose defaults count from now on."""
    code = reading.text(SETTING, NONE).lower()
    if code not in PROFILES:
        reading.note(f"{SETTING} must be one of {', '.join(PROFILES)}.")
        code = NONE
    profile = PROFILES[code]
    own = frozenset(name for name in profile.defaults if reading.text(name))
    reading.assume(profile.defaults)
    return Compliance(profile, own)
