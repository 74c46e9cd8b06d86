"""Post-deployment reviews: how a model does in one use case, some time after it went live."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now, gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from intake.models.use_cases import UseCase
from registry.choices import LiveActionState, LiveReviewOutcome, LiveReviewState
from registry.logic.rounds import FIRST_DAYS, MONTHS_BETWEEN
from registry.models.models import AIModel, ModelVersion

RUNNING = (LiveReviewState.OPEN, LiveReviewState.REPORTED)


class LiveReviewQuerySet(ReferencedQuerySet["LiveReview"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of the names of model and use case."""
        known = self.by_reference(text)
        if known.exists():
            return known
        return self.filter(Q(model__name__icontains=text) | Q(use_case__title__icontains=text))

    def running(self) -> Self:
        """Neither decided nor cancelled."""
        return self.filter(state__in=RUNNING)

    def due_by(self, day: dt.date) -> Self:
        """Running, and due on this day or before."""
        return self.running().filter(due_on__lte=day)

    def with_names(self) -> Self:
        """With the names that lists and headers show."""
        return self.select_related(
            "model__owner__user", "use_case", "version__developer__user", "version__model"
        ).defer("use_case__search")


class LiveReview(Referenced, TenantModel):
    """One look at a model in service for one use case.

    Somebody who answers for the model reports; somebody else decides. `facts` are what the portal
    knew of drift, incidents and use when it was reported, `metrics` the success metrics of the
    case with what was measured.
    """

    PREFIX = "LR"

    number = models.PositiveIntegerField()
    model = models.ForeignKey(AIModel, on_delete=models.PROTECT, related_name="live_reviews")
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="live_reviews")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="live_reviews")
    round = models.PositiveSmallIntegerField()
    live_since = models.DateField(_("live since"))
    state = models.CharField(
        _("state"), max_length=10, choices=LiveReviewState, default=LiveReviewState.OPEN
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    due_on = models.DateField(_("due"))
    metrics = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    performance = models.TextField(_("performance"), max_length=4000, blank=True)
    drift = models.TextField(_("drift"), max_length=4000, blank=True)
    impacts = models.TextField(_("unintended impacts"), max_length=4000, blank=True)
    feedback = models.TextField(_("feedback of the people affected"), max_length=4000, blank=True)
    benefits = models.TextField(_("benefits against forecast"), max_length=4000, blank=True)
    benefit_forecast = models.DecimalField(
        _("benefit a year, forecast"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    benefit_measured = models.DecimalField(
        _("benefit a year, measured"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)
    reported_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_because = models.TextField(_("sent back because"), max_length=4000, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=LiveReviewOutcome, blank=True)
    rationale = models.TextField(_("why"), max_length=4000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = TenantManager.from_queryset(LiveReviewQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_live_review_per_number"
            ),
            models.UniqueConstraint(
                fields=["model", "use_case", "round"], name="each_live_review_round_once"
            ),
            models.UniqueConstraint(
                fields=["model", "use_case"],
                condition=Q(state__in=["open", "reported"]),
                name="one_running_live_review",
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="live_reviews_count_from_one"),
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "decided"]) | Q(reported_at__isnull=False),
                name="reported_live_reviews_say_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided", outcome="")
                & (~Q(state="decided") | (Q(decided_at__isnull=False) & ~Q(rationale=""))),
                name="decided_live_reviews_say_how",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_on"],
                condition=Q(state__in=["open", "reported"]),
                name="running_live_reviews_by_date",
            ),
            models.Index(fields=["organization", "use_case"], name="live_reviews_of_case"),
        ]

    def __str__(self) -> str:
        return str(
            _("%(model)s for %(case)s after %(time)s")
            % {
                "model": self.model.name,
                "case": self.use_case.reference,
                "time": self.round_label,
            }
        )

    @property
    def round_label(self) -> str:
        """After how long: 30 days, 12 months."""
        if self.round <= len(FIRST_DAYS):
            return _now("%(days)d days") % {"days": FIRST_DAYS[self.round - 1]}
        months = MONTHS_BETWEEN * (self.round - len(FIRST_DAYS) + 1)
        return _now("%(months)d months") % {"months": months}

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_open(self) -> bool:
        """Whether the report is still to be written."""
        return self.state == LiveReviewState.OPEN

    @property
    def is_reported(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == LiveReviewState.REPORTED

    def get_absolute_url(self) -> str:
        return org_url("registry:live_review", reference=self.reference)


class LiveActionQuerySet(TenantQuerySet["LiveAction"]):
    def planned(self) -> Self:
        """Neither done nor dropped."""
        return self.filter(state=LiveActionState.PLANNED)


class LiveAction(TenantModel):
    """Something that is improved after a review, by somebody and until a day."""

    review = models.ForeignKey(LiveReview, on_delete=models.CASCADE, related_name="actions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("what is done"), max_length=2000)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(
        _("state"), max_length=10, choices=LiveActionState, default=LiveActionState.PLANNED
    )
    note = models.TextField(_("what came of it"), max_length=2000, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=255, blank=True)

    objects: ClassVar = TenantManager.from_queryset(LiveActionQuerySet)()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="each_live_action_once"),
            models.CheckConstraint(
                condition=Q(state="planned", settled_at__isnull=True)
                | (~Q(state="planned") & Q(settled_at__isnull=False) & ~Q(note="")),
                name="settled_live_actions_say_how",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "owner", "due_on"],
                condition=Q(state="planned"),
                name="planned_live_actions",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text[:80]}"

    @property
    def is_planned(self) -> bool:
        return self.state == LiveActionState.PLANNED

    def get_absolute_url(self) -> Any:
        return f"{self.review.get_absolute_url()}#actions"
