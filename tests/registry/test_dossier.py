"""The case file tells of the models of its case: what they are, what was decided, what drifted."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.template.loader import render_to_string

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_here
from registry.actions.drift_reviews import Resolution, resolve_drift_review
from registry.actions.live_reviews import (
    LiveActionTerms,
    Verdict,
    decide_live_review,
    report_live_review,
)
from registry.actions.operations import InputTerms, add_input
from registry.actions.promotion import request_promotion
from registry.actions.retirement import PlanTerms, plan_retirement
from registry.choices import (
    DocumentKind,
    DriftOutcome,
    InputKind,
    InputRole,
    LiveReviewOutcome,
)
from registry.dossier.after_go_live import after_go_live_section
from registry.dossier.models import models_section
from registry.dossier.monitoring import monitoring_section
from registry.dossier.promotions import promotions_section
from registry.models.monitoring import DriftReview
from tests.governance.conftest import new_case
from tests.registry.golive import after, go_live, open_due, report
from tests.registry.models import document, new_model, new_version
from tests.registry.monitoring import check, watch_drift

pytestmark = pytest.mark.usefixtures("in_scope")
SECTIONS = (models_section, monitoring_section, promotions_section, after_go_live_section)


def printed(chapter):
    """The chapter's page and its data as one text."""
    return render_to_string(chapter.template, chapter.context) + json.dumps(chapter.data)


def test_a_case_without_models_has_no_such_chapters(owner, case):
    assert [section(case) for section in SECTIONS] == [None] * 4
    assert [section(owner) for section in SECTIONS] == [None] * 4


def test_models_are_told_with_lineage_and_documents(case, version, developer):
    lineage = InputTerms(kind=InputKind.DATASET, role=InputRole.TRAINING, name="loans of 2025")
    add_input(version, lineage, actor=Actor.member(developer))
    document(version, DocumentKind.MODEL_CARD, developer, title="Card of the scorer")
    text = printed(models_section(case))
    for told in ("fraud-scorer", "Olga Owner", "Dev Developer", "loans of 2025", "Card of the"):
        assert text.count(told) >= 2


def test_promotions_are_told(case, version, owner):
    request_promotion(version, note="The old one is worn out.", actor=Actor.member(owner))
    text = printed(promotions_section(case))
    assert text.count("The old one is worn out.") == 2
    assert "Olga Owner" in text


def test_monitors_and_decided_reviews_are_told(case, version, staff):
    check(watch_drift(version, name="Nights of the scorer"))
    resolution = Resolution(DriftOutcome.ACCEPT, "A campaign brought older people.")
    resolve_drift_review(DriftReview.objects.get(), resolution, actor=Actor.member(staff))
    text = printed(monitoring_section(case))
    assert text.count("Nights of the scorer") == 2
    assert text.count("A campaign brought older people.") == 2


def test_reviews_after_go_live_and_the_retirement_are_told(version, owner, staff):
    case = go_live(version).model.links.get().use_case
    with after(30):
        (review,) = open_due()
        report_live_review(review, report(readings=()), actor=Actor.member(owner))
        improved = LiveActionTerms(
            "Ask the desk again.", owner, today_here() + dt.timedelta(days=9)
        )
        verdict = Verdict(
            outcome=LiveReviewOutcome.IMPROVE, rationale="The desk was few.", actions=(improved,)
        )
        decide_live_review(review, verdict, actor=Actor.member(staff))
        wanted = PlanTerms("Replaced next year.", today_here() + dt.timedelta(days=60))
        plan_retirement(case, wanted, actor=Actor.member(staff))
    text = printed(after_go_live_section(case))
    told = (
        "Ten claims an hour.",
        "The desk was few.",
        "Ask the desk again.",
        "Replaced next year.",
    )
    assert [text.count(one) for one in told] == [2, 2, 2, 2]
    assert after_go_live_section(new_case(owner, title="Something else")) is None


def test_models_of_another_case_are_not_told(case, version, owner):
    other = new_case(owner, title="Something else")
    new_version(new_model(owner, name="unrelated", use_case=other.reference), owner)
    assert "unrelated" not in printed(models_section(case))
    assert "fraud-scorer" not in printed(models_section(other))
