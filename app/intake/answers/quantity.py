"""Read a number with its unit, as people write it: "70,5 kg", "about 70", "1m75".

Another unit is converted only where that is usual and exact, and only of a number in figures. What was made of it is read back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache, lru_cache
from itertools import chain
from typing import Final, NamedTuple

from babel.numbers import format_decimal, get_decimal_symbol

from app.intake.answers import Accepted, Doubtful, ReaderContext, Reading, Rejected
from app.intake.answers.choice import (
    asked_words,
    denials,
    fillers,
    is_former,
    is_nothing,
    label_of,
    may_be_taken,
    of_all_answers,
    parts_of,
)
from app.intake.answers.number_words import in_figures
from app.intake.definition import Item, decimal
from app.intake.keywords import plain
from app.intake.near_words import begins_alike, distance, is_mistyped
from app.intake.phrases import SHIPPED, speak
from app.intake.words import Phrases

LONGEST: Final = 100
"""A longer text, in characters, is no number."""
_NUMBER: Final = re.compile(
    r"(?<![\d.,])[-−]?(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?|\d{1,15}(?:[.,]\d{1,15}){0,5})(?!\d)"
)
_INCHES_IN_A_FOOT: Final = 12
_GROUP: Final = 3
_SHORT: Final = 3
_BEGINNING: Final = 3
_WORDS_TOO: Final = frozenset({"in", "of", "a"})
"""Names of units that are other words too, and count only where they can be converted."""
_SIGNS: Final = {
    "'": "[ft_i]",
    "′": "[ft_i]",
    "’": "[ft_i]",
    '"': "[in_i]",
    "″": "[in_i]",
    "”": "[in_i]",
    "''": "[in_i]",
}
SYMBOLS: Final = {
    "Cel": "°C",
    "[degF]": "°F",
    **{code: code for code in "kg g mg cm mm m km L mL min h".split()},
}
"""The units whose sign everybody reads."""
_FACTORS: Final[Mapping[str, Mapping[str, Decimal]]] = {
    "kg": {"g": Decimal("0.001"), "[lb_av]": Decimal("0.45359237"), "[stone_av]": Decimal("6.35029318")},
    "g": {"kg": Decimal(1000)},
    "[lb_av]": {"kg": 1 / Decimal("0.45359237"), "[stone_av]": Decimal(14)},
    "cm": {"m": Decimal(100), "mm": Decimal("0.1"), "[ft_i]": Decimal("30.48"), "[in_i]": Decimal("2.54")},
    "m": {"cm": Decimal("0.01"), "[ft_i]": Decimal("0.3048"), "[in_i]": Decimal("0.0254")},
    "[in_i]": {"[ft_i]": Decimal(12), "cm": 1 / Decimal("2.54"), "m": 100 / Decimal("2.54")},
    "L": {"mL": Decimal("0.001")},
    "mL": {"L": Decimal(1000)},
}
"""Unit asked for -> unit told -> how many of the first make one of the other."""
_SMALLER: Final = {"m": "cm", "[ft_i]": "[in_i]", "[stone_av]": "[lb_av]", "kg": "g"}
"""What is told after another unit: "5 ft 11", "1m75"."""


class _Told(NamedTuple):
    """Hold a number as it was written, and the unit after it."""

    figures: str
    unit: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """Read and show the number that an item asks for."""

    item: Item
    least: Decimal | None
    most: Decimal | None
    own: frozenset[str]
    """What people call the unit, in the plain form."""
    asked: frozenset[str]

    def read(self, text: str, context: ReaderContext) -> Reading:
        """Read the number that a text tells."""
        if len(text) > LONGEST:
            return self._needed(context.phrases)
        if is_nothing(text) and not self.item.unit and self._fits(Decimal(0)):
            return Accepted("0")
        written = _in_ascii(text)
        in_words = not any(map(str.isdecimal, written))
        written = _with_halves(in_figures(plain(written)) if in_words else written)
        numbers, rest = self._taken_apart(written)
        foreign = [told for told in numbers if told.unit not in {"", self.item.unit}]
        has_unit = any(told.unit for told in numbers)
        is_other = any(told.unit not in _converted(self.item.unit) for told in foreign) or (
            not has_unit and self._has_a_unit(rest)
        )
        is_told = in_words and bool(foreign)
        is_read = bool(numbers) and not is_other and not (is_told and numbers[0].unit != self.item.unit)
        values = list(self._values(numbers, context.phrases)) if is_read else []
        if not values:
            return self._likeliest(written, context.phrases) or self._needed(context.phrases)
        value = next(filter(self._fits, values), values[0])
        is_changed = bool(rest or foreign) or value not in self._decimals(numbers[0].figures, context.phrases)
        return self._judged(
            value,
            context.phrases,
            is_changed=is_changed,
            is_sure=not (rest or is_told) or self._is_sure(written),
        )

    def _is_sure(self, text: str) -> bool:
        """Return whether words beside leave no doubt: "71.3 kg, measured today"."""
        words = plain(text).split()
        clauses = [clause for clause in parts_of(text) if _NUMBER.search(clause)]
        is_turned = is_former(words) or denials(words) or not may_be_taken(text)
        if not self.item.unit or len(clauses) != 1 or is_turned:
            return False
        numbers, rest = self._taken_apart(clauses[0])
        found = _NUMBER.search(clauses[0])
        ahead = plain(clauses[0][: found.start()] if found else "").split()
        before = [word for word in rest if word in ahead]
        after = [word for word in rest if word not in ahead]
        if numbers[-1].unit:
            return all(map(_is_short, after[:1])) and not after[1:] and all(map(self._is_aside, before))
        return not before and not after[1:] and all(map(self._is_nearly_the_unit, after))

    def _is_aside(self, word: str) -> bool:
        """Return whether a word before "70 kg" says nothing: "pos", "abowt"."""
        return _is_short(word) or any(
            is_mistyped(word, filler) and begins_alike(word, filler) for filler in fillers()
        )

    def _is_nearly_the_unit(self, word: str) -> bool:
        """Return whether a word is a mistyped or a longer name of the unit: "kh"."""
        return any(
            word[0] == name[0]
            and (
                distance(word, name) == 1
                if len(name) == len(word)
                else word[:_BEGINNING] == name[:_BEGINNING]
            )
            for name in self.own
            if len(name) > 1
        )

    def _likeliest(self, text: str, phrases: Phrases) -> Doubtful | None:
        """Ask about the one number that has the unit, or is so now.

        "Was 70 before, now 66" tells two.
        """
        clauses = [clause for clause in parts_of(text) if not is_former(plain(clause).split())]
        told = [self._taken_apart(clause)[0] for clause in clauses]
        numbers = list(chain.from_iterable(told))
        own = [number for number in numbers if number.unit == self.item.unit]
        likely = next((among for among in (own, numbers) if len(among) == 1), None)
        if not self.item.unit or likely is None or denials(plain(text).split()):
            return None
        (number,) = likely
        beside = next(among for among in told if number in among)
        others = [
            each for each in beside if each != number and not each.unit and self._fitting(each, phrases)
        ]
        value = self._fitting(number, phrases) if number.unit in {"", self.item.unit} else None
        if value is None or others:
            return None
        judged = self._judged(value, phrases, is_changed=True, is_sure=False)
        return judged if isinstance(judged, Doubtful) else None

    def _fitting(self, number: _Told, phrases: Phrases) -> Decimal | None:
        return next(filter(self._fits, self._decimals(number.figures, phrases)), None)

    def _taken_apart(self, text: str) -> tuple[list[_Told], list[str]]:
        """Return the numbers with their units, and the words that nobody expects."""
        found = list(_NUMBER.finditer(text))
        if not found:
            return [], []
        ends = [*(match.start() for match in found[1:]), len(text)]
        numbers: list[_Told] = []
        rest = plain(text[: found[0].start()]).split()
        for match, end in zip(found, ends, strict=True):
            unit, others = self._unit(text[match.end() : end])
            numbers.append(_Told(match[0], unit))
            rest += others
        known = fillers() | self.asked
        phrases = of_all_answers("around") - fillers()
        said = f" {' '.join(rest)} "
        for phrase in phrases:
            said = said.replace(f" {phrase} ", " ")
        return numbers, [word for word in said.split() if word not in known]

    def _has_a_unit(self, words: Sequence[str]) -> bool:
        """Return whether a unit is named apart from its number: "11 and a half stone"."""
        known = (
            {name for code in _others() for name in names_of(code) if len(name) > 1} - _WORDS_TOO - self.own
        )
        return bool(self.item.unit) and not known.isdisjoint(words)

    def _unit(self, after: str) -> tuple[str, list[str]]:
        """Return the unit that words after a number begin with, if any."""
        bare = after.strip()
        for sign in sorted(_SIGNS, key=len, reverse=True):
            if bare.startswith(sign) and _SIGNS[sign] in _FACTORS.get(self.item.unit, {}):
                return _SIGNS[sign], plain(bare[len(sign) :]).split()
        words = plain(after.replace("º", "°").replace("°", " ")).split()
        for count in range(min(3, len(words)), 0, -1):
            said = " ".join(words[:count])
            if said in self.own:
                return self.item.unit, words[count:]
            known = (
                *_converted(self.item.unit),
                *(_others() if self.item.unit and len(said) > 1 and said not in _WORDS_TOO else ()),
            )
            if unit := next((code for code in known if said in names_of(code)), None):
                return unit, words[count:]
        return "", words

    def _values(self, numbers: Sequence[_Told], phrases: Phrases) -> Iterator[Decimal]:
        """Yield what the numbers may mean in the item's unit, the likeliest first."""
        first, *others = numbers
        values = [
            (_converted_to(self.item.unit, first.unit, value))
            for value in self._decimals(first.figures, phrases)
        ]
        if not others:
            yield from values
            if self.item.unit == "cm" and not first.unit:  # "1.75"
                yield from (value * 100 for value in values if "." in str(value))
            return
        if len(others) > 1:
            return
        smaller = _SMALLER.get(first.unit)
        if (
            smaller is None
            or others[0].unit not in {"", smaller}
            or (first.unit == "kg" and not others[0].unit and len(others[0].figures) != _GROUP)
        ):
            return
        figures = others[0].figures
        if not figures.isdecimal():
            return
        if smaller == "[in_i]" and Decimal(figures) >= _INCHES_IN_A_FOOT:
            if self.item.unit == "cm" and first.figures.isdecimal():  # "1'69" is 1.69 m
                yield Decimal(f"{first.figures}.{figures}") * 100
            return
        # "1m7" is 1.70.
        less = Decimal(figures) * (
            10 if first.unit == "m" and len(figures) == 1 and not others[0].unit else 1
        )
        yield from (value + _converted_to(self.item.unit, smaller, less) for value in values[:1])

    def _decimals(self, figures: str, phrases: Phrases) -> list[Decimal]:
        """Return what figures mean: a comma or a point may part decimals, or thousands."""
        bare = re.sub(r"\s", "", figures).replace("−", "-")
        marks = [char for char in bare if char in ".,"]
        if not marks:
            return [Decimal(bare)]
        whole, last = re.sub("[.,]", "", bare), bare.rsplit(marks[-1], 1)[1]
        as_decimal = Decimal(f"{re.sub('[.,]', '', bare[: -len(last) - 1])}.{last}")
        groups = re.split("[.,]", bare.lstrip("-"))
        are_groups = all(len(group) == _GROUP for group in groups[1:]) and 0 < len(groups[0]) <= _GROUP
        if len(set(marks)) > 1:
            return [as_decimal]
        if len(marks) > 1:
            return [Decimal(whole)] if are_groups else []
        if not are_groups or groups[0] == "0":
            return [as_decimal]
        if not self.item.decimals:
            return [Decimal(whole)]
        is_decimal = self.item.decimals >= _GROUP and marks[0] == get_decimal_symbol(phrases.locales[0])
        return [as_decimal, Decimal(whole)] if is_decimal else [Decimal(whole), as_decimal]

    def _fits(self, value: Decimal) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def _judged(self, value: Decimal, phrases: Phrases, *, is_changed: bool, is_sure: bool) -> Reading:
        words = phrases.answers
        kept = _plainly(value.quantize(Decimal(1).scaleb(-self.item.decimals), ROUND_HALF_UP))
        is_rounded = Decimal(kept) != value
        if is_rounded and not self.item.unit:
            return self._needed(phrases)
        name = self.unit_in(phrases)
        unit = words.in_unit.format(unit=name) if name else ""
        if self.most is not None and value > self.most:
            return Rejected(words.too_much.format(most=self._bound(self.most, phrases), unit=unit))
        if self.least is not None and value < self.least:
            return Rejected(words.too_little.format(least=self._bound(self.least, phrases), unit=unit))
        if not self._fits(Decimal(kept)):
            return self._needed(phrases)
        if not is_sure:
            return Doubtful(kept)
        is_told = is_changed or is_rounded
        return Accepted(
            kept, words.that_is.format(value=self.show(kept, phrases.code)) if is_told else phrases.is_saved
        )

    def _bound(self, bound: Decimal, phrases: Phrases) -> str:
        return format_decimal(
            bound, locale=phrases.locales[0], group_separator=False, decimal_quantization=False
        )

    def unit_in(self, phrases: Phrases) -> str:
        """Return what the unit is called in a language."""
        return label_of(self.item.unit_labels, phrases.code, SYMBOLS.get(self.item.unit, self.item.unit))

    def _needed(self, phrases: Phrases) -> Rejected:
        """Refuse a text, with what is needed and an example."""
        words = phrases.answers
        least, most = (
            self._bound(each, phrases) if each is not None else "" for each in (self.least, self.most)
        )
        if least and most:
            span = words.between.format(least=least, most=most)
        elif least:
            span = words.from_least.format(least=least)
        else:
            span = words.to_most.format(most=most) if most else ""
        said = (
            words.as_number
            if self.item.unit
            else words.a_number
            if self.item.decimals
            else words.whole_number
        )
        return Rejected(said.format(unit=self.unit_in(phrases), span=span, example=self._example()))

    def _example(self) -> str:
        """Return a likely number within the bounds."""
        usual = _USUAL.get(self.item.unit, Decimal(2))
        if self._fits(usual):
            return str(usual)
        within = next((bound for bound in (self.least, self.most) if bound is not None), usual)
        return _plainly(within)

    def show(self, value: str, language: str) -> str:
        """Write a stored number with its unit."""
        return _shown(value, self.item.unit, self.unit_in(speak(language)), speak(language).locales[0])


