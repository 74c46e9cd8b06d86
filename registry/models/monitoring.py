"""What running models send, what watches it, and what is decided when it drifts."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, Organization, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.models.reviews import Review
from registry.choices import (
    BaselineKind,
    DriftOutcome,
    DriftReviewState,
    DriftSeverity,
    DriftTest,
    MonitorRhythm,
    ObservationSet,
)
from registry.models.models import ModelVersion

MOST_WINDOW_DAYS = 92


class ObservationQuerySet(TenantQuerySet["Observation"]):
    def of(self, version: ModelVersion, kind: ObservationSet) -> Self:
        """What a version sent from operation, or as its reference."""
        return self.filter(version=version, kind=kind)

    def between(self, start: dt.datetime, end: dt.datetime) -> Self:
        """From a moment on until before another."""
        return self.filter(observed_at__gte=start, observed_at__lt=end)


class Observation(TenantModel):
    """What one version saw or said once: values of features and metrics, or histograms of them.

    Partitioned by month of `observed_at`. The key of the sender is known once at its moment, so
    that a request may be sent again. The composite foreign key of the version, which leads to the
    organization too, is the only one: each costs a look-up for every row.
    """

    pk = models.CompositePrimaryKey("version_id", "kind", "observed_at", "key")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        related_name="+",
        editable=False,
        db_constraint=False,
        db_index=False,
    )
    version = models.ForeignKey(
        ModelVersion,
        on_delete=models.PROTECT,
        related_name="observations",
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(max_length=10, choices=ObservationSet)
    observed_at = models.DateTimeField()
    key = models.CharField(max_length=64)
    content = models.JSONField()
    updated_at = None  # type: ignore[assignment]

    objects: ClassVar = TenantManager.from_queryset(ObservationQuerySet)()

    class Meta:
        ordering = ("observed_at", "key")

    def __str__(self) -> str:
        return f"{self.key} {self.observed_at:%Y-%m-%d %H:%M}"


class MonitorQuerySet(ReferencedQuerySet["Monitor"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of its name or of the model's."""
        known = self.by_reference(text)
        if known.exists():
            return known
        return self.filter(Q(name__icontains=text) | Q(version__model__name__icontains=text))

    def active(self) -> Self:
        """Switched on, of a version that is still there."""
        return self.filter(
            is_active=True,
            version__removed_at__isnull=True,
            version__model__removed_at__isnull=True,
        )

    def with_version(self) -> Self:
        """With the names that lists and headers show."""
        return self.select_related("version__model__owner__user")


class Monitor(Referenced, TenantModel):
    """Watches one version: which window is compared with what, how often, and by which limits.

    `limits` replaces the default limits of tests, `metrics` are the limits of metrics; both are
    read by queries/monitoring.py. `last_*` repeat the newest evaluation for the list.
    """

    PREFIX = "MON"

    number = models.PositiveIntegerField()
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="monitors")
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("active"), default=True)
    rhythm = models.CharField(
        _("checked"), max_length=8, choices=MonitorRhythm, default=MonitorRhythm.DAILY
    )
    window_days = models.PositiveSmallIntegerField(
        _("days in a window"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WINDOW_DAYS)],
    )
    baseline = models.CharField(
        _("compared with"),
        max_length=10,
        choices=BaselineKind,
        default=BaselineKind.REFERENCE,
    )
    baseline_from = models.DateField(_("from"), null=True, blank=True)
    baseline_until = models.DateField(_("until"), null=True, blank=True)
    features = models.JSONField(default=list, blank=True)
    limits = models.JSONField(default=dict, blank=True)
    metrics = models.JSONField(default=dict, blank=True)
    missing_limit = models.FloatField(_("rise of missing values"), default=0.05)
    minimum = models.PositiveIntegerField(_("fewest observations"), default=100)
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_evaluated_at = models.DateTimeField(_("last checked"), null=True, blank=True)
    last_severity = models.CharField(_("result"), max_length=8, choices=DriftSeverity, blank=True)

    objects: ClassVar = TenantManager.from_queryset(MonitorQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_monitor_per_number"
            ),
            models.CheckConstraint(
                condition=Q(window_days__range=(1, MOST_WINDOW_DAYS)),
                name="monitor_windows_are_days",
            ),
            models.CheckConstraint(
                condition=~Q(baseline="fixed")
                | Q(baseline_from__isnull=False, baseline_until__gte=F("baseline_from")),
                name="fixed_baselines_have_days",
            ),
            models.CheckConstraint(
                condition=Q(missing_limit__gt=0, missing_limit__lte=1),
                name="missing_limit_is_a_share",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "version"], name="monitors_by_version"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return org_url("registry:monitor", reference=self.reference)


