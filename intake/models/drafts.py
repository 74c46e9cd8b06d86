"""Answers in progress: one open draft per use case, saved section by section."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from intake.choices import DraftState
from intake.logic.expressions import Answer
from intake.models.rulebooks import Questionnaire
from intake.models.use_cases import UseCase


class DraftQuerySet(TenantQuerySet["Draft"]):
    def open(self) -> Self:
        """Still being answered."""
        return self.filter(state=DraftState.OPEN)


class Draft(TenantModel):
    """The answers of a use case before they are frozen into an assessment."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="drafts")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.OPEN)
    started_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(DraftQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "use_case"],
                condition=Q(state=DraftState.OPEN),
                name="one_open_draft_per_use_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use_case.reference}: answers"

    @property
    def reference(self) -> str:
        """Drafts are addressed by their use case."""
        return self.use_case.reference

    def get_absolute_url(self) -> str:
        """Where one goes on answering."""
        return org_url("intake:wizard", reference=self.reference)

    def answers(self) -> dict[str, Answer]:
        """All saved answers of all sections, as saved."""
        return {
            key: value for section in self.sections.all() for key, value in section.answers.items()
        }


class DraftSection(TenantModel):
    """The saved answers of one section. `revision` counts saves: a save names the one it read."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    answers = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    complete = models.BooleanField(default=False)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "draft", "key"], name="one_draft_section_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft}: {self.key}"

    def get_absolute_url(self) -> str:
        """Where it is answered."""
        return self.draft.use_case.section_url(self.key)


class SectionShare(TenantModel):
    """A colleague who may answer one section of one draft."""

    section = models.ForeignKey(DraftSection, on_delete=models.CASCADE, related_name="shares")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    shared_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "section", "member"], name="one_share_per_member"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "member"], name="section_shares_by_member"),
        ]

    def __str__(self) -> str:
        return f"{self.section} with {self.member}"
