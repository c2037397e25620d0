"""Caches of compiled routes, which all apps of a process and of its forks share.

Each key has everything that the result depends on, except the converters of routes: no test may add a converter to an app.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.routing import Map, Rule

if TYPE_CHECKING:
    from werkzeug.routing import RuleFactory
    from werkzeug.routing.matcher import StateMachineMatcher

_SET_BY_COMPILE = ("_parts", "_trace", "_converters", "_build", "_build_unknown", "arguments")


class CachedRule(Rule):
    """A route that is compiled once. Compiling all routes takes half of the time in which an app is made."""

    _kept: dict[tuple[Any, ...], dict[str, Any]] = {}  # noqa: RUF012  (shared by all rules)

    def compile(self) -> None:
        key = (
            self.rule,
            self.host,
            self.subdomain,
            repr(self.defaults or ""),
            self.merge_slashes,
        )
        if key not in self._kept:
            super().compile()
            self._kept[key] = {name: getattr(self, name) for name in _SET_BY_COMPILE}
        vars(self).update(self._kept[key])


class CachedMap(Map):
    """All routes of an app, with a matcher that is built once. Building it takes half of the time that is left.

    The methods are Werkzeug's own, except that `add` leaves the matcher to `update`.
    """

    _kept: dict[tuple[Any, ...], StateMachineMatcher] = {}  # noqa: RUF012  (shared by all maps)

    def add(self, rulefactory: RuleFactory) -> None:
        for rule in rulefactory.get_rules(self):
            rule.bind(self)
            self._rules_by_endpoint.setdefault(rule.endpoint, []).append(rule)
        self._remap = True

    def update(self) -> None:
        if not self._remap:
            return
        rules = [rule for rule in self._rules if not rule.build_only]
        key = tuple(
            (rule.rule, rule.endpoint, *sorted(rule.methods or ()), repr(rule.defaults or ""))
            for rule in rules
        )
        if key not in self._kept:
            matcher = self._kept[key] = type(self._matcher)(self.merge_slashes)
            for rule in rules:
                matcher.add(rule)
            matcher.update()
        self._matcher = self._kept[key]
        for of_endpoint in self._rules_by_endpoint.values():
            of_endpoint.sort(key=Rule.build_compare_key)
        self._remap = False
