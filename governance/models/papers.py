"""Papers of the EU AI Act: the text in work, editions for good, and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from governance.choices import FriaState, PaperKind
from intake.models.use_cases import UseCase

LONGEST_TEXT = 20_000


class PaperText(TenantModel):
    """What the team writes for one point, where the portal cannot know it."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="paper_texts")
    kind = models.CharField(max_length=20, choices=PaperKind)
    point = models.SlugField(max_length=20)
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    # Counts the saves: a writer who read an older text is told, not overwritten.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["use_case", "kind", "point"], name="one_text_per_point_of_a_paper"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def subject_label(self) -> str:
        return f"{self.get_kind_display()}, {self.point}"


class PaperWriter(TenantModel):
    """Somebody who wrote in a paper, and therefore does not approve it."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="paper_writers")
    kind = models.CharField(max_length=20, choices=PaperKind)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["use_case", "kind", "member"], name="each_paper_writer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.member}"


class PaperEdition(FrozenModel):
    """A paper as it stood on a day: its data and their SHA-256."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="paper_editions")
    kind = models.CharField(_("paper"), max_length=20, choices=PaperKind)
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    gap_count = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(_("SHA-256"), max_length=64)
    made_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["use_case", "kind", "number"], name="one_paper_edition_per_number"
            ),
        ]

    def __str__(self) -> str:
        return str(
            _("%(paper)s of %(reference)s, edition %(number)d")
            % {
                "paper": self.get_kind_display(),
                "reference": self.use_case.reference,
                "number": self.number,
            }
        )

    def get_absolute_url(self) -> str:
        return org_url(
            "governance:paper_edition",
            reference=self.use_case.reference,
            kind=self.kind,
            number=self.number,
        )


class FriaQuerySet(TenantQuerySet["Fria"]):
    def in_force(self) -> FriaQuerySet:
        """Approved, and not followed by another."""
        return self.filter(state=FriaState.APPROVED)

    def to_review_by(self, day: dt.date) -> FriaQuerySet:
        """In force, and to be looked at again by this day."""
        return self.in_force().filter(review_on__lte=day)


class Fria(TenantModel):
    """What became of an edition of the impact assessment: approval, notification, review."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="frias")
    edition = models.OneToOneField(PaperEdition, on_delete=models.PROTECT, related_name="fria")
    state = models.CharField(
        _("state"), max_length=12, choices=FriaState, default=FriaState.WAITING
    )
    sent_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(_("what is missing"), max_length=2000, blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    authority = models.CharField(_("authority"), max_length=200, blank=True)
    notified_on = models.DateField(_("notified"), null=True, blank=True)
    notice_number = models.CharField(_("its number"), max_length=100, blank=True)

    objects: ClassVar = TenantManager.from_queryset(FriaQuerySet)()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["use_case"], condition=Q(state="waiting"), name="one_fria_waiting_per_case"
            ),
            models.UniqueConstraint(
                fields=["use_case"],
                condition=Q(state="approved"),
                name="one_fria_in_force_per_case",
            ),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True)
                | Q(sent_by__isnull=True)
                | ~Q(judged_by=F("sent_by")),
                name="nobody_judges_their_own_fria",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(review_on__isnull=False),
                name="frias_in_force_have_a_review",
            ),
        ]

    def __str__(self) -> str:
        return str(self.edition)


class RegistrationFiling(FrozenModel):
    """That an edition of the registration data was filed, when, and under which number."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="filings")
    edition = models.OneToOneField(PaperEdition, on_delete=models.PROTECT, related_name="filing")
    filed_on = models.DateField(_("filed"))
    register_number = models.CharField(_("number in the register"), max_length=100)
    note = models.CharField(_("note"), max_length=500, blank=True)
    filed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.register_number
