"""What is asked of an assessment before it begins, and what its numbers come to."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from registry.choices import FairnessMeasure, FairnessRate
from registry.logic.fairness import (
    RECOMMENDED,
    Feature,
    Findings,
    Group,
    Judged,
    Outcomes,
    Plan,
    PlanError,
    checked_limits,
    groups_behind,
    interval,
    is_looser,
    shown_rates,
)

PLAN = {"decision": "said", "positive": "1", "features": ("sex",)}
DIFFERENCE, RATIO = FairnessMeasure.PARITY_DIFFERENCE, FairnessMeasure.PARITY_RATIO
ODDS = FairnessMeasure.ODDS_DIFFERENCE


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"features": ()}, "features", "none"),
        ({"features": tuple("abcdefg")}, "features", "many"),
        ({"features": ("height",)}, "features", "unknown"),
        ({"decision": "guess"}, "decision", "unknown"),
        ({"truth": "guess"}, "truth", "unknown"),
        ({"truth": "sex"}, "features", "twice"),
        ({"decision": "sex"}, "features", "twice"),
        ({"cutoff": math.inf}, "cutoff", "number"),
        ({"positive": " "}, "positive", "empty"),
    ],
)
def test_a_plan_that_does_not_fit_names_the_answer(changed, field, problem):
    with pytest.raises(PlanError) as refused:
        Plan(**{**PLAN, **changed}).check(("said", "was", "sex"))
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_a_plan_is_read_as_it_was_stored():
    plan = Plan(**{**PLAN, "truth": "was", "cutoff": 0.5, "together": True})
    plan.check(("said", "was", "sex"))
    assert Plan.of(plan.stored()) == plan


@pytest.mark.parametrize(
    ("limits", "has_truth", "field", "problem"),
    [
        ({}, True, DIFFERENCE, "none"),
        ({RATIO: 1.2}, True, RATIO, "share"),
        ({RATIO: math.nan}, True, RATIO, "share"),
        ({ODDS: 0.1}, False, ODDS, "truth"),
    ],
)
def test_limits_are_shares_that_can_be_measured(limits, has_truth, field, problem):
    with pytest.raises(PlanError) as refused:
        checked_limits(limits, has_truth=has_truth)
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_less_than_recommended_is_noticed():
    assert not is_looser(RECOMMENDED, has_truth=True)
    assert not is_looser({DIFFERENCE: 0.05, RATIO: 0.9, ODDS: 0.1}, has_truth=True)
    assert is_looser({**RECOMMENDED, DIFFERENCE: 0.2}, has_truth=True)
    assert is_looser({**RECOMMENDED, RATIO: 0.7}, has_truth=True)
    assert is_looser({DIFFERENCE: 0.1, RATIO: 0.8}, has_truth=True)
    assert not is_looser({DIFFERENCE: 0.1, RATIO: 0.8}, has_truth=False)


def test_a_group_is_compared_where_enough_people_stand_behind_each_rate():
    groups = {
        "many": Outcomes(true_positive=40, false_negative=10, false_positive=30, true_negative=30),
        "few positives": Outcomes(true_positive=5, false_positive=60),
        "few": Outcomes(true_positive=3, true_negative=3),
    }
    assert groups_behind(groups, DIFFERENCE, 30) == ("many", "few positives")
    assert groups_behind(groups, ODDS, 30) == ("many",)
    assert groups_behind(groups, ODDS, 5) == ("many", "few positives")


def test_rates_of_few_people_are_not_shown():
    outcomes = Outcomes(true_positive=40, false_positive=5, true_negative=5)
    values = dict.fromkeys(FairnessRate, 0.5)
    assert set(shown_rates(outcomes, values, 30)) == {
        FairnessRate.SELECTION,
        FairnessRate.TRUE_POSITIVE,
        FairnessRate.PRECISION,
        FairnessRate.ACCURACY,
    }


def test_an_interval_is_wilsons():
    # 8 of 10: Wilson 1927, as worked out in textbooks.
    assert interval(0.8, 10) == pytest.approx((0.490162, 0.943318), abs=1e-6)


@given(st.integers(1, 10**6), st.data())
def test_an_interval_holds_its_share_and_stays_a_share(people, data):
    share = data.draw(st.integers(0, people)) / people
    low, high = interval(share, people)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


@pytest.mark.parametrize(
    ("judged", "passed"),
    [
        (Judged(DIFFERENCE, 0.1, 0.1), True),
        (Judged(DIFFERENCE, 0.11, 0.1), False),
        (Judged(RATIO, 0.8, 0.8), True),
        (Judged(RATIO, 0.79, 0.8), False),
        (Judged(DIFFERENCE, 0.5, None), None),
        (Judged(DIFFERENCE, None, 0.1), False),
    ],
)
def test_what_is_beyond_its_limit_or_cannot_be_judged_does_not_pass(judged, passed):
    assert judged.passed is passed


def test_findings_are_read_as_they_were_stored():
    outcomes = Outcomes(true_positive=40, false_positive=20, true_negative=40)
    shown = shown_rates(outcomes, {FairnessRate.SELECTION: 0.6}, 10)
    feature = Feature(
        "sex",
        (Group("f", 100, shown), Group("x", None)),
        (Judged(DIFFERENCE, 0.3, 0.1, "f", "m"),),
    )
    findings = Findings(100, Group("", 100, shown), (feature,), "fairlearn 0.15.0")
    assert Findings.of(findings.stored()) == findings
    assert findings.stored()["passed"] is False
    assert feature.small == ("x",)
