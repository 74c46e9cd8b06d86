"""Five axis scores, 0 to 100, from the weighted criteria of a rubric; and the priority.

Nothing is invented: a criterion without an answer is left out of its axis and counted as
missing, and an axis without any answered criterion has no score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from intake.choices import Axis
from intake.logic.expressions import Answer, Answers
from intake.logic.questions import UNSURE, InvalidDocument, is_answered

Method = Literal["options", "bands", "present", "count"]
Combine = Literal["max", "min", "mean"]
MAX_POINTS = 100


@dataclass(frozen=True)
class Band:
    """Points for numbers below a limit; the last band has no limit."""

    below: float | None
    points: float


@dataclass(frozen=True)
class Criterion:
    """How one answer gives points, 0 to 100, and how much they weigh in the axis."""

    id: str
    label: str
    question: str
    weight: float
    method: Method
    points: Mapping[str, float]
    bands: tuple[Band, ...]
    combine: Combine = "max"


@dataclass(frozen=True)
class AxisRubric:
    """An axis, its weight in the priority, and its criteria."""

    axis: Axis
    weight: float
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Rubric:
    """A parsed rubric; safe to share."""

    axes: tuple[AxisRubric, ...]


@dataclass(frozen=True)
class Reason:
    """What one criterion gave: points is None when its question has no answer."""

    criterion: str
    label: str
    question: str
    weight: float
    points: float | None


@dataclass(frozen=True)
class AxisScore:
    """The score of an axis, None when nothing was answered, and how complete it is (0 to 1)."""

    axis: Axis
    score: int | None
    completeness: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Scores:
    """All five axes and the priority (None when no axis has a score)."""

    axes: Mapping[Axis, AxisScore]
    priority: float | None
    missing: tuple[str, ...]


def score(answers: Answers, rubric: Rubric) -> Scores:
    """Scores of a case."""
    axes = {axis.axis: _axis_score(axis, answers) for axis in rubric.axes}
    missing = dict.fromkeys(
        reason.question
        for scored in axes.values()
        for reason in scored.reasons
        if reason.points is None
    )
    return Scores(axes=axes, priority=priority(axes, rubric), missing=tuple(missing))


def priority(axes: Mapping[Axis, AxisScore], rubric: Rubric) -> float | None:
    """Weighted sum of the axes with risk subtracted; an axis without score adds nothing.

    Weights of the other four axes are shares of 1, so the result lies between minus the weight of
    risk times 100 and 100; one decimal.
    """
    if all(scored.score is None for scored in axes.values()):
        return None
    total = 0.0
    for axis in rubric.axes:
        sign = -1 if axis.axis == Axis.RISK else 1
        total += sign * axis.weight * (axes[axis.axis].score or 0)
    return round(total, 1) + 0.0


def _axis_score(axis: AxisRubric, answers: Answers) -> AxisScore:
    reasons = tuple(
        Reason(
            criterion=criterion.id,
            label=criterion.label,
            question=criterion.question,
            weight=criterion.weight,
            points=_points(criterion, answers.get(criterion.question)),
        )
        for criterion in axis.criteria
    )
    known = [reason for reason in reasons if reason.points is not None]
    weight = sum(reason.weight for reason in known)
    earned = sum(reason.weight * (reason.points or 0) for reason in known)
    full = sum(reason.weight for reason in reasons)
    return AxisScore(
        axis=axis.axis,
        score=round(earned / weight) if weight else None,
        completeness=round(weight / full, 3) if full else 0.0,
        reasons=reasons,
    )


def _points(criterion: Criterion, answer: Answer) -> float | None:
    if not is_answered(answer) or answer == UNSURE:
        return None
    if criterion.method == "present":
        return criterion.points.get("present", MAX_POINTS)
    if criterion.method == "count":
        return _in_bands(criterion, len(answer) if isinstance(answer, list | tuple) else 1)
    if criterion.method == "bands":
        return _in_bands(criterion, answer) if isinstance(answer, int | float) else None
    return _for_options(criterion, answer)


def _in_bands(criterion: Criterion, number: float) -> float:
    for band in criterion.bands:
        if band.below is None or number < band.below:
            return band.points
    return criterion.bands[-1].points


def _for_options(criterion: Criterion, answer: Answer) -> float | None:
    if isinstance(answer, bool):
        return criterion.points.get("true" if answer else "false")
    chosen = answer if isinstance(answer, list | tuple) else [answer]
    found = [criterion.points[str(item)] for item in chosen if str(item) in criterion.points]
    if not found:
        return None
    if criterion.combine == "mean":
        return sum(found) / len(found)
    return max(found) if criterion.combine == "max" else min(found)


def parse(document: Mapping[str, Any]) -> Rubric:
    """The rubric of a stored document.

    Raises:
        InvalidDocument: an axis is missing or repeated, weights or points are out of range, or
            a criterion says neither options nor bands.
    """
    try:
        axes = tuple(_axis(raw) for raw in document["axes"])
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidDocument([f"rubric: {error}"]) from error
    problems = _problems(axes)
    if problems:
        raise InvalidDocument(problems)
    return Rubric(axes)


def _axis(raw: Mapping[str, Any]) -> AxisRubric:
    return AxisRubric(
        axis=Axis(raw["axis"]),
        weight=float(raw["weight"]),
        criteria=tuple(_criterion(criterion) for criterion in raw["criteria"]),
    )


def _criterion(raw: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=str(raw["id"]),
        label=str(raw["label"]),
        question=str(raw["question"]),
        weight=float(raw.get("weight", 1)),
        method=raw["method"],
        points={str(key): float(value) for key, value in raw.get("points", {}).items()},
        bands=tuple(
            Band(band.get("below"), float(band["points"])) for band in raw.get("bands", ())
        ),
        combine=raw.get("combine", "max"),
    )


def _problems(axes: Sequence[AxisRubric]) -> list[str]:
    found = []
    if sorted(axis.axis for axis in axes) != sorted(Axis):
        found.append("a rubric has each of the five axes once")
    benefit = sum(axis.weight for axis in axes if axis.axis != Axis.RISK)
    if abs(benefit - 1) > 0.001 or any(not 0 <= axis.weight <= 1 for axis in axes):  # noqa: PLR2004
        found.append("the weights of value, feasibility, data readiness and adoption add up to 1")
    criteria = [criterion for axis in axes for criterion in axis.criteria]
    repeated = {c.id for c in criteria if [other.id for other in criteria].count(c.id) > 1}
    found += [f"criterion {key} occurs twice" for key in sorted(repeated)]
    return found + [problem for criterion in criteria for problem in _bad_criterion(criterion)]


def _bad_criterion(criterion: Criterion) -> list[str]:
    found = []
    points = [*criterion.points.values(), *(band.points for band in criterion.bands)]
    limits = [band.below for band in criterion.bands if band.below is not None]
    if criterion.weight <= 0:
        found.append(f"criterion {criterion.id}: the weight is above 0")
    if any(not 0 <= value <= MAX_POINTS for value in points):
        found.append(f"criterion {criterion.id}: points lie between 0 and {MAX_POINTS}")
    if criterion.method in ("bands", "count") and not criterion.bands:
        found.append(f"criterion {criterion.id}: bands are missing")
    if limits != sorted(limits):
        found.append(f"criterion {criterion.id}: bands go from low to high")
    if criterion.method not in ("options", "bands", "present", "count"):
        found.append(f"criterion {criterion.id}: unknown method {criterion.method}")
    return found
