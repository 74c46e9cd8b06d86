"""Figures of an evaluation: the result follows from them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.errors import InvalidInput, NotAllowed
from registry.actions.evaluations import EvaluationTerms, record_evaluation
from registry.choices import DocumentKind
from registry.logic.evaluations import EvaluationContent, Measured
from registry.models.models import ModelVersion
from tests.registry.models import document, new_version

OFFLINE, REGRESSION = DocumentKind.OFFLINE, DocumentKind.REGRESSION


def evaluate(version, by, *results, kind=OFFLINE):
    terms = EvaluationTerms(kind=kind, title="Held-out set", results=results)
    return record_evaluation(version, terms, actor=Actor.member(by))


def test_the_result_follows_from_the_thresholds(version, developer):
    good = evaluate(version, developer, Measured("f1", 0.9, threshold=0.8), Measured("auc", 0.5))
    assert good.result == "passed"
    bad = evaluate(version, developer, Measured("f1", 0.7, threshold=0.8))
    assert bad.result == "failed"
    assert bad.content["results"][0]["passed"] is False


def test_without_a_threshold_nothing_is_said(version, developer):
    with pytest.raises(InvalidInput, match="threshold") as refused:
        evaluate(version, developer, Measured("f1", 0.9))
    assert list(refused.value.errors) == ["results"]


def test_a_comparison_needs_something_to_compare_with(version, developer):
    with pytest.raises(InvalidInput, match="nothing to compare"):
        evaluate(version, developer, Measured("f1", 0.9, threshold=0.8), kind=REGRESSION)


def test_figures_stand_beside_those_of_the_version_before(version, developer):
    evaluate(version, developer, Measured("f1", 0.9, threshold=0.8))
    second = new_version(version.model, developer)
    worse = evaluate(second, developer, Measured("F1", 0.85), kind=REGRESSION)
    content = EvaluationContent.from_content(worse.content)
    assert (worse.result, content.compared_with) == ("failed", 1)
    assert content.results[0].before == 0.9
    allowed = evaluate(second, developer, Measured("f1", 0.85, tolerance=0.05), kind=REGRESSION)
    assert allowed.result == "passed"


def test_what_served_is_compared_with_before_what_did_not(version, developer):
    evaluate(version, developer, Measured("f1", 0.9, threshold=0.8))
    ModelVersion.objects.filter(pk=version.pk).update(served_at=timezone.now())
    evaluate(new_version(version.model, developer), developer, Measured("f1", 0.5, threshold=0.4))
    third = new_version(version.model, developer)
    content = evaluate(third, developer, Measured("f1", 0.6), kind=REGRESSION).content
    assert (content["compared_with"], content["results"][0]["before"]) == (1, 0.9)


def test_a_report_without_figures_is_nothing_to_compare_with(version, developer):
    document(version, OFFLINE, developer)
    second = new_version(version.model, developer)
    with pytest.raises(InvalidInput, match="nothing to compare"):
        evaluate(second, developer, Measured("f1", 0.9), kind=REGRESSION)


def test_who_may_record_it(version, validator, developer):
    with pytest.raises(NotAllowed):
        evaluate(version, validator, Measured("f1", 0.9, threshold=0.8))
    with pytest.raises(InvalidInput, match="no figures"):
        evaluate(version, developer, Measured("f1", 1, threshold=0), kind=DocumentKind.DATASHEET)
