"""Well-formed definitions of what a clinic asks, with answers to each: strategies for Hypothesis."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from app.intake.answers.rows import written
from app.intake.definition import (
    AnswerKind,
    Choice,
    Column,
    Condition,
    Definition,
    Item,
    ReadBy,
    Visit,
    Wording,
)
from app.intake.questionnaire import SHIPPED

VISIT = "checkup"
LANGUAGES = ("en", "es")
MOST_OWN = 6
TEXTS = ("Boots on the corner", "Number nine, upstairs", "It was in the spring of that year")
NAMES = ("Amber", "Birch", "Copper", "Delta", "Ember", "Fern", "Grove", "Heath", "Ivory", "Juniper", "Kestrel", "Larch")  # fmt: skip
KINDS = st.sampled_from([*AnswerKind])
CHOOSES = frozenset({AnswerKind.ONE, AnswerKind.SEVERAL, AnswerKind.YES_NO})
CELLS = st.sampled_from(("Ada Lindt", "my sister", "Bo"))


def worded(number: int, kind: AnswerKind) -> dict[str, Wording]:
    """Return words that no other item has. A note asks nothing."""
    english, spanish = f"What about subject {number}?", f"¿Qué hay del tema {number}?"
    if kind is AnswerKind.NOTE:
        english, spanish = f"This is about subject {number}.", f"Esto trata del tema {number}."
    return {
        "en": Wording(f"Subject {number}", english, hint="As you like."),
        "es": Wording(f"Tema {number}", spanish),
    }


@st.composite
def items(draw: st.DrawFn, number: int, earlier: tuple[Item, ...]) -> Item:
    """Draw an item that may hang on one of these."""
    kind = draw(KINDS)
    deciding = [each for each in earlier if each.kind in CHOOSES and not each.is_off]
    only_if, hangs = None, draw(st.booleans())
    if deciding and hangs:
        on = draw(st.sampled_from(deciding))
        codes = draw(st.lists(st.sampled_from(on.codes), min_size=1, max_size=2, unique=True))
        only_if = Condition(on.key, tuple(codes))
    chosen = kind in {AnswerKind.ONE, AnswerKind.SEVERAL}
    is_number = kind is AnswerKind.NUMBER
    columns = (
        Column("who", {"en": "Who", "es": "Quién"}, required=True),
        Column("where", {"en": "Where", "es": "Dónde"}),
    )
    return Item(
        f"own_{number}",
        kind,
        worded(number, kind),
        about_health=draw(st.booleans()),
        read_by=draw(st.sampled_from([*ReadBy])),
        required=draw(st.booleans()),
        only_if=only_if,
        visits=draw(st.sampled_from([(), (), (), (VISIT,)])),
        is_off=draw(st.sampled_from([False, False, False, True])),
        choices=tuple(
            Choice(name.lower(), {"en": name, "es": f"{name}o"})
            for name in NAMES[: draw(st.integers(2, len(NAMES))) if chosen else 0]
        ),
        columns=columns if kind is AnswerKind.LIST else (),
        unit="kg" if is_number else "",
        least="2" if is_number else "",
        most="350" if is_number else "",
        decimals=draw(st.integers(0, 2)) if is_number else 0,
    )


@st.composite
def definitions(draw: st.DrawFn, most: int = MOST_OWN) -> Definition:
    """Draw a definition with what ships, and some items of the clinic's own among it."""
    listed = list(SHIPPED.definition.items)
    for number in range(draw(st.integers(1, most))):
        own = tuple(each for each in listed if not each.is_shipped)
        after = max((listed.index(each) + 1 for each in own), default=0)
        listed.insert(draw(st.integers(after, len(listed))), draw(items(number, own)))
    return Definition(tuple(listed), (Visit(VISIT, {"en": "Check-up", "es": "Revisión"}),))


def values_of(item: Item) -> st.SearchStrategy[str]:
    """Return the values that may be stored for an item."""
    codes = [] if item.required else ["unknown", "declined"]
    match item.kind:
        case AnswerKind.ONE | AnswerKind.YES_NO:
            values = st.sampled_from(item.codes)
        case AnswerKind.SEVERAL:
            chosen = st.sets(st.sampled_from(item.codes), min_size=1)
            values = chosen.map(lambda some: "\n".join(code for code in item.codes if code in some))
        case AnswerKind.NUMBER:
            numbers = st.decimals(Decimal(item.least), Decimal(item.most), places=item.decimals)
            values = numbers.map(lambda number: f"{number.normalize():f}")
        case AnswerKind.DATE:
            values = st.dates(date(1950, 1, 1), date(2026, 1, 1)).map(date.isoformat)
        case AnswerKind.LIST:
            values = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=2).map(written)
        case _:
            values = st.sampled_from(TEXTS)
    return st.one_of(values, st.sampled_from(codes)) if codes else values
