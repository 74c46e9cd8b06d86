"""Takes floors and measures in a pair of organizations, and prints them as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tests.benchmarks import report
from tests.benchmarks.browser import Answer, Browser
from tests.benchmarks.data import Inhabited
from tests.benchmarks.measures import Budget, Measure, Place, Result, run

Act = Callable[[Place, int, bool], Answer]


def places(port: int, *inhabited: Inhabited) -> tuple[Place, ...]:
    """Organizations as their people see them, at the server on a port."""
    return tuple(
        Place(Browser(port, one.session), Browser(port, one.voter_session), one)
        for one in inhabited
    )


def take(
    floors: Mapping[str, Act],
    measures: Iterable[Measure],
    large: Place,
    small: Place,
    *,
    known: Mapping[str, Result] | None = None,
) -> tuple[dict[str, Result], list[tuple[Measure, Result]]]:
    """Floors and measures in a pair of organizations, printed as they come."""
    bases = dict(known or {})
    bases |= {name: run(Measure(name, Budget(), act), large, small) for name, act in floors.items()}
    measured = []
    for measure in measures:
        measured.append((measure, run(measure, large, small)))
        print(*report.row(*measured[-1], bases), sep=" | ", flush=True)  # noqa: T201
    return bases, measured
