"""Controls, the requirements that they serve, and the evidence that they work."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.collaboration.models import Attachment
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import ControlScope, EvidenceState
from governance.models.frameworks import LONGEST_CODE, Framework
from intake.choices import Gate, Tier
from intake.models.use_cases import UseCase

MOST_MONTHS = 60


class ControlQuerySet(ReferencedQuerySet["Control"]):
    def active(self) -> Self:
        """Not retired."""
        return self.filter(is_active=True)

    def matching(self, text: str) -> Self:
        """By reference, or by words of title and description."""
        known = self.by_reference(text)
        if known.exists():
            return known
        return self.filter(Q(title__icontains=text) | Q(description__icontains=text))

    def serving(self, framework: Framework, codes: list[str]) -> Self:
        """Linked to one of these requirements."""
        links = ControlLink.objects.filter(framework=framework, code__in=codes)
        return self.filter(pk__in=links.order_by().values("control"))


class Control(Referenced, TenantModel):
    """What the organization does to meet requirements, once or for each use case.

    `key` is its name in the tier policy, which says for which cases and gates it is required. An
    own control for use cases is required of those of its tiers (all, if it has none) at its gate.
    """

    PREFIX = "CTL"

    number = models.PositiveIntegerField()
    key = models.SlugField(max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what is done"), max_length=4000, blank=True)
    scope = models.CharField(_("how often"), max_length=12, choices=ControlScope)
    gate = models.CharField(_("needed at the gate"), max_length=12, choices=Gate, blank=True)
    tiers = ArrayField(models.CharField(max_length=12, choices=Tier), default=list, blank=True)
    owner = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="controls",
        verbose_name=_("owner"),
    )
    valid_months = models.PositiveSmallIntegerField(
        _("months that evidence holds"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
    )
    holds_gate = models.BooleanField(_("keeps the gate closed until it is covered"), default=False)
    is_active = models.BooleanField(default=True)

    objects: ClassVar = TenantManager.from_queryset(ControlQuerySet)()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_control_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "key"],
                condition=~Q(key=""),
                name="one_control_per_key",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_per_case(self) -> bool:
        return self.scope == ControlScope.USE_CASE

    def get_absolute_url(self) -> str:
        return org_url("governance:control", reference=self.reference)


class ControlLink(TenantModel):
    """A control serves a requirement and what stands below it, in every version that has it."""

    control = models.ForeignKey(Control, on_delete=models.CASCADE, related_name="links")
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="links")
    code = models.CharField(max_length=LONGEST_CODE)

    class Meta:
        ordering = ("framework_id", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["control", "framework", "code"], name="each_control_link_once"
            ),
        ]
        indexes = [
            models.Index(fields=["framework", "code"], name="control_links_by_code"),
        ]

    def __str__(self) -> str:
        return f"{self.control}: {self.code}"


class EvidenceQuerySet(ReferencedQuerySet["Evidence"]):
    def valid_on(self, day: dt.date) -> Self:
        """Accepted, in effect and not expired."""
        return self.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=day),
            state=EvidenceState.ACCEPTED,
            effective_on__lte=day,
        )

    def expiring_by(self, day: dt.date) -> Self:
        """Accepted, with a last day on this day or before."""
        return self.filter(state=EvidenceState.ACCEPTED, expires_on__lte=day)

    def to_renew(self, day: dt.date) -> Self:
        """Over, or with a last day on this day or before, where nothing accepted holds longer."""
        longer = Evidence.objects.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gt=OuterRef("expires_on")),
            Q(use_case=OuterRef("use_case"))
            | Q(use_case__isnull=True, control__scope=ControlScope.ORGANIZATION),
            control=OuterRef("control"),
            state=EvidenceState.ACCEPTED,
        )
        return self.filter(
            ~Exists(longer.order_by()),
            state__in=[EvidenceState.ACCEPTED, EvidenceState.EXPIRED],
            expires_on__lte=day,
            control__is_active=True,
        )


class Evidence(Referenced, TenantModel):
    """A file or a link which shows that a control works, for a time; somebody else checks it."""

    PREFIX = "EV"

    number = models.PositiveIntegerField()
    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="evidence")
    use_case = models.ForeignKey(
        UseCase, on_delete=models.CASCADE, null=True, blank=True, related_name="control_evidence"
    )
    title = models.CharField(_("what it is"), max_length=200)
    note = models.TextField(_("what it shows"), max_length=2000, blank=True)
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    link = models.URLField(_("address"), max_length=500, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    effective_on = models.DateField(_("holds from"))
    expires_on = models.DateField(_("holds until"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=EvidenceState, default=EvidenceState.OFFERED
    )
    offered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    offered_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(_("remark"), max_length=2000, blank=True)

    objects: ClassVar = TenantManager.from_queryset(EvidenceQuerySet)()

    class Meta:
        ordering = ("-number",)
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_evidence_per_number"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("effective_on")),
                name="evidence_expires_after_it_holds",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(offered_by__isnull=True)
                | Q(settled_by__isnull=True)
                | ~Q(settled_by=F("offered_by")),
                name="nobody_accepts_their_own_evidence",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "control", "use_case"],
                condition=Q(state="accepted"),
                name="accepted_evidence",
            ),
            models.Index(
                fields=["organization", "expires_on"],
                condition=Q(state="accepted"),
                name="accepted_evidence_by_end",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def waits(self) -> bool:
        return self.state == EvidenceState.OFFERED

    def get_absolute_url(self) -> str:
        return org_url("governance:evidence", reference=self.reference)
