"""What was decided, for good, and what must still be done about it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.collaboration.models import Attachment
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import APPROVALS, ConditionState, Outcome, Path
from governance.models.reviews import Review
from intake.choices import Gate, Stage, Tier
from intake.logic.stages import CLOSED
from intake.models.assessments import Assessment
from intake.models.use_cases import HasWords, UseCase

LANGUAGE = "english"
MOST_DIGITS = 4


class DecisionHasWords(HasWords):
    """`DecisionHasWords(F("pk"), Value(text))`: words of its title, summary or rationale."""

    arg_joiner = " = ANY (ARRAY(SELECT governance_matching("


class DecisionQuerySet(ReferencedQuerySet["Decision"]):
    LONGEST_SEARCH = 500

    def with_case(self) -> DecisionQuerySet:
        """With what the page of one decision shows."""
        return self.select_related("use_case__owner__user", "review__board", "review__use_case")

    def approvals(self) -> DecisionQuerySet:
        """Decisions that let the case go on."""
        return self.filter(outcome__in=APPROVALS)

    def valid_on(self, day: dt.date) -> DecisionQuerySet:
        """Not past their sunset date."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    def standing(self) -> DecisionQuerySet:
        """The newest approval of each case at work: the one that it lives on."""
        newer = Decision.objects.approvals().filter(
            use_case=OuterRef("use_case"), number__gt=OuterRef("number")
        )
        return (
            self.approvals()
            .filter(~Exists(newer.order_by()))
            .exclude(use_case__stage__in=[Stage.INTAKE, *CLOSED])
        )

    def expired(self, today: dt.date) -> DecisionQuerySet:
        """Past their last day."""
        return self.filter(valid_until__lt=today)

    def sampled(self) -> DecisionQuerySet:
        """Self-service approvals drawn for a later audit."""
        return self.filter(sampled_for_audit=True)

    def matching(self, text: str) -> DecisionQuerySet:
        """Full-text matches, best first, then newest.

        Row-level security keeps a plain query from the text index, so a function of the database
        reads it.
        """
        wanted = text.replace("\x00", "").strip()[: self.LONGEST_SEARCH]
        query = SearchQuery(wanted, config=LANGUAGE, search_type="websearch")
        found = self.filter(DecisionHasWords(F("pk"), Value(wanted)))
        return found.order_by(SearchRank(F("search"), query).desc(), "-number")


class Decision(Referenced, FrozenModel):
    """The end of a review, or what the policy decided at once; actions/closing.py makes it."""

    PREFIX = "D"

    number = models.PositiveIntegerField()
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="decisions")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="decisions")
    review = models.OneToOneField(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="decision"
    )
    gate = models.CharField(_("gate"), max_length=20, choices=Gate)
    path = models.CharField(_("path"), max_length=20, choices=Path)
    tier = models.CharField(_("tier"), max_length=20, choices=Tier)
    outcome = models.CharField(_("outcome"), max_length=30, choices=Outcome)
    title = models.CharField(_("use case"), max_length=200)
    summary = models.TextField(blank=True)
    rationale = models.TextField(_("rationale"), blank=True)
    reasons = models.JSONField(default=list)
    tally = models.JSONField(default=dict)
    # [{"discipline", "member", "choice", "rationale", "is_named"}] of the side that lost.
    dissent = models.JSONField(default=list, blank=True)
    articles = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    matrix_version = models.PositiveIntegerField(null=True, blank=True)
    started_at = models.DateTimeField()
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.CharField(_("decided by"), max_length=255)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    sample = models.JSONField(default=dict, blank=True)
    sampled_for_audit = models.BooleanField(_("sampled for audit"), default=False)
    search = models.GeneratedField(
        expression=SearchVector(F("title"), weight="A", config=LANGUAGE)
        + SearchVector(F("summary"), weight="B", config=LANGUAGE)
        + SearchVector(F("rationale"), weight="B", config=LANGUAGE),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar = TenantManager.from_queryset(DecisionQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_decision_per_number"
            ),
            models.CheckConstraint(
                condition=Q(review__isnull=False) | Q(path__in=[Path.SELF_SERVICE, Path.STOP]),
                name="people_decide_in_a_review",
            ),
            models.CheckConstraint(
                condition=~Q(tier=Tier.PROHIBITED) | Q(outcome=Outcome.STOPPED),
                name="prohibited_is_stopped",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="decision_search"),
            models.Index(fields=["organization", "use_case", "-number"], name="decisions_of_case"),
            models.Index(
                fields=["organization", "path", "decided_at"], name="decisions_by_path_and_time"
            ),
            models.Index(
                fields=["organization", "valid_until"],
                condition=Q(valid_until__isnull=False),
                name="approvals_by_last_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject_label(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return org_url("governance:decision", reference=self.reference)

    @property
    def is_approval(self) -> bool:
        return self.outcome in APPROVALS


class ConditionQuerySet(TenantQuerySet["Condition"]):
    def pending(self) -> ConditionQuerySet:
        """Not yet met and not lapsed."""
        return self.filter(state__in=[ConditionState.OPEN, ConditionState.OFFERED])

    def overdue(self, today: dt.date) -> ConditionQuerySet:
        """Open past their date; evidence that was offered in time waits for its check.

        A case that is over is not held to them.
        """
        late = self.filter(state=ConditionState.OPEN, due_on__lt=today)
        return late.exclude(use_case__stage__in=CLOSED)

    def lapsed(self) -> ConditionQuerySet:
        """Not met in time and not made good yet, evidence offered or not."""
        return self.filter(suspensions__isnull=False, suspensions__ended_at__isnull=True)

    def by_reference(self, reference: str) -> ConditionQuerySet:
        """The condition D-7.2; none for anything else."""
        decision, _dot, position = reference.partition(".")
        if not position.isdecimal() or len(position) > MOST_DIGITS:
            return self.none()
        return self.filter(
            decision__in=Decision.objects.by_reference(decision), position=int(position)
        )

    def with_case(self) -> ConditionQuerySet:
        """With what a row of a list shows."""
        return self.select_related("decision", "owner__user", "use_case__business_unit").defer(
            "use_case__search", "decision__search"
        )


class Condition(TenantModel):
    """What an approval depends on, until when, and who sees to it."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="conditions")
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="conditions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("condition"))
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="conditions"
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(
        _("state"), max_length=10, choices=ConditionState, default=ConditionState.OPEN
    )
    evidence_note = models.TextField(_("evidence"), blank=True)
    evidence = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    offered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    offered_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=255, blank=True)

    objects: ClassVar = TenantManager.from_queryset(ConditionQuerySet)()

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "position"], name="one_condition_per_position"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_on"],
                condition=Q(state__in=["open", "offered"]),
                name="pending_conditions_by_date",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"{self.decision.reference}.{self.position}"

    @property
    def subject_label(self) -> str:
        return f"{self.reference} {self.text}"[:255]

    def get_absolute_url(self) -> str:
        return f"{self.decision.get_absolute_url()}#conditions"

    @property
    def is_pending(self) -> bool:
        return self.state in {ConditionState.OPEN, ConditionState.OFFERED}