_USUAL: Final = {
    "kg": Decimal(70),
    "[lb_av]": Decimal(150),
    "cm": Decimal(170),
    "Cel": Decimal(37),
    "a": Decimal(40),
}
"""Unit -> a number that a grown person might tell."""


@lru_cache(maxsize=4096)
def _shown(value: str, unit: str, name: str, locale: str) -> str:
    try:
        figures = format_decimal(
            Decimal(value), locale=locale, group_separator=False, decimal_quantization=False
        )
    except (InvalidOperation, ValueError):
        return value
    return " ".join(filter(None, (figures, SYMBOLS.get(unit, name))))


def _in_ascii(text: str) -> str:
    """Return a text with figures of every script as 0-9, and what NFKC makes plain."""
    folded = unicodedata.normalize(
        "NFKC", re.sub(r"(?<=\d)\s*½", ".5", text).replace("º", "°").replace("″", '"')
    ).casefold()
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in folded)


def _with_halves(text: str) -> str:
    """Return a text with its halves in figures: "81 kilos y medio"."""
    return _halves().sub(r"\1.5\2", text)


@cache
def _halves() -> re.Pattern[str]:
    said = "|".join(sorted(of_all_answers("halves"), key=len, reverse=True))
    return re.compile(rf"(?<![\d.,])(\d{{1,15}})(\s*[^\W\d_]+)?\s+(?:{said})\b")


