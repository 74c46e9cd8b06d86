"""Figures of an evaluation: whether they pass follows from thresholds and the version before."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from registry.choices import Better, DocumentKind, DocumentResult
from registry.logic.evaluations import (
    EvaluationContent,
    Judged,
    Measured,
    judged,
    usual_better,
)

HIGHER, LOWER = Better.HIGHER, Better.LOWER
numbers = st.floats(-1e6, 1e6)
figures = st.builds(
    Measured,
    metric=st.sampled_from(["f1", "loss", "AUC"]),
    value=numbers,
    suite=st.sampled_from(["", "core"]),
    better=st.sampled_from(Better),
    threshold=st.none() | numbers,
    tolerance=st.floats(0, 10),
)


@pytest.mark.parametrize(
    ("better", "value", "threshold", "met"),
    [
        (HIGHER, 0.9, 0.9, True),
        (HIGHER, 0.89, 0.9, False),
        (LOWER, 120, 200, True),
        (LOWER, 201, 200, False),
        (LOWER, 201, None, None),
    ],
)
def test_a_threshold_is_met_on_its_side(better, value, threshold, met):
    assert Measured("m", value, better=better, threshold=threshold).meets_threshold is met


@pytest.mark.parametrize(
    ("better", "before", "value", "tolerance", "is_worse"),
    [
        (HIGHER, 0.90, 0.89, 0.0, True),
        (HIGHER, 0.90, 0.89, 0.01, False),
        (HIGHER, 0.90, 0.88, 0.01, True),
        (HIGHER, 0.90, 0.95, 0.0, False),
        (LOWER, 100, 110, 0.0, True),
        (LOWER, 100, 110, 10.0, False),
        (LOWER, None, 110, 0.0, False),
    ],
)
def test_worse_than_before_by_more_than_allowed(better, before, value, tolerance, is_worse):
    figure = Judged("m", value, better=better, tolerance=tolerance, before=before)
    assert figure.is_regression is is_worse


def test_figures_are_compared_by_suite_data_and_metric():
    before = [Measured("F1", 0.8, suite="core"), Measured("F1", 0.1, suite="rare")]
    found = judged([Measured("f1", 0.9, suite="Core"), Measured("f1", 0.9)], before)
    assert [one.before for one in found] == [0.8, None]
    assert found[0].change == pytest.approx(0.1)
    assert found[0].is_improvement


@pytest.mark.parametrize(
    ("kind", "figure", "outcome"),
    [
        ("offline", Judged("f1", 0.9, threshold=0.8), "passed"),
        ("offline", Judged("f1", 0.7, threshold=0.8), "failed"),
        ("offline", Judged("f1", 0.7), ""),
        ("offline", Judged("f1", 0.85, threshold=0.8, before=0.9), "passed"),
        ("regression", Judged("f1", 0.85, threshold=0.8, before=0.9), "failed"),
        ("regression", Judged("f1", 0.95, before=0.9), "passed"),
        ("regression", Judged("f1", 0.7, threshold=0.8, before=0.6), "failed"),
        ("regression", Judged("f1", 0.9, threshold=0.8), ""),
    ],
)
def test_what_an_evaluation_comes_to(kind, figure, outcome):
    content = EvaluationContent((figure,))
    assert content.outcome(DocumentKind(kind)) == DocumentResult(outcome)


@given(st.lists(figures, max_size=4), st.lists(figures, max_size=4))
def test_it_comes_back_as_it_was_kept(now, before):
    content = EvaluationContent(judged(now, before), 3)
    assert EvaluationContent.from_content(content.content()) == content


@given(figures)
def test_nothing_is_worse_than_itself(figure):
    (same,) = judged([figure], [figure])
    assert not same.is_regression
    assert not same.is_improvement


def test_another_document_has_no_figures():
    assert EvaluationContent.from_content({"schema": "model-card/1"}).results == ()


@pytest.mark.parametrize(
    ("metric", "better"),
    [
        ("accuracy", HIGHER),
        ("f1", HIGHER),
        ("rmse", LOWER),
        ("eval_loss", LOWER),
        ("p95 latency", LOWER),
        ("hallucination_rate", LOWER),
        ("faithfulness", HIGHER),
    ],
)
def test_which_way_is_usually_better(metric, better):
    assert usual_better(metric) == better
