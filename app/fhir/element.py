"""Read an element of FHIR part by part, and know which parts nothing has read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, TypeVar

from app.fhir import urls

T = TypeVar("T")
_MUTE: Final = ("id", "fhir_comments", "resourceType")
"""What says nothing to a reader."""
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


class Element:
    """A JSON object of which each part is taken once.

    A part of another type than the one that is asked for is not taken.
    """

    def __init__(self, said: object) -> None:
        self._left: dict[str, Any] = dict(said) if isinstance(said, dict) else {}
        self._extensions: list[Element] = []
        self._within: list[Element] = []
        for name in _MUTE:
            self._left.pop(name, None)
        self.url = self._left.pop("url", None)
        if isinstance(self._left.get("extension"), list):
            self._extensions = [Element(each) for each in self._left.pop("extension")]

    def take(self, name: str, kind: type[T]) -> T | None:
        """Take a part; None if it is not there, or no value of this kind."""
        value = self._left.get(name)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            return None
        del self._left[name]
        return value

    def take_any(self, *names: str) -> Any:
        """Take the first of these parts that is there."""
        for name in names:
            if name in self._left:
                return self._left.pop(name)
        return None

    def has(self, name: str) -> bool:
        """Return whether a part is there that was not taken yet."""
        return name in self._left

    def peek(self, name: str) -> object:
        """Return a part without taking it."""
        return self._left.get(name)

    def number(self, *names: str) -> Decimal | None:
        """Take the first of these parts that is a number of usual length."""
        for name in names:
            for value in (self.take(name, Decimal), self.take(name, int)):
                if value is not None and _NUMBER.fullmatch(str(value)):
                    return Decimal(value)
        return None

    def taken(self, name: str) -> Element | None:
        """Take a part that is an object; None if there is none."""
        return self.only(name) if isinstance(self._left.get(name), dict) else None

    def only(self, name: str) -> Element:
        """Take a part that is an object; one without parts if there is none."""
        return self._inner(self.take(name, dict))

    def each(self, name: str) -> list[Element]:
        """Take a part that is a list of objects."""
        return [self._inner(said) for said in self.take(name, list) or ()]

    def apart(self, name: str) -> list[Element]:
        """Take a list of objects, each of which says itself what is left over."""
        return [Element(said) for said in self.take(name, list) or ()]

    def extension(self, name: str) -> Element | None:
        """Take the first extension with this URL, or this name among our own."""
        for place, each in enumerate(self._extensions):
            if each.is_called(name):
                self._within.append(self._extensions.pop(place))
                return each
        return None

    def extensions(self, name: str | None = None) -> list[Element]:
        """Take all extensions, or those with this URL, or this name among our own."""
        found = [each for each in self._extensions if name is None or each.is_called(name)]
        if found:
            self._extensions = [each for each in self._extensions if name and not each.is_called(name)]
            self._within.extend(found)
        return found

    def peek_extension(self, name: str, part: str) -> object:
        """Return a part of an extension without taking it."""
        return next((each.peek(part) for each in self._extensions if each.is_called(name)), None)

    def drop(self, name: str) -> bool:
        """Take extensions that nobody needs to know of; return whether there were any."""
        before = len(self._extensions)
        self._extensions = [each for each in self._extensions if not each.is_called(name)]
        return len(self._extensions) < before

    def is_called(self, name: str) -> bool:
        """Return whether this extension has the URL, or the name among our own."""
        return isinstance(self.url, str) and name in {self.url, urls.own_name(self.url)}

    def leftovers(self) -> Iterator[str]:
        """Yield the names of what was not taken."""
        yield from self._left
        for each in self._extensions:
            yield str(each.url).rpartition("/")[2]
        for within in self._within:
            yield from within.leftovers()

    def _inner(self, said: object) -> Element:
        inner = Element(said)
        self._within.append(inner)
        return inner