def _is_short(word: str) -> bool:
    return len(word) <= _SHORT


def _plainly(value: Decimal) -> str:
    """Return a number without needless zeros, and never as a power of ten."""
    text = f"{value:f}"
    bare = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if bare in {"-0", ""} else bare


def _converted(unit: str) -> tuple[str, ...]:
    """Return the units that can be converted to this one."""
    degrees = {"Cel": ("[degF]",), "[degF]": ("Cel",)}
    return (*_FACTORS.get(unit, ()), *degrees.get(unit, ()))


@cache
def _others() -> tuple[str, ...]:
    """Return every unit that we know by name."""
    return tuple(dict.fromkeys(chain.from_iterable(phrases.answers.units for phrases in SHIPPED.values())))


def _converted_to(unit: str, told: str, value: Decimal) -> Decimal:
    match unit, told:
        case "Cel", "[degF]":
            return (value - 32) * 5 / 9
        case "[degF]", "Cel":
            return value * 9 / 5 + 32
        case _:
            return value * _FACTORS[unit][told] if told not in {"", unit} else value


@cache
def names_of(unit: str) -> frozenset[str]:
    """Return what people call a unit in every language, in the plain form."""
    names = (phrases.answers.units.get(unit, ()) for phrases in SHIPPED.values())
    return frozenset(map(plain, chain.from_iterable(names)))


def quantity(item: Item) -> Quantity:
    """Return what reads and shows the number that an item asks for."""
    called = frozenset(map(plain, (item.unit, *item.unit_labels.values())))
    return Quantity(
        item,
        decimal(item.least),
        decimal(item.most),
        (called | names_of(item.unit)) - {""},
        asked_words(item),
    )
