"""Policies and their versions: written as drafts, approved by somebody else, then for good."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import PolicyKind, PolicyState

# The kind of the jobs that print versions.
POLICY_FILE = "policy-pdf"
LONGEST_TEXT = 100_000
MOST_MONTHS = 60


class PolicyQuerySet(ReferencedQuerySet["Policy"]):
    def in_force(self) -> PolicyQuerySet:
        """What people must keep today: published and not archived."""
        return self.filter(current__isnull=False, is_archived=False)

    def to_review_by(self, day: dt.date) -> PolicyQuerySet:
        """In force, and to be looked at again by this day."""
        return self.in_force().filter(review_on__lte=day)


class Policy(Referenced, TenantModel):
    """A document of the organization through all its versions; `current` is what holds.

    `template` names the template of the portal that it was made from.
    """

    PREFIX = "POL"

    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=30, choices=PolicyKind)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    review_every_months = models.PositiveSmallIntegerField(
        _("months between reviews"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
    )
    review_on = models.DateField(_("next review"), null=True, blank=True)
    reviewed_on = models.DateField(_("last review"), null=True, blank=True)
    current = models.ForeignKey(
        "PolicyVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    template = models.SlugField(max_length=60, blank=True)
    is_archived = models.BooleanField(_("archived"), default=False)

    objects: ClassVar = TenantManager.from_queryset(PolicyQuerySet)()

    class Meta:
        ordering = ("title", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_policy_per_number"
            ),
            models.UniqueConstraint(fields=["organization", "title"], name="one_policy_per_title"),
            models.UniqueConstraint(
                fields=["organization", "template"],
                condition=~Q(template=""),
                name="each_policy_template_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_in_force(self) -> bool:
        return self.current_id is not None and not self.is_archived

    def get_absolute_url(self) -> str:
        return org_url("governance:policy", reference=self.reference)

    @property
    def attest_url(self) -> str:
        return org_url("governance:attest", reference=self.reference)


class PolicyVersionQuerySet(TenantQuerySet["PolicyVersion"]):
    def in_work(self) -> PolicyVersionQuerySet:
        """Drafts and what waits for an approval: at most one of each policy."""
        return self.filter(state__in=[PolicyState.DRAFT, PolicyState.IN_APPROVAL])

    def published(self) -> PolicyVersionQuerySet:
        """What holds or once held."""
        return self.filter(state__in=[PolicyState.PUBLISHED, PolicyState.SUPERSEDED])


class PolicyVersion(TenantModel):
    """One edition, in Markdown. A trigger of the database keeps a published one as it is.

    `author` began it; everybody who saved it is one of its `writers`, and none of them approves it.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(
        _("state"), max_length=12, choices=PolicyState, default=PolicyState.DRAFT
    )
    body = models.TextField(_("text"), max_length=LONGEST_TEXT, blank=True)
    change_note = models.CharField(_("what is new"), max_length=500, blank=True)
    author = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    # Counts the saves of a draft: a writer who read an older one is told, not overwritten.
    revision = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = TenantManager.from_queryset(PolicyVersionQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "number"], name="one_policy_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(state__in=["draft", "in_approval"]),
                name="one_policy_version_in_work",
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(state="published"),
                name="one_policy_version_published",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("author")),
                name="nobody_approves_their_own_policy",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_approval"])
                | Q(approved_by__isnull=False, published_at__isnull=False),
                name="policies_are_approved_before_they_are_published",
            ),
        ]

    def __str__(self) -> str:
        return str(
            _("%(policy)s, version %(number)d") % {"policy": self.policy, "number": self.number}
        )

    @property
    def is_draft(self) -> bool:
        return self.state == PolicyState.DRAFT

    @property
    def is_in_work(self) -> bool:
        return self.state in {PolicyState.DRAFT, PolicyState.IN_APPROVAL}

    @property
    def waits_for_approval(self) -> bool:
        return self.state == PolicyState.IN_APPROVAL and self.approved_by_id is None

    @property
    def is_approved(self) -> bool:
        """Approved and not published yet."""
        return self.state == PolicyState.IN_APPROVAL and self.approved_by_id is not None

    def get_absolute_url(self) -> str:
        return org_url(
            "governance:policy_version", reference=self.policy.reference, number=self.number
        )


class PolicyWriter(TenantModel):
    """Somebody who saved a text of this version, and therefore does not approve it."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="writers")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["version", "member"], name="each_policy_writer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.member}"
