"""The PDF of a drift review: what was found, its plots, what was decided, and the data inside."""

from __future__ import annotations

import io
import json

import pytest
from pypdf import PdfReader

from coe_portal.accounts.actor import Actor
from registry.actions.drift_reviews import Resolution, resolve_drift_review
from registry.choices import DriftOutcome
from registry.integrations.drift_pdf import plots_of, print_review
from registry.models.monitoring import DriftReview
from tests.registry.monitoring import check, watch_drift

pytestmark = pytest.mark.usefixtures("in_scope")


def test_everything_that_was_found_and_decided_is_printed(organization, version, staff):
    check(watch_drift(version, name="Nights"))
    found = DriftReview.objects.get()
    resolution = Resolution(DriftOutcome.ACCEPT, "A campaign brought older people.")
    resolve_drift_review(found, resolution, actor=Actor.member(staff))
    review = DriftReview.objects.with_version().select_related("resolved_by__user").get()
    assert [plot.name for plot in plots_of(review)] == ["age"]
    reader = PdfReader(io.BytesIO(print_review(review, organization)))
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    for told in (review.reference, "fraud-scorer", "Nights", "A campaign brought", "Sam Staff"):
        assert told in text
    data = json.loads(reader.attachments["drift-review.json"][0])
    assert data["outcome"] == "accept"
    assert {signal["feature"] for signal in data["signals"]} == {"age"}
