"""One frozen set of answers, the versions that read it, and everything that followed."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel
from intake.choices import AiActClass, Tier
from intake.models.rulebooks import AiActCatalogue, Questionnaire, Rubric, TierPolicy
from intake.models.use_cases import UseCase


class AssessmentQuerySet(TenantQuerySet["Assessment"]):
    def with_versions(self) -> Self:
        """With the titles and numbers of the documents that read it, not their content."""
        names = ("questionnaire", "rubric", "tier_policy", "catalogue")
        return self.select_related(*names).defer(*(f"{name}__document" for name in names))


class Assessment(FrozenModel):
    """Written once at submission; a change of answers is a new row that supersedes this one.

    JSON shapes: `scores` {axis: {score, completeness, reasons[{criterion, label, question, weight,
    points}]}}; `fired` [{rule, tier, explanation}]; `would_change` [{question, answer, tier}];
    `ai_act` {version, tags, articles, findings[{rule, kind, outcome, explanation, articles,
    requirements, applies_from, status}], unsure[{question, could_be}]} or {} without legal
    answers; `gates` [{gate, question, approval, controls[{id, title, description, necessity,
    refs}], documents[{id, title, control}]}]; `changes` {answers[{question, before, after}],
    touches[...], tier[before, after], ai_act_class[before, after]} or {} for the first.
    """

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="assessments")
    number = models.PositiveIntegerField()
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="+")
    tier_policy = models.ForeignKey(TierPolicy, on_delete=models.PROTECT, related_name="+")
    catalogue = models.ForeignKey(AiActCatalogue, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    missing = models.JSONField(default=list)
    scores = models.JSONField(default=dict)
    priority = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    tier = models.CharField(max_length=12, choices=Tier)
    fired = models.JSONField(default=list)
    would_change = models.JSONField(default=list)
    ai_act_class = models.CharField(max_length=16, choices=AiActClass, blank=True)
    ai_act = models.JSONField(default=dict)
    gates = models.JSONField(default=list)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    changes = models.JSONField(default=dict)
    submitted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor_label = models.CharField(max_length=255)
    submitted_at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64)

    objects: ClassVar = TenantManager.from_queryset(AssessmentQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "use_case", "number"], name="one_assessment_per_number"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "submitted_at"], name="assessments_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.use_case.reference}: assessment {self.number}"

    @property
    def is_complete(self) -> bool:
        """Whether every question that a document wanted was answered."""
        return not self.missing

    @property
    def unsure(self) -> list[dict[str, str]]:
        """Legal questions answered "unsure": [{question, could_be}]."""
        found: list[dict[str, str]] = self.ai_act.get("unsure", [])
        return found

    @property
    def articles(self) -> list[str]:
        """Articles of the EU AI Act behind the class and the duties."""
        found: list[str] = self.ai_act.get("articles", [])
        return found

    @property
    def reasons(self) -> list[dict[str, str]]:
        """The fired rules that give the tier: [{rule, tier, explanation}]."""
        return [rule for rule in self.fired if rule["tier"] == self.tier]
