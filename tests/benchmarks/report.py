"""The table of budgets with the measured column, for the terminal and for docs/performance.md."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.measures import Budget, Measure, Result

HEADERS = ("work", "p50", "× floor", "budget", "queries", "growth", "")
INTRODUCTION = """# Performance

Written by `make bench`: two sync gunicorn workers, one request at a time, warm, p50; {machine}.
Floors are measured in the same processes: F0 an empty answer, F1 the list's one SQL statement by
psycopg2 alone, F2 the best hand-written SQL for the same search or aggregate. Budgets are ratios to
them, so that a slow machine does not matter. The large organization has {cases:,} use cases, the
small one a tenth; growth is large against small. Queries are without the transaction's own
statements. Text search is measured over the API, as that of others was, against the search alone;
its page does the work of the HTML list besides, so it has that budget and the search on top.
"""


def verdict(measure: Measure, result: Result, floors: Mapping[str, Result]) -> str:
    """What misses its budget, or nothing."""
    if result.large is None:
        return result.note
    missed = []
    budget = measure.budget
    if budget.queries and (result.queries or 0) > budget.queries:
        missed.append("queries")
    allowed = limit(budget, floors)
    if allowed and result.large > allowed:
        missed.append("time")
    if budget.growth and (result.growth or 0) > budget.growth:
        missed.append("growth")
    return f"over: {', '.join(missed)}" if missed else ""


def limit(budget: Budget, floors: Mapping[str, Result]) -> float:
    """The budget in milliseconds of this run; 0 where there is none."""
    base = floors[budget.floor].large if budget.floor else None
    return budget.ratio * base + beside(budget, floors) if base else 0


def beside(budget: Budget, floors: Mapping[str, Result]) -> float:
    """The milliseconds that are allowed beside the ratio."""
    return budget.extra + ((floors[budget.plus].large or 0) if budget.plus else 0)


def row(measure: Measure, result: Result, floors: Mapping[str, Result]) -> tuple[str, ...]:
    """One line of the table."""
    base = floors[measure.budget.floor].large if measure.budget.floor else None
    over = (result.large - beside(measure.budget, floors)) / base if base and result.large else None
    queries = "" if result.queries is None else f"{result.queries} (≤ {measure.budget.queries})"
    growth = "" if result.growth is None else f"{result.growth:.2f}"
    if measure.budget.growth:
        growth += f" (≤ {measure.budget.growth:g})"
    return (
        measure.name,
        "" if result.large is None else f"{result.large:.1f} ms",
        "" if over is None else f"{max(over, 0):.1f}",
        measure.budget.words,
        queries,
        growth,
        verdict(measure, result, floors),
    )


def table(headers: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table with aligned columns."""
    rows = [tuple(headers), *(tuple(line) for line in lines)]
    widths = [max(len(line[place]) for line in rows) for place in range(len(headers))]
    text = [
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in rows
    ]
    text.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(text)


def write(
    path: Path,
    cases: int,
    measured: Sequence[tuple[Measure, Result]],
    floors: Mapping[str, Result],
    extras: Sequence[tuple[str, str, str]],
) -> str:
    """Write the page; returns the tables for the terminal."""
    floor_lines = [
        (name, f"{result.large or 0:.2f} ms", f"{result.small or 0:.2f} ms")
        for name, result in floors.items()
    ]
    main = table(HEADERS, [row(measure, result, floors) for measure, result in measured])
    text = "\n\n".join(
        (
            table(("floor", f"{cases:,} cases", f"{cases // 10:,} cases"), floor_lines),
            main,
            table(("other", "measured", "budget"), extras),
        )
    )
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    path.write_text(INTRODUCTION.format(machine=machine, cases=cases) + "\n" + text + "\n", "utf-8")
    return text
