"""What can go wrong with AI, how large it is, what is done about it, and who lives with it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import (
    AcceptanceEnd,
    RiskBand,
    RiskCategory,
    RiskState,
    TreatmentKind,
    TreatmentState,
)
from governance.logic.risks import MOST, Loss, Rating, band_of, scores_of

LEVEL = [MinValueValidator(1), MaxValueValidator(MOST)]
INHERENT, RESIDUAL = "inherent", "residual"


def _points(kind: str) -> models.Expression:
    points: models.Expression = F(f"{kind}_likelihood") * F(f"{kind}_impact")
    return points


class RiskQuerySet(ReferencedQuerySet["Risk"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of title and description."""
        known = self.by_reference(text)
        if known.exists():
            return known
        return self.filter(Q(title__icontains=text) | Q(description__icontains=text))

    def live(self) -> Self:
        """Open or accepted: what can still happen."""
        return self.exclude(state=RiskState.CLOSED)

    def in_band(self, band: RiskBand) -> Self:
        """By the score that counts today."""
        return self.filter(score__range=scores_of(band))

    def about(self, subject: models.Model) -> Self:
        """Linked to one object."""
        links = RiskLink.objects.about(subject).filter(risk=OuterRef("pk"))
        return self.filter(Exists(links.order_by()))

    def with_register(self) -> Self:
        """With what a row of the register shows."""
        planned = Count("treatments", filter=Q(treatments__state=TreatmentState.PLANNED))
        return self.select_related("owner__user").annotate(planned_count=planned)


