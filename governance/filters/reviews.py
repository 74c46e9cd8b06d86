"""Filters of the lists of reviews and decisions."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice, search
from governance.choices import Outcome, Path, ReviewState
from governance.models.decisions import Decision, DecisionQuerySet
from governance.models.reviews import Review, ReviewQuerySet
from intake.choices import Gate, Tier

PEOPLE_PATHS = [(path.value, path.label) for path in (Path.LIGHT, Path.BOARD)]


def find_review(rows: Any, text: str) -> QuerySet[Any]:
    """By reference of the review, or by words of the case."""
    known: QuerySet[Any] = rows.by_reference(text)
    return known if known.exists() else rows.filter(use_case__title__icontains=text)


def find_decision(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words of title, summary and rationale."""
    known: QuerySet[Any] = rows.by_reference(text)
    return known if known.exists() else rows.matching(text)


class ReviewFilters(Filters):
    q = search(find_review, label=_("Id or name"))
    state = choice(ReviewState.choices, label=_("State"), empty_label=_("Any state"))
    path = choice(PEOPLE_PATHS, label=_("Path"), empty_label=_("Any path"))
    gate = choice(Gate.choices, label=_("Gate"), empty_label=_("Any gate"))
    overdue = django_filters.ChoiceFilter(
        choices=[("yes", _("Overdue"))],
        label=_("Deadline"),
        empty_label=_("Any deadline"),
        method="filter_overdue",
    )

    class Meta(Filters.Meta):
        model = Review

    def filter_overdue(self, rows: ReviewQuerySet, _name: str, _value: str) -> ReviewQuerySet:
        return rows.open().due_before(timezone.now())


class DecisionFilters(Filters):
    q = search(find_decision, label=_("Id, words of case or rationale"))
    outcome = choice(Outcome.choices, label=_("Outcome"), empty_label=_("Any outcome"))
    tier = choice(Tier.choices, label=_("Tier"), empty_label=_("Any tier"))
    path = choice(Path.choices, label=_("Path"), empty_label=_("Any path"))
    gate = choice(Gate.choices, label=_("Gate"), empty_label=_("Any gate"))
    sampled = django_filters.ChoiceFilter(
        choices=[("yes", _("Drawn for audit"))],
        label=_("Sample"),
        empty_label=_("Drawn for audit or not"),
        method="filter_sampled",
    )

    class Meta(Filters.Meta):
        model = Decision

    def filter_sampled(self, rows: DecisionQuerySet, _name: str, _value: str) -> DecisionQuerySet:
        return rows.sampled()
