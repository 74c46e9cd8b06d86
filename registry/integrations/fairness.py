"""Counts in, findings out, measured by fairlearn. Only a worker comes here.

Every rate and measure follows from how many people of a group were decided about in which way. So
fairlearn gets one weighted row for each way and group, never a million of people.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from registry.choices import FairnessMeasure, FairnessRate
from registry.logic.fairness import (
    NEEDS_TRUTH,
    Feature,
    Findings,
    Group,
    Judged,
    Outcomes,
    extremes,
    groups_behind,
    shown_rates,
)
from registry.logic.prediction_files import Tally


def measured(tally: Tally, limits: Mapping[FairnessMeasure, float], minimum: int) -> Findings:
    """The rates of every group and the measures of every feature, held to the limits."""
    import fairlearn

    overall = {"": tally.overall}
    rates = _rates(overall)[""]
    return Findings(
        tally.rows,
        Group("", tally.rows, shown_rates(tally.overall, rates, 1)),
        tuple(_feature(name, groups, limits, minimum) for name, groups in tally.features.items()),
        f"fairlearn {fairlearn.__version__}",
    )


def _feature(
    name: str,
    groups: Mapping[str, Outcomes],
    limits: Mapping[FairnessMeasure, float],
    minimum: int,
) -> Feature:
    rates = _rates(groups)
    shown = tuple(
        Group(
            group,
            outcomes.people if outcomes.people >= minimum else None,
            shown_rates(outcomes, rates[group], minimum),
        )
        for group, outcomes in groups.items()
    )
    has_truth = all(outcomes.has_truth for outcomes in groups.values())
    return Feature(
        name,
        shown,
        tuple(
            _judged(measure, groups, shown, limits.get(measure), minimum)
            for measure in FairnessMeasure
            if has_truth or measure not in NEEDS_TRUTH
        ),
    )


def _judged(
    measure: FairnessMeasure,
    groups: Mapping[str, Outcomes],
    shown: Iterable[Group],
    limit: float | None,
    minimum: int,
) -> Judged:
    names = groups_behind(groups, measure, minimum)
    if len(names) < 2:  # noqa: PLR2004
        return Judged(measure, None, limit)
    from fairlearn import metrics

    value = float(getattr(metrics, measure.value)(**_rows({name: groups[name] for name in names})))
    rate = FairnessRate.TRUE_POSITIVE if measure in NEEDS_TRUTH else FairnessRate.SELECTION
    compared = [group for group in shown if group.name in names]
    return Judged(measure, None if math.isnan(value) else value, limit, *extremes(compared, rate))


def _rates(groups: Mapping[str, Outcomes]) -> dict[str, dict[FairnessRate, float]]:
    """Every rate of every group, also those that are not to be shown."""
    from fairlearn.metrics import (
        MetricFrame,
        false_positive_rate,
        selection_rate,
        true_positive_rate,
    )
    from sklearn.metrics import accuracy_score, precision_score

    asked = {
        FairnessRate.SELECTION: selection_rate,
        FairnessRate.TRUE_POSITIVE: true_positive_rate,
        FairnessRate.FALSE_POSITIVE: false_positive_rate,
        FairnessRate.PRECISION: partial(precision_score, zero_division=0.0),
        FairnessRate.ACCURACY: accuracy_score,
    }
    rows = _rows(groups)
    weights = rows.pop("sample_weight")
    frame = MetricFrame(
        metrics={rate.value: function for rate, function in asked.items()},
        sample_params={rate.value: {"sample_weight": weights} for rate in asked},
        **rows,
    )
    return {
        group: {FairnessRate(name): float(value) for name, value in found.items()}
        for group, found in frame.by_group.to_dict("index").items()
    }


def _rows(groups: Mapping[str, Outcomes]) -> dict[str, Any]:
    """One row for each way in which people of a group were decided about, with their number."""
    cells = [
        (right, decided, name, count)
        for name, outcomes in groups.items()
        for right, decided, count in (
            (1, 1, outcomes.true_positive),
            (0, 1, outcomes.false_positive),
            (0, 0, outcomes.true_negative),
            (1, 0, outcomes.false_negative),
        )
        if count
    ]
    truth, decisions, names, counts = (list(column) for column in zip(*cells, strict=True))
    return {
        "y_true": truth,
        "y_pred": decisions,
        "sensitive_features": names,
        "sample_weight": counts,
    }
