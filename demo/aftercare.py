"""Reviews of models in service: who answers for the model reports, somebody of the CoE decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from coe_portal.accounts.actor import Actor
from demo.director import Director, Story
from demo.founding import House
from demo.working_hours import Calendar
from registry.actions.live_reviews import (
    LiveActionTerms,
    Report,
    Verdict,
    decide_live_review,
    report_live_review,
)
from registry.choices import LiveReviewOutcome, LiveReviewState, MetricResult
from registry.models.live_reviews import LiveReview
from registry.models.monitoring import DriftReview
from registry.queries.live_reviews import success_metrics

REPORTED_AFTER, DECIDED_AFTER = 6, 4
IMPROVED_BY: Final = dt.timedelta(days=45)


class Aftercare:
    """Called after every step: a story for each review that the night has opened."""

    def __init__(self, house: House, director: Director, judges: Sequence[str]) -> None:
        self._house = house
        self._director = director
        self._judges = judges
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{house.organization.slug}/aftercare")
        self._known = 0

    def __call__(self) -> None:
        """Take up what has been opened since."""
        for review in LiveReview.objects.filter(number__gt=self._known).order_by("number"):
            self._known = review.number
            self._director.start(self._tell(review.pk))

    def _tell(self, pk: int) -> Story:
        moment = self._time.after(self._review(pk).opened_at, REPORTED_AFTER)
        yield moment
        review = self._review(pk)
        if not review.is_open:
            return
        report_live_review(review, _report(review), actor=Actor.member(review.model.owner))
        yield self._time.after(moment, DECIDED_AFTER)
        review = self._review(pk)
        if review.state == LiveReviewState.REPORTED:
            decide_live_review(review, _verdict(review), actor=self._judge(review))

    def _review(self, pk: int) -> LiveReview:
        found: LiveReview = LiveReview.objects.with_names().get(pk=pk)
        return found

    def _judge(self, review: LiveReview) -> Actor:
        """Somebody of the CoE who has no part in it."""
        involved = {review.model.owner_id, review.version.developer_id}
        people = (self._house.people[key] for key in self._judges)
        return Actor.member(next(one for one in people if one.pk not in involved))


def _drifted(review: LiveReview) -> bool:
    return DriftReview.objects.filter(version__model=review.model).exists()


def _report(review: LiveReview) -> Report:
    drifted = _drifted(review)
    metrics = success_metrics(review.use_case)
    return Report(
        performance="It does what it was approved for; the numbers are below.",
        drift=(
            "The monitors found a change, which has a review of its own."
            if drifted
            else "The monitors found nothing that matters."
        ),
        impacts="We asked the people who work with it and looked at the complaints: none so far.",
        feedback="They use it every day, and correct it where they know better.",
        benefits="As forecast, as far as this can be said after so short a time.",
        readings=tuple((metric["target"], MetricResult.MET) for metric in metrics),
    )


def _verdict(review: LiveReview) -> Verdict:
    if not _drifted(review):
        why = "The goals are met and nobody was harmed."
        return Verdict(outcome=LiveReviewOutcome.CONTINUE, rationale=why)
    watch = LiveActionTerms(
        "Look at the monitors' thresholds with the people who read the alarms.",
        review.model.owner,
        review.due_on + IMPROVED_BY,
    )
    why = "It stays in service while the change of its data is looked at."
    return Verdict(outcome=LiveReviewOutcome.IMPROVE, rationale=why, actions=(watch,))
