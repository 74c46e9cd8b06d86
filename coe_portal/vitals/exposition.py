"""Pure: numbers in the text format that Prometheus reads (version 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from coe_portal.vitals.histograms import BOUNDS, Histogram, Spot

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
ESCAPES: Final = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})
Labels = Mapping[str, str]


@dataclass(frozen=True)
class Sample:
    """One line: `suffix` comes after the name of its metric."""

    value: float
    labels: Labels = field(default_factory=dict)
    suffix: str = ""


@dataclass(frozen=True)
class Metric:
    """A name, what it means, and its lines."""

    name: str
    kind: str
    meaning: str
    samples: tuple[Sample, ...]


def gauge(name: str, meaning: str, value: float | None) -> Metric:
    """A number that goes up and down; without a line while nobody knows it."""
    return Metric(name, "gauge", meaning, () if value is None else (Sample(value),))


def histogram(name: str, meaning: str, found: Mapping[Spot, Histogram]) -> Metric:
    """Answers by route and status, in buckets that each hold the ones before."""
    samples = tuple(sample for spot, one in found.items() for sample in _of_spot(spot, one))
    return Metric(name, "histogram", meaning, samples)


def _of_spot(spot: Spot, one: Histogram) -> Iterator[Sample]:
    labels = {"route": spot.route, "status": spot.status}
    for bound, count in zip([*map(str, BOUNDS), "+Inf"], accumulate(one.counts), strict=True):
        yield Sample(count, {**labels, "le": bound}, "_bucket")
    yield Sample(one.seconds, labels, "_sum")
    yield Sample(one.count, labels, "_count")


def exposition(metrics: Iterable[Metric]) -> str:
    """All of them as text."""
    return "".join(line + "\n" for metric in metrics for line in _lines(metric))


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.meaning}"
    yield f"# TYPE {metric.name} {metric.kind}"
    for sample in metric.samples:
        yield f"{metric.name}{sample.suffix}{_labels(sample.labels)} {sample.value:.15g}"


def _labels(labels: Labels) -> str:
    pairs = ",".join(f'{name}="{value.translate(ESCAPES)}"' for name, value in labels.items())
    return f"{{{pairs}}}" if pairs else ""