class Evaluation(FrozenModel):
    """What one monitor found in one window: kept as it was, with the bins behind every number."""

    monitor = models.ForeignKey(Monitor, on_delete=models.PROTECT, related_name="evaluations")
    window_from = models.DateTimeField(_("from"))
    window_until = models.DateTimeField(_("until"))
    observations = models.PositiveBigIntegerField(_("observations"))
    reference_observations = models.PositiveBigIntegerField(_("in the reference"))
    severity = models.CharField(_("result"), max_length=8, choices=DriftSeverity)
    features = models.JSONField(default=list)
    metrics = models.JSONField(default=list)
    evaluated_at = models.DateTimeField(_("checked"), default=timezone.now)

    class Meta:
        ordering = ("-window_until", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["monitor", "window_until"], name="one_evaluation_per_window"
            ),
            models.CheckConstraint(
                condition=Q(window_until__gt=F("window_from")), name="windows_have_a_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.window_from:%Y-%m-%d} – {self.window_until:%Y-%m-%d}"


class DriftReviewQuerySet(ReferencedQuerySet["DriftReview"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of the model's name or the rationale."""
        known = self.by_reference(text)
        if known.exists():
            return known
        return self.filter(Q(version__model__name__icontains=text) | Q(rationale__icontains=text))

    def open(self) -> Self:
        """Not decided yet."""
        return self.filter(state=DriftReviewState.OPEN)

    def due_by(self, day: dt.date) -> Self:
        """Open, and to be decided by this day or before."""
        return self.open().filter(due_on__lte=day)

    def with_version(self) -> Self:
        """With the names that lists and headers show."""
        return self.select_related("version__model__owner__user", "version__developer__user")

    def with_signals(self) -> Self:
        """With the number of signals."""
        return self.annotate(signal_count=Count("signals"))


class DriftReview(Referenced, TenantModel):
    """A version drifts: one open review gathers its signals until somebody decides."""

    PREFIX = "DR"

    number = models.PositiveIntegerField()
    version = models.ForeignKey(
        ModelVersion, on_delete=models.PROTECT, related_name="drift_reviews"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=DriftReviewState, default=DriftReviewState.OPEN
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    extended_at = models.DateTimeField(_("last signal"), default=timezone.now)
    due_on = models.DateField(_("decide by"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=DriftOutcome, blank=True)
    rationale = models.TextField(_("why"), max_length=4000, blank=True)
    resolved_at = models.DateTimeField(_("decided"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The version that serves again after a roll-back.
    target = models.ForeignKey(
        ModelVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Where the board judges the version anew after an escalation.
    board_review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = TenantManager.from_queryset(DriftReviewQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_drift_review_per_number"
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(state="open"),
                name="one_open_drift_review_per_version",
            ),
            models.CheckConstraint(
                condition=Q(state="open", outcome="", resolved_at__isnull=True)
                | (
                    Q(state="resolved", resolved_at__isnull=False)
                    & ~Q(outcome="")
                    & ~Q(rationale="")
                ),
                name="resolved_drift_reviews_say_how",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_on"],
                condition=Q(state="open"),
                name="open_drift_reviews_by_date",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Drift of %(version)s") % {"version": self.version})

    @property
    def is_open(self) -> bool:
        return self.state == DriftReviewState.OPEN

    def get_absolute_url(self) -> str:
        return org_url("registry:drift_review", reference=self.reference)


class DriftSignal(FrozenModel):
    """A number past its limit in one window, with the limits as they were."""

    monitor = models.ForeignKey(Monitor, on_delete=models.PROTECT, related_name="signals")
    review = models.ForeignKey(
        DriftReview, on_delete=models.PROTECT, null=True, blank=True, related_name="signals"
    )
    feature = models.CharField(_("feature"), max_length=100)
    test = models.CharField(_("found by"), max_length=12, choices=DriftTest)
    window_from = models.DateTimeField(_("from"))
    window_until = models.DateTimeField(_("until"))
    value = models.FloatField(_("value"))
    chance = models.FloatField(_("probability by chance"), null=True, blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=DriftSeverity)
    limits: Any = models.JSONField()

    class Meta:
        ordering = ("-window_until", "feature", "test")
        constraints = [
            models.UniqueConstraint(
                fields=["monitor", "feature", "test", "window_until"],
                name="each_drift_signal_once",
            ),
        ]
        indexes = [
            models.Index(fields=["review", "-window_until"], name="signals_of_a_review"),
        ]

    def __str__(self) -> str:
        return f"{self.feature}: {self.get_test_display()} {self.value:.3g}"
