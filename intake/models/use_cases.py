"""The use case, who answers for it, where it stood, and who may help with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.grants import ObjectGrant
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import BusinessUnit, FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from intake.choices import AiActClass, AssignmentKind, Stage, Tier
from intake.logic.stages import CLOSED


def _rank(field: str, values: Iterable[str]) -> Case:
    """The place of a choice in its own order, so that lists sort by it and not by the alphabet."""
    return Case(
        *(When(**{field: value}, then=Value(place)) for place, value in enumerate(values)),
        default=None,
        output_field=models.PositiveSmallIntegerField(),
    )


class HasWords(Func):
    """`HasWords(F("pk"), Value(text))`: the ids of the matches are read once, as an array.

    As a subquery they would be joined, by a planner that cannot know how many a function gives.
    """

    arity = 2
    arg_joiner = " = ANY (ARRAY(SELECT intake_matching("
    template = "%(expressions)s)))"
    output_field = models.BooleanField()


class UseCaseQuerySet(ReferencedQuerySet["UseCase"]):
    LONGEST_SEARCH = 500

    def visible_to(self, member: Membership) -> Self:
        """What the member may see: the inventory is open to all who work in the organization."""
        return self if member.is_current() else self.none()

    def open(self) -> Self:
        """Not retired, rejected or withdrawn."""
        return self.exclude(stage__in=CLOSED)

    def submitted(self) -> Self:
        """With at least one assessment."""
        return self.filter(current_assessment__isnull=False)

    def placed(self) -> Self:
        """With both scores, value and feasibility, which place a case in the bubble chart."""
        return self.filter(value__isnull=False, feasibility__isnull=False)

    def unplaced(self) -> Self:
        """Without one of these two scores, as most imported cases are."""
        return self.filter(Q(value__isnull=True) | Q(feasibility__isnull=True))

    def matching(self, text: str) -> Self:
        """Cases whose title or summary has all words of the text, or with that reference.

        The last letters of the last word may be missing. Row-level security keeps a plain query
        from the text index, so a function of the database reads it.
        """
        wanted = text.replace("\x00", "").strip()[: self.LONGEST_SEARCH]
        matches = Q(HasWords(F("pk"), Value(wanted)))
        number = UseCase.number_of(wanted)
        return self.filter(matches if number is None else Q(number=number) | matches)

    def capped_count(self, cap: int = 10_000) -> int:
        """How many, counted up to `cap` + 1: lists say "more than 10,000"."""
        return self.order_by()[: cap + 1].count()

    def with_people(self) -> Self:
        """With the names that lists and headers show."""
        return self.select_related("owner__user", "business_unit")


class UseCase(Referenced, TenantModel):
    """One proposed or running use of AI."""

    PREFIX = "UC"

    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what it should do"), max_length=4000, blank=True)
    intended_users = models.CharField(_("who will use it"), max_length=500, blank=True)
    business_unit = models.ForeignKey(
        BusinessUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="use_cases"
    )
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_use_cases"
    )
    owner_name = models.CharField(_("owner"), max_length=200, blank=True)
    registered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_at = models.DateTimeField(default=timezone.now)
    objective = models.CharField(_("strategic objective"), max_length=500, blank=True)
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    external_key = models.CharField(max_length=200, blank=True)

    stage = models.CharField(max_length=12, choices=Stage, default=Stage.INTAKE)
    stage_changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    current_assessment = models.ForeignKey(
        "intake.Assessment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tier = models.CharField(max_length=12, choices=Tier, blank=True)
    ai_act_class = models.CharField(max_length=16, choices=AiActClass, blank=True)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    feasibility = models.PositiveSmallIntegerField(null=True, blank=True)
    data_readiness = models.PositiveSmallIntegerField(null=True, blank=True)
    risk = models.PositiveSmallIntegerField(null=True, blank=True)
    adoption = models.PositiveSmallIntegerField(null=True, blank=True)
    priority = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)

    tier_rank = models.GeneratedField(
        expression=_rank("tier", ["", *Tier.values]),
        output_field=models.PositiveSmallIntegerField(null=True),
        db_persist=True,
    )
    stage_rank = models.GeneratedField(
        expression=_rank("stage", Stage.values),
        output_field=models.PositiveSmallIntegerField(null=True),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("summary", weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar = TenantManager.from_queryset(UseCaseQuerySet)()

    class Meta:
        ordering = ("-updated_at", "-id")
        permissions = [("collaborate_usecase", "Can edit the answers of a use case")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_use_case_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "external_key"],
                condition=~Q(external_key=""),
                name="one_use_case_per_external_key",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="use_case_has_a_title"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{axis}__isnull": True}) | Q(**{f"{axis}__lte": 100}),
                    name=f"use_case_{axis}_is_a_percentage",
                )
                for axis in ("value", "feasibility", "data_readiness", "risk", "adoption")
            ),
        ]
        indexes = [
            models.Index("organization", F("updated_at").desc(), F("id").desc(), name="uc_updated"),
            models.Index(
                "organization",
                F("priority").desc(nulls_last=True),
                F("id").desc(),
                name="uc_priority",
            ),
            models.Index("organization", Lower("title"), "id", name="uc_title"),
            models.Index("organization", "tier_rank", "id", name="uc_tier"),
            models.Index("organization", "stage_rank", "id", name="uc_stage"),
            models.Index(
                "organization",
                "stage",
                F("priority").desc(nulls_last=True),
                F("id").desc(),
                name="uc_stage_priority",
            ),
            models.Index(
                fields=["organization", "tier"], name="uc_facets", include=["stage", "ai_act_class"]
            ),
            models.Index(fields=["organization", "owner"], name="uc_owner"),
            models.Index(fields=["organization", "business_unit"], name="uc_unit"),
            models.Index(
                fields=["organization", "value", "feasibility"], name="uc_bubble", include=["tier"]
            ),
            models.Index(fields=["organization", "submitted_at"], name="uc_submitted"),
            GinIndex(fields=["organization", "search"], name="uc_search"),
            GinIndex(
                fields=["organization", "title"],
                opclasses=["int8_ops", "gin_trgm_ops"],
                name="uc_title_trigrams",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def subject_label(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        """Its page. A list asks for a hundred, which is too many for `reverse()`."""
        first: str = f"{self.PREFIX}-0"
        return org_url("intake:use_case", reference=first).replace(first, self.reference)

    def section_url(self, key: str) -> str:
        """The wizard's page of a section."""
        return org_url("intake:section", reference=self.reference, key=key)

    @property
    def owner_label(self) -> str:
        """The owner's name: a member, or a person outside of the portal."""
        return self.owner.display_name if self.owner else self.owner_name

    @property
    def is_closed(self) -> bool:
        """Retired, rejected or withdrawn."""
        return self.stage in CLOSED


class Assignment(TenantModel):
    """One of the three people who answer for a use case."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="assignments")
    kind = models.CharField(max_length=12, choices=AssignmentKind)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="assignments")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "use_case", "kind"], name="one_person_per_assignment"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "member"], name="assignments_by_member"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.member}"


class StageChange(FrozenModel):
    """One step of a use case, with its reason."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="stage_changes")
    from_stage = models.CharField(max_length=12, choices=Stage)
    to_stage = models.CharField(max_length=12, choices=Stage)
    reason = models.TextField(blank=True)
    actor_label = models.CharField(max_length=255)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("changed_at", "id")
        indexes = [
            models.Index(
                fields=["organization", "use_case", "changed_at"], name="stage_changes_of_a_case"
            ),
            models.Index(
                fields=["organization", "to_stage", "changed_at"], name="stage_changes_by_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"


class UseCaseGrant(ObjectGrant):
    """A collaborator who may edit all answers of one use case."""

    content_object = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="grants")

    def __str__(self) -> str:
        return f"{self.user} on {self.content_object}"
