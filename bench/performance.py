"""Write what things cost beside the obvious way into docs/performance.md: `python -m bench.performance`

Each row says how many times as fast: above 1 is faster than what it is compared with. What is compared takes turns in one run.
`--quick` measures less, in under two minutes, changes nothing, and fails when a row falls by more than a third of what is
written in the column of the same name.
"""

from __future__ import annotations

import re
import sys
from html import escape
from typing import TYPE_CHECKING, Final

from bench import dashboard, exports, message, sealer
from tests.databases import running_postgres
from tests.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Ratios = dict[str, float]
    """What was measured -> how many times as fast."""

PAGE: Final = ROOT / "docs" / "performance.md"
CHARTS: Final = ROOT / "docs" / "performance"
LEAST_OF_RECORDED: Final = 2 / 3
_HEAD: Final = "| | times as fast | quick |\n|---|---|---|\n"
_LABEL, _WIDTH, _LINE, _PAD = 270, 640, 30, 16
_STYLE: Final = """
svg { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.page { fill: #f8f7f4; } .bar { fill: #3c7f85; } .one { stroke: #8a5a00; stroke-dasharray: 5 4; } text { fill: #1c1d1b; }
@media (prefers-color-scheme: dark) {
  .page { fill: #161817; } .bar { fill: #6bb3ba; } .one { stroke: #e0ad4e; } text { fill: #e9e9e4; }
}
"""


def opening(*, is_quick: bool) -> Ratios:
    taken = sealer.opened(2_000 if is_quick else 20_000)
    return {
        "one by one, row checked": taken[sealer.LIBRARY] / taken[sealer.ONE_BY_ONE],
        "in bulk, row checked": taken[sealer.LIBRARY] / taken[sealer.IN_BULK],
    }


def messages(*, is_quick: bool) -> Ratios:
    taken = message.measure(30 if is_quick else 120)
    return {name: taken[message.OBVIOUS] / taken[name] for name in (message.OURS, message.BARE)}


def downloads(*, is_quick: bool) -> Ratios:
    [(_, taken)] = exports.measured((1_000 if is_quick else 20_000,))
    return {name: taken[f"obvious, {name}"].cpu / taken[f"ours, {name}"].cpu for name in ("csv", "xlsx")}


def growth(*, is_quick: bool) -> Ratios:
    if is_quick:
        return _of_the_smaller(dashboard.measured((300, 3_000)))
    with running_postgres() as postgres:
        found = {
            name: _of_the_smaller(dashboard.measured((1_000, 10_000), each))
            for name, each in (("", None), (", PostgreSQL", postgres))
        }
    return {f"{page}{engine}": ratio for engine, pages in found.items() for page, ratio in pages.items()}


def _of_the_smaller(found: dashboard.Medians) -> Ratios:
    small, large = (found[size] for size in sorted(found))
    return {page: small[page][0] / large[page][0] for page in small}


TABLES: Final[Mapping[str, Callable[..., Ratios]]] = {
    "opening": opening,
    "messages": messages,
    "downloads": downloads,
    "growth": growth,
}


def recorded(page: str, key: str) -> Ratios:
    """Return what a table of the page says in the column of `--quick`."""
    table = _marked(key).search(page)
    rows = re.findall(r"^\| (.+?) \| \S+ \| ([\d.]+) \|$", table[2] if table else "", re.MULTILINE)
    return {name: float(ratio) for name, ratio in rows}


def fallen(before: Ratios, now: Ratios) -> list[str]:
    """Return a sentence for each row that fell by more than a third, or is not measured any more."""
    return [
        f"{name}: {now.get(name, 0):.2f}, and {ratio:.2f} is recorded"
        for name, ratio in before.items()
        if now.get(name, 0) < ratio * LEAST_OF_RECORDED
    ]


def written(page: str, key: str, whole: Ratios, quick: Ratios) -> str:
    """Return the page with another table between the marks of its key."""
    rows = "".join(
        f"| {name} | {ratio:.2f} | {f'{quick[name]:.2f}' if name in quick else '–'} |\n"
        for name, ratio in whole.items()
    )
    return _marked(key).sub(lambda marks: f"{marks[1]}\n{_HEAD}{rows}\n{marks[3]}", page)


def chart(title: str, ratios: Ratios) -> str:
    """Return bars as SVG, with a line where what is measured is as fast as what it is compared with."""
    scale = (_WIDTH - _LABEL - 80) / max(1.0, *ratios.values())
    height = len(ratios) * _LINE + 2 * _PAD
    bars = "".join(
        f'<text x="{_PAD}" y="{top + 18}">{escape(name)}</text>'
        f'<rect class="bar" x="{_LABEL}" y="{top + 5}" width="{ratio * scale:.0f}" height="{_LINE - 12}" rx="3"/>'
        f'<text x="{_LABEL + ratio * scale + 8:.0f}" y="{top + 18}">{ratio:.2f}</text>\n'
        for top, (name, ratio) in zip(range(_PAD, height, _LINE), ratios.items(), strict=False)
    )
    one = _LABEL + scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" role="img">\n<title>{escape(title)}</title>\n'
        f'<style>{_STYLE}</style>\n<rect class="page" width="{_WIDTH}" height="{height}" rx="8"/>\n{bars}'
        f'<path class="one" d="M{one:.0f} {_PAD / 2}V{height - _PAD / 2}"/>\n</svg>\n'
    )


def _marked(key: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {key} -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def check() -> int:
    """Measure quickly, print each row beside what is recorded, and return the exit status."""
    page, lost = PAGE.read_text(), list[str]()
    for key, measure in TABLES.items():
        before, now = recorded(page, key), measure(is_quick=True)
        if fallen(before, now):  # something else may have had the machine: once more
            now = measure(is_quick=True)
        for name, ratio in now.items():
            print(f"{key:12}{name:28}{ratio:8.2f}{before.get(name, 0):8.2f} recorded", flush=True)
        lost += fallen(before, now)
    for sentence in lost:
        print(f"Slower by more than a third: {sentence}")
    return bool(lost)


def main() -> None:
    """Measure all of it, and write the page and its charts."""
    page = PAGE.read_text()
    for key, measure in TABLES.items():
        whole = measure(is_quick=False)
        page = written(page, key, whole, measure(is_quick=True))
        (CHARTS / f"{key}.svg").write_text(chart(key, whole))
        print(key, whole, flush=True)
    PAGE.write_text(page)


if __name__ == "__main__":
    if sys.argv[1:] == ["--quick"]:
        raise SystemExit(check())
    main()
