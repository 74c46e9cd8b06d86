"""The release checklist of the organization by version, and the answers of each use case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.collaboration.models import Attachment
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import FrozenModel, TenantModel
from governance.choices import ItemChoice
from governance.logic.checklists import Given, Item, parse_items
from intake.choices import Gate
from intake.models.use_cases import UseCase


class ChecklistVersion(FrozenModel):
    """The items that every release is asked from its publication on; the newest holds."""

    number = models.PositiveIntegerField()
    items = models.JSONField(default=list)
    note = models.CharField(_("what changed"), max_length=500)
    published_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_checklist_version_per_number"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Release checklist, version %(number)d") % {"number": self.number})

    @property
    def parsed(self) -> tuple[Item, ...]:
        return parse_items(self.items)

    def get_absolute_url(self) -> str:
        return org_url("governance:checklist_items")


class Checklist(TenantModel):
    """The checklist of one use case at one gate. A confirmation holds for what was confirmed."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="checklists")
    gate = models.CharField(_("gate"), max_length=20, choices=Gate)
    confirmed_digest = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.ForeignKey(
        ChecklistVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["use_case", "gate"], name="one_checklist_per_case_and_gate"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_digest="", confirmed_by__isnull=True)
                | (~Q(confirmed_digest="") & Q(confirmed_by__isnull=False)),
                name="confirmed_checklists_say_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return str(
            _("Checklist of %(reference)s, %(gate)s")
            % {"reference": self.use_case.reference, "gate": self.get_gate_display().lower()}
        )

    def get_absolute_url(self) -> str:
        return org_url("governance:checklist", reference=self.use_case.reference, gate=self.gate)


class ChecklistAnswer(TenantModel):
    """What the team says of one item; `asked` are the words that it answers."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="answers")
    item = models.SlugField(max_length=60)
    asked = models.CharField(max_length=300)
    choice = models.CharField(_("answer"), max_length=16, choices=ItemChoice, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    evidence = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=2000, blank=True)
    # Counts the saves: who answers an older state is told, not overwritten.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("item",)
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "item"], name="one_answer_per_checklist_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.choice}"

    @property
    def given(self) -> Given:
        return Given(
            asked=self.asked,
            choice=self.choice,
            note=self.note,
            evidence=str(self.evidence_id or ""),
            remark=self.remark,
        )
