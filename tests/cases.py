"""Many cases of one claim in one test.

Pytest needs milliseconds for each parametrized case, and a claim about a pure function microseconds.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Test = Callable[..., None]


def for_each(
    names: str | tuple[str, ...], cases: Iterable[Any], **fresh: Callable[[], Any]
) -> Callable[[Test], Test]:
    """Run a test with each case, as `parametrize` does, and report every case that fails.

    All cases run in one test and share its fixtures, so none may depend on what another did. `fresh` gives arguments that
    are made again for each case: `@for_each("text", TEXTS, patient=Patient)`.
    """
    given = tuple(cases)
    assert given, "a claim about nothing"

    def decorate(test: Test) -> Test:
        def run(*args: Any, **fixtures: Any) -> None:
            failures: list[BaseException] = []
            for case in given:
                values = {names: case} if isinstance(names, str) else dict(zip(names, case, strict=True))
                made = {name: make() for name, make in fresh.items()}
                try:
                    test(*args, **fixtures, **values, **made)
                except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001  (raised below, with its case)
                    failure.add_note(f"with {values!r:.300}")
                    failures.append(failure)
            if failures:
                message = f"{len(failures)} of {len(given)} cases"
                raise BaseExceptionGroup(message, failures)

        bound = {names} if isinstance(names, str) else set(names)
        asked = inspect.signature(test).parameters.values()
        left = [each for each in asked if each.name not in bound | fresh.keys()]
        run.__name__, run.__qualname__, run.__module__ = test.__name__, test.__qualname__, test.__module__
        run.__doc__ = test.__doc__
        vars(run)["__signature__"] = inspect.Signature(
            left
        )  # pytest reads here which fixtures the test asks for
        return run

    return decorate
