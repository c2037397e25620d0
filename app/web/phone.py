"""Read phone numbers as people have them, also as they are dialled at home."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

# `phonenumbers` is imported on first use: its tables are large, and a page without a number needs none of them.

FEWEST_DIGITS: Final = 3
"""The fewest digits to search for. The list shows as many of the end of a number."""
MOST_DIGITS: Final = 15
"""The most digits that a number can have (E.164)."""
_FEWEST_OF_A_WHOLE: Final = 7
_LONGEST_TYPED: Final = 40
_WRITTEN: Final = re.compile(r"[+\d\s().\-/\u2010-\u2015]+")
"""The characters that a number is written with. The library would also find a number among other words."""
_NORTH_AMERICA: Final = 1
_PREMIUM_THERE: Final = ("900", "976")
_TRUNK: Final = re.compile(r"\(\s*0\s*\)")

Ends = tuple[tuple[str, str], ...]
"""Pairs of a number's country code and its remaining digits. With "" as the code, the number may be of any country."""


@cache
def countries() -> tuple[str, ...]:
    """Return the countries whose numbers are known, by their code (ISO 3166)."""
    import phonenumbers  # noqa: PLC0415  (see above)

    return tuple(sorted(phonenumbers.SUPPORTED_REGIONS))


@cache
def country_of(*numbers: str) -> str:
    """Return the country of the first number that has a country code; "" if none has."""
    import phonenumbers  # noqa: PLC0415  (see above)

    for number in numbers:
        try:
            parsed = phonenumbers.parse(number.rpartition(":")[2])
        except phonenumbers.NumberParseException:
            continue
        if parsed.country_code is None:
            continue
        country = phonenumbers.region_code_for_number(parsed)
        return country or str(phonenumbers.region_code_for_country_code(parsed.country_code))
    return ""


def ends_of(text: str, country: str) -> Ends:
    """Return the beginnings and ends of the numbers that a text may mean.

    `text` holds digits and what people write between them. The result is empty if the digits are too few or too many.
    The digits as typed are one of the ends, and so are they without leading zeros, so that a number is found even if
    the clinic's country is not known.
    """
    digits = digits_of(text).removeprefix("00")
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return ()
    found = [("", digits)]
    if len(digits) >= _FEWEST_OF_A_WHOLE:
        found.append(("", digits.lstrip("0")))
        ways = [(text, country), (_TRUNK.sub("", text), country)]
        if not digits.startswith("0"):
            ways.append((f"+{digits}", ""))
        found += [end for way in ways if (end := _parsed(*way)) is not None]
    return tuple(dict.fromkeys(end for end in found if len(end[1]) >= FEWEST_DIGITS))


def whole_number(text: str, country: str) -> str | None:
    """Return the text as one number in E.164, or None if it is not a number.

    The number is read as it would be dialled in `country`.
    """
    import phonenumbers  # noqa: PLC0415  (see above)

    if len(text) > _LONGEST_TYPED or not _WRITTEN.fullmatch(text):
        return None
    for written in (text, _TRUNK.sub("", text)):
        try:
            number = phonenumbers.parse(written, country or None)
        except phonenumbers.NumberParseException:
            continue
        if _is_whole(number) and not number.extension:
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return None


def is_part(text: str) -> bool:
    """Return whether a text that is no whole number looks like a part of one."""
    return bool(_WRITTEN.fullmatch(text)) and FEWEST_DIGITS <= len(digits_of(text)) <= MOST_DIGITS


def _is_whole(number: PhoneNumber) -> bool:
    """Return whether a number has as many digits as a whole one of its country.

    Some countries have a few numbers that are shorter than all others, such as 0800 1111 in the United Kingdom. To the
    library any number of that many digits is possible, so those have to be known ones.
    """
    import phonenumbers  # noqa: PLC0415  (see above)

    kinds = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
    possible = phonenumbers.ValidationResult.IS_POSSIBLE
    return bool(phonenumbers.is_valid_number(number)) or any(
        phonenumbers.is_possible_number_for_type_with_reason(number, kind) == possible for kind in kinds
    )


def is_service(number: str) -> bool:
    """Return whether a number in E.164 is dear to call, or nobody's own.

    Such are premium rate, shared cost, personal and company numbers, pagers and satellites.
    """
    import phonenumbers  # noqa: PLC0415  (see above)

    kind = phonenumbers.PhoneNumberType
    parsed = phonenumbers.parse(number)
    code, found = parsed.country_code or 0, phonenumbers.number_type(parsed)
    if phonenumbers.region_code_for_country_code(code) == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY:
        return True
    if code == _NORTH_AMERICA:  # its personal numbers cost what others do
        return found == kind.PREMIUM_RATE or str(parsed.national_number).startswith(_PREMIUM_THERE)
    return found in {
        kind.PREMIUM_RATE,
        kind.SHARED_COST,
        kind.UAN,
        kind.PAGER,
        kind.VOICEMAIL,
        kind.PERSONAL_NUMBER,
    }


def is_of(number: str, wanted: Collection[str]) -> bool:
    """Return whether a number in E.164 is of one of these countries.

    Some countries share a code with the islands beside them. North America's is shared by twenty, of which each has its
    own prices.
    """
    import phonenumbers  # noqa: PLC0415  (see above)

    code = phonenumbers.parse(number).country_code or 0
    if code == _NORTH_AMERICA:
        return country_of(number) in wanted
    return code in map(phonenumbers.country_code_for_region, wanted)


def grouped(number: str) -> str:
    """Return a number in groups, as its country writes it: "+44 7700 900124".

    A text that is not a number with a country code is returned unchanged.
    """
    import phonenumbers  # noqa: PLC0415  (see above)

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def is_whole(text: str) -> bool:
    """Return whether a text has as many digits as a whole number."""
    return len(digits_of(text)) >= _FEWEST_OF_A_WHOLE


def digits_of(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _parsed(text: str, country: str) -> tuple[str, str] | None:
    import phonenumbers  # noqa: PLC0415  (see above)

    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.national_significant_number(number)
    return (str(number.country_code), national) if len(national) >= FEWEST_DIGITS else None
