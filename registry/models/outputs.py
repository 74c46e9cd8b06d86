"""Outputs that somebody found problematic, what was judged of them, and what is blocked since."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.models.incidents import Incident
from registry.choices import (
    OutputCategory,
    OutputSeverity,
    OutputSource,
    OutputState,
    OutputVerdict,
)
from registry.models.models import AIModel, ModelVersion

CLAIM_HOLDS = dt.timedelta(hours=8)
"""How long a report is kept for whoever took it from the queue."""
DEFAULT_RETENTION_DAYS, MOST_RETENTION_DAYS = 90, 3650


class OutputReportQuerySet(ReferencedQuerySet["OutputReport"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of the model's name: never by what people wrote."""
        known = self.by_reference(text)
        if known.exists():
            return known
        return self.filter(version__model__name__icontains=text.replace("\x00", ""))

    def waiting(self) -> Self:
        """Not judged yet."""
        return self.filter(state=OutputState.WAITING)

    def most_urgent_first(self) -> Self:
        """The severest first, and of these the oldest."""
        return self.order_by("-severity_rank", "created_at", "pk")

    def to_erase_at(self, now: dt.datetime, days: int) -> Self:
        """Reports whose texts were kept long enough."""
        return self.filter(texts_erased_at__isnull=True, created_at__lt=now - dt.timedelta(days))

    def with_version(self) -> Self:
        """With the names that lists and headers show, and without the texts."""
        return self.select_related(
            "version__model__owner__user", "reported_by__user", "judged_by__user", "incident"
        ).defer("input_text", "output_text")


class OutputReport(Referenced, TenantModel):
    """Somebody, or a program, says that an output was a problem; a person judges it.

    The texts may hold personal data: they are erased after a while, and the verdict stays.
    """

    PREFIX = "OUT"

    MOST_LETTERS = 20_000

    number = models.PositiveIntegerField(editable=False)
    version = models.ForeignKey(
        ModelVersion, on_delete=models.PROTECT, related_name="output_reports"
    )
    category = models.CharField(_("what is wrong"), max_length=10, choices=OutputCategory)
    severity = models.CharField(
        _("severity"), max_length=8, choices=OutputSeverity, default=OutputSeverity.MEDIUM
    )
    severity_rank = models.PositiveSmallIntegerField(default=1, editable=False)
    input_text = models.TextField(_("what was asked"), max_length=MOST_LETTERS, blank=True)
    output_text = models.TextField(_("what it said"), max_length=MOST_LETTERS, blank=True)
    texts_erased_at = models.DateTimeField(_("texts erased"), null=True, blank=True)
    source = models.CharField(_("reported by"), max_length=8, choices=OutputSource)
    # The sender's own key, so that a request may be sent again.
    external_id = models.CharField(_("id of the sender"), max_length=100, blank=True)
    reported_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    occurred_at = models.DateTimeField(_("happened"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=8, choices=OutputState, default=OutputState.WAITING
    )
    claimed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=OutputVerdict, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    judged_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True)
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="output_reports"
    )

    objects: ClassVar = TenantManager.from_queryset(OutputReportQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_output_report_per_number"
            ),
            models.UniqueConstraint(
                fields=["version", "external_id"],
                condition=~Q(external_id=""),
                name="each_sent_output_once",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", verdict="", judged_at__isnull=True)
                | (Q(state="judged", judged_at__isnull=False) & ~Q(verdict="")),
                name="judged_outputs_have_a_verdict",
            ),
            models.CheckConstraint(
                condition=Q(texts_erased_at__isnull=True) | Q(input_text="", output_text=""),
                name="erased_texts_are_gone",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="claimed_outputs_have_a_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "-severity_rank", "created_at"],
                condition=Q(state="waiting"),
                name="outputs_in_the_queue",
            ),
            models.Index(fields=["version", "created_at"], name="outputs_by_version"),
            models.Index(
                fields=["organization", "created_at"],
                condition=Q(texts_erased_at__isnull=True),
                name="outputs_with_texts",
            ),
        ]

    def __str__(self) -> str:
        return str(
            _("%(category)s: %(version)s")
            % {"category": self.get_category_display(), "version": self.version}
        )

    @property
    def is_waiting(self) -> bool:
        return self.state == OutputState.WAITING

    @property
    def has_texts(self) -> bool:
        return self.texts_erased_at is None

    def is_kept_for_another(self, member: Membership, now: dt.datetime) -> bool:
        """Whether somebody else took it from the queue a short while ago."""
        if self.claimed_at is None or self.claimed_by_id == member.pk:
            return False
        return self.claimed_at > now - CLAIM_HOLDS

    def get_absolute_url(self) -> str:
        return org_url("registry:output", reference=self.reference)


class BlocklistQuerySet(ReferencedQuerySet["BlocklistEntry"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of the text or the note."""
        known = self.by_reference(text)
        if known.exists():
            return known
        words = text.replace("\x00", "").strip()
        return self.filter(Q(text__icontains=words) | Q(note__icontains=words))

    def in_force(self) -> Self:
        """Not taken off."""
        return self.filter(removed_at__isnull=True)

    def for_model(self, model: AIModel) -> Self:
        """Those of one model, and those of all."""
        return self.filter(Q(model=model) | Q(model__isnull=True))


class BlocklistEntry(Referenced, TenantModel):
    """A text that systems should neither take nor give, for one model or for all."""

    PREFIX = "BLK"

    MOST_LETTERS = 500

    number = models.PositiveIntegerField(editable=False)
    text = models.CharField(_("text"), max_length=MOST_LETTERS)
    category = models.CharField(_("why"), max_length=10, choices=OutputCategory)
    note = models.CharField(_("note"), max_length=500, blank=True)
    model = models.ForeignKey(
        AIModel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="blocklist",
        verbose_name=_("model"),
    )
    report = models.ForeignKey(
        OutputReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="blocklist",
        verbose_name=_("taken from"),
    )
    added_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(_("taken off"), null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(BlocklistQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_blocklist_entry_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "text", "model"],
                condition=Q(removed_at__isnull=True),
                nulls_distinct=False,
                name="each_text_is_blocked_once",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_blocked_text_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject_label(self) -> str:
        return str(self)

    @property
    def is_in_force(self) -> bool:
        return self.removed_at is None

    def get_absolute_url(self) -> str:
        return org_url("registry:blocklist_entry", reference=self.reference)


class OutputRulesQuerySet(TenantQuerySet["OutputRules"]):
    def retention_days(self) -> int:
        """How long the organization keeps texts."""
        stored = self.first()
        return stored.retention_days if stored else DEFAULT_RETENTION_DAYS


class OutputRules(TenantModel):
    """How long texts of reports are kept; without the row, the shipped number of days."""

    retention_days = models.PositiveSmallIntegerField(
        _("days that texts are kept"),
        default=DEFAULT_RETENTION_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_RETENTION_DAYS)],
    )

    objects: ClassVar = TenantManager.from_queryset(OutputRulesQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_set_of_output_rules"),
            models.CheckConstraint(
                condition=Q(retention_days__range=(1, MOST_RETENTION_DAYS)),
                name="texts_of_outputs_are_kept_for_days",
            ),
        ]

    def __str__(self) -> str:
        return str(self.retention_days)
