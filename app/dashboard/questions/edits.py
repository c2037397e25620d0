"""Edit a definition: each function returns another one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from app.intake.definition import Definition, Item


def in_order(definition: Definition) -> tuple[Item, ...]:
    """Return the items as the page lists them: those that are switched off come last."""
    return tuple(sorted(definition.items, key=lambda item: item.is_off))


def count(definition: Definition, left_out: Collection[str]) -> int:
    """Return how many questions are asked that the settings do not leave out."""
    return sum(item.asks and not item.is_off and item.key not in left_out for item in definition.items)


def put(definition: Definition, item: Item) -> Definition:
    """Return it with this item in the place of its like; a new one comes last."""
    if definition.item(item.key) is None:
        return _of(definition, (*definition.items, item))
    return _of(definition, (item if each.key == item.key else each for each in definition.items))


def moved(definition: Definition, key: str, place: int) -> Definition:
    """Return it with an item at another place among those asked; the first is 0."""
    asked = [item for item in in_order(definition) if not item.is_off]
    here = next((item for item in asked if item.key == key), None)
    if here is None:
        return definition
    asked.remove(here)
    asked.insert(max(0, place), here)
    return _of(definition, (*asked, *(item for item in definition.items if item.is_off)))


def switched(definition: Definition, keys: Iterable[str], *, is_off: bool) -> Definition:
    """Return it with these items switched off, or on again."""
    chosen = {*keys}
    return _of(
        definition,
        (replace(each, is_off=is_off) if each.key in chosen else each for each in definition.items),
    )


def without(definition: Definition, key: str) -> Definition:
    """Return it without an item, and without the conditions and scores that name it."""
    kept = (item for item in definition.items if item.key != key)
    freed = (
        replace(item, only_if=None) if item.only_if and item.only_if.key == key else item for item in kept
    )
    scores = (replace(each, of=tuple(of for of in each.of if of != key)) for each in definition.scores)
    return replace(_of(definition, freed), scores=tuple(each for each in scores if each.of))


def hanging_on(definition: Definition, key: str) -> tuple[Item, ...]:
    """Return the items asked only after this one, and those that hang on them."""
    found: list[str] = [key]
    for item in definition.items:
        if item.only_if and item.only_if.key in found and not item.is_off:
            found.append(item.key)
    return tuple(item for item in definition.items if item.key in found[1:])


def _of(definition: Definition, items: Iterable[Item]) -> Definition:
    return replace(definition, items=tuple(items))