class Risk(Referenced, TenantModel):
    """A line of the register. The score that counts is the residual one, once there is one."""

    PREFIX = "RISK"

    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=200)
    category = models.CharField(_("category"), max_length=20, choices=RiskCategory)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    cause = models.TextField(_("causes"), max_length=2000, blank=True)
    consequence = models.TextField(_("consequences"), max_length=2000, blank=True)
    # The entry of the library that it was taken from.
    library_id = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="risks", verbose_name=_("owner")
    )
    raised_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Who made it smaller last: somebody else accepts or closes it at that size.
    rated_down_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=RiskState, default=RiskState.OPEN)
    inherent_likelihood = models.PositiveSmallIntegerField(validators=LEVEL)
    inherent_impact = models.PositiveSmallIntegerField(validators=LEVEL)
    residual_likelihood = models.PositiveSmallIntegerField(null=True, blank=True, validators=LEVEL)
    residual_impact = models.PositiveSmallIntegerField(null=True, blank=True, validators=LEVEL)
    inherent_score = models.GeneratedField(
        expression=_points(INHERENT),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    score = models.GeneratedField(
        expression=Coalesce(_points(RESIDUAL), _points(INHERENT)),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    loss_low = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    loss_likely = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    loss_high = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    frequency = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    annual_loss = models.DecimalField(
        _("expected loss a year"), max_digits=19, decimal_places=2, null=True, blank=True
    )
    review_on = models.DateField(_("next review"))

    objects: ClassVar = TenantManager.from_queryset(RiskQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_risk_per_number"),
            models.CheckConstraint(
                condition=Q(inherent_likelihood__range=(1, MOST), inherent_impact__range=(1, MOST)),
                name="inherent_risk_is_on_the_map",
            ),
            models.CheckConstraint(
                condition=Q(residual_likelihood__isnull=True, residual_impact__isnull=True)
                | Q(residual_likelihood__range=(1, MOST), residual_impact__range=(1, MOST)),
                name="residual_risk_is_on_the_map",
            ),
            models.CheckConstraint(
                condition=Q(
                    loss_low__isnull=True,
                    loss_likely__isnull=True,
                    loss_high__isnull=True,
                    frequency__isnull=True,
                    annual_loss__isnull=True,
                )
                | Q(
                    loss_low__gte=0,
                    loss_likely__gte=F("loss_low"),
                    loss_high__gte=F("loss_likely"),
                    frequency__gte=0,
                    annual_loss__gte=0,
                ),
                name="losses_of_a_risk_are_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "-score"], name="risks_by_score"),
            models.Index(
                fields=["organization", "review_on"],
                condition=~Q(state="closed"),
                name="live_risks_by_review",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return org_url("governance:risk", reference=self.reference)

    @property
    def inherent(self) -> Rating:
        return Rating(self.inherent_likelihood, self.inherent_impact)

    @property
    def residual(self) -> Rating | None:
        if self.residual_likelihood is None or self.residual_impact is None:
            return None
        return Rating(self.residual_likelihood, self.residual_impact)

    @property
    def current(self) -> Rating:
        """What counts today: residual, or inherent before anybody has judged the rest."""
        return self.residual or self.inherent

    @property
    def band(self) -> RiskBand:
        return band_of(self.current.score)

    @property
    def loss(self) -> Loss | None:
        values = (self.loss_low, self.loss_likely, self.loss_high, self.frequency)
        known = [value for value in values if isinstance(value, Decimal)]
        return Loss(*known) if len(known) == len(values) else None


class RiskLinkQuerySet(TenantQuerySet["RiskLink"]):
    def about(self, subject: models.Model) -> Self:
        """The links to one object."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)


class RiskLink(TenantModel):
    """A risk concerns an object: a use case, or what another app declares in risk_subjects.py."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="links")
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()

    objects: ClassVar = TenantManager.from_queryset(RiskLinkQuerySet)()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["risk", "subject_type", "subject_id"], name="each_risk_link_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "subject_type", "subject_id"], name="risk_links_by_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"


class RiskTreatmentQuerySet(TenantQuerySet["RiskTreatment"]):
    def due_by(self, day: dt.date) -> Self:
        """Planned, of a live risk, and due on this day or before."""
        live = self.exclude(risk__state=RiskState.CLOSED)
        return live.filter(state=TreatmentState.PLANNED, due_on__lte=day)


class RiskTreatment(TenantModel):
    """What is done about a risk, by whom and until when."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="treatments")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("how"), max_length=10, choices=TreatmentKind)
    text = models.TextField(_("what is done"), max_length=2000)
    owner = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="risk_treatments",
        verbose_name=_("owner"),
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(
        _("state"), max_length=10, choices=TreatmentState, default=TreatmentState.PLANNED
    )
    note = models.TextField(_("what came of it"), max_length=2000, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=255, blank=True)

    objects: ClassVar = TenantManager.from_queryset(RiskTreatmentQuerySet)()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["risk", "position"], name="one_risk_treatment_per_position"
            ),
            models.CheckConstraint(
                condition=Q(state="planned") | (~Q(note="") & Q(settled_at__isnull=False)),
                name="settled_treatments_say_how",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_on"],
                condition=Q(state="planned"),
                name="planned_treatments_by_date",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_planned(self) -> bool:
        return self.state == TreatmentState.PLANNED


class RiskAcceptanceQuerySet(TenantQuerySet["RiskAcceptance"]):
    def running(self) -> Self:
        """Not ended."""
        return self.filter(ended_at__isnull=True)


class RiskAcceptance(TenantModel):
    """Somebody entitled lives with a risk of this size until a day."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="acceptances")
    accepted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="risk_acceptances"
    )
    accepted_at = models.DateTimeField(_("accepted"))
    reason = models.TextField(_("why"), max_length=2000)
    score = models.PositiveSmallIntegerField()
    expires_on = models.DateField(_("until"))
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=255, blank=True)
    end = models.CharField(max_length=10, choices=AcceptanceEnd, blank=True)
    end_reason = models.TextField(max_length=2000, blank=True)

    objects: ClassVar = TenantManager.from_queryset(RiskAcceptanceQuerySet)()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["risk"],
                condition=Q(ended_at__isnull=True),
                name="one_running_acceptance_per_risk",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="acceptances_have_a_reason"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "expires_on"],
                condition=Q(ended_at__isnull=True),
                name="running_acceptances_by_end",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
