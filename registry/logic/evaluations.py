"""Pure: figures of an evaluation, held to thresholds and to those of the version before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Self

from registry.choices import Better, DocumentKind, DocumentResult

SCHEMA: Final = "evaluation/1"
MOST_RESULTS: Final = 500
LARGEST: Final = 1e15
ROUNDING: Final = 1e-9
THOUSANDS: Final = 10_000
LOWER: Final = re.compile(
    r"loss|error|\b(rmse|mse|mae|mape|wer|cer|eer|fpr|fnr)\b|perplexity|latency|duration|cost|toxic|"
    r"hallucinat|violation|leak|harm|brier|fail|refus|jailbreak|attack",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Measured:
    """One figure as somebody gives it.

    `tolerance` is how much worse than the version before it may be; `is_better` says which way.
    """

    metric: str
    value: float
    suite: str = ""
    dataset: str = ""
    better: Better = Better.HIGHER
    threshold: float | None = None
    tolerance: float = 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two figures comparable."""
        return self.suite.casefold(), self.dataset.casefold(), self.metric.casefold()

    @property
    def value_text(self) -> str:
        return _shown(self.value)

    @property
    def threshold_text(self) -> str:
        """`≥ 0.9`, or nothing."""
        if self.threshold is None:
            return ""
        return f"{'≥' if self.better == Better.HIGHER else '≤'} {_shown(self.threshold)}"

    @property
    def meets_threshold(self) -> bool | None:
        """None without a threshold."""
        if self.threshold is None:
            return None
        if self.better == Better.HIGHER:
            return self.value >= self.threshold
        return self.value <= self.threshold


@dataclass(frozen=True)
class Judged(Measured):
    """A figure with that of the version before; `before` is None where there was none."""

    before: float | None = None

    @property
    def change(self) -> float | None:
        """What was added since the version before."""
        return None if self.before is None else self.value - self.before

    @property
    def before_text(self) -> str:
        return "" if self.before is None else _shown(self.before)

    @property
    def change_text(self) -> str:
        """`+0.02`, or nothing."""
        return "" if self.change is None else f"{self.change:+.4g}"

    @property
    def is_regression(self) -> bool:
        """Worse than the version before by more than was allowed."""
        if self.before is None or self.change is None:
            return False
        worse = -self.change if self.better == Better.HIGHER else self.change
        return worse > self.tolerance + ROUNDING * max(1.0, abs(self.before))

    @property
    def is_improvement(self) -> bool:
        if self.change is None:
            return False
        return self.change > 0 if self.better == Better.HIGHER else self.change < 0

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """As a document keeps it."""
        names = {one.name for one in fields(cls)}
        known = {name: value for name, value in row.items() if name in names}
        return cls(**{**known, "better": Better(known.get("better", Better.HIGHER))})


@dataclass(frozen=True)
class EvaluationContent:
    """What a document of an evaluation holds."""

    results: tuple[Judged, ...] = ()
    compared_with: int | None = None

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """The figures of a document; none for a document without."""
        if content.get("schema") != SCHEMA:
            return cls()
        rows = tuple(Judged.from_row(row) for row in content["results"])
        return cls(rows, content.get("compared_with"))

    def content(self) -> dict[str, Any]:
        """As a document keeps it, with what every figure came to."""
        rows = [
            {**asdict(one), "passed": one.meets_threshold, "regressed": one.is_regression}
            for one in self.results
        ]
        return {"schema": SCHEMA, "results": rows, "compared_with": self.compared_with}

    @property
    def failed(self) -> list[Judged]:
        """Figures that miss their threshold."""
        return [one for one in self.results if one.meets_threshold is False]

    @property
    def met(self) -> list[Judged]:
        return [one for one in self.results if one.meets_threshold]

    @property
    def regressed(self) -> list[Judged]:
        """Figures that are worse than they may be."""
        return [one for one in self.results if one.is_regression]

    @property
    def compared(self) -> list[Judged]:
        """Figures that the version before has too."""
        return [one for one in self.results if one.before is not None]

    def outcome(self, kind: DocumentKind) -> DocumentResult:
        """What it came to; no result where nothing says what is good enough.

        A comparison is held to the version before, and to thresholds where there are some; every
        other evaluation to thresholds alone.
        """
        is_comparison = kind == DocumentKind.REGRESSION
        if self.failed or (is_comparison and self.regressed):
            return DocumentResult.FAILED
        if self.met and not is_comparison:
            return DocumentResult.PASSED
        return DocumentResult.PASSED if is_comparison and self.compared else DocumentResult.NONE


def _shown(value: float) -> str:
    """Without an exponent where people write none."""
    return f"{value:,.0f}" if abs(value) >= THOUSANDS else f"{value:.4g}"


def judged(given: Iterable[Measured], before: Sequence[Measured]) -> tuple[Judged, ...]:
    """Figures beside those of the version before."""
    known = {one.key: one.value for one in reversed(before)}
    return tuple(Judged(**asdict(one), before=known.get(one.key)) for one in given)


def usual_better(metric: str) -> Better:
    """Which way a metric is usually better, by its name."""
    return Better.LOWER if LOWER.search(metric.replace("_", " ")) else Better.HIGHER
