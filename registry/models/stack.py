"""The approved stack: what may be built with, for which tiers and which data."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from intake.choices import Tier
from registry.choices import DataClass, StackCategory, StackRing
from registry.models.reviewed import Reviewed, ReviewedQuerySet
from registry.models.vendors import Vendor


class StackItemQuerySet(ReviewedQuerySet["StackItem"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of name, note and vendor."""
        known = self.by_reference(text)
        if known.exists():
            return known
        words = text.replace("\x00", "").strip()
        return self.filter(
            Q(name__icontains=words) | Q(note__icontains=words) | Q(vendor__name__icontains=words)
        )

    def live(self) -> Self:
        """Not retired."""
        return self.exclude(ring=StackRing.RETIRED)

    def for_tier(self, tier: str) -> Self:
        """What may be used for a tier."""
        return self.filter(tiers__contains=[tier])

    def for_data(self, data_class: str) -> Self:
        """What may be used with data of a class."""
        return self.filter(data_classes__contains=[data_class])

    def with_names(self) -> Self:
        """With the names that lists show."""
        return self.select_related("vendor", "owner__user")


class StackItem(Reviewed):
    """One thing to build with. Without tiers or data classes it may be used for none."""

    PREFIX = "STK"

    number = models.PositiveIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=120)
    category = models.CharField(_("category"), max_length=10, choices=StackCategory)
    ring = models.CharField(_("ring"), max_length=8, choices=StackRing)
    # Where it stood before it moved, for who knew it there.
    ring_before = models.CharField(max_length=8, choices=StackRing, blank=True)
    ring_since = models.DateField(_("since"))
    vendor = models.ForeignKey(
        Vendor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stack_items",
        verbose_name=_("vendor"),
    )
    tiers = ArrayField(
        models.CharField(max_length=12, choices=Tier), default=list, verbose_name=_("tiers")
    )
    data_classes = ArrayField(
        models.CharField(max_length=12, choices=DataClass), default=list, verbose_name=_("data")
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="stack_items", verbose_name=_("owner")
    )

    objects: ClassVar = TenantManager.from_queryset(StackItemQuerySet)()

    class Meta:
        ordering = ("category", "name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_stack_item_per_number"
            ),
            models.UniqueConstraint(
                "organization", "category", Lower("name"), name="one_stack_item_per_name"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_stack_item_has_a_name"),
        ]
        indexes = [
            models.Index(fields=["organization", "vendor"], name="stack_items_by_vendor"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return org_url("registry:stack_item", reference=self.reference)

    @property
    def tier_labels(self) -> list[str]:
        """The tiers for which it may be used, as words."""
        return [str(Tier(one).label) for one in Tier.values if one in self.tiers]

    @property
    def data_labels(self) -> list[str]:
        """The classes of data with which it may be used, as words."""
        return [str(DataClass(one).label) for one in DataClass.values if one in self.data_classes]
