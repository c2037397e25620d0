"""A rule that compiles how its address is built when one is first asked for.

Werkzeug compiles two functions for each rule at once, which takes longer than all else that makes an app.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    def _compile_builder(self, append_unknown: bool = True) -> _Builder:
        builder = cache(partial(super()._compile_builder, append_unknown))

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            return builder()(rule, **values)

        return build
