"""How long approvals hold, by tier: what each organization has decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel
from governance.logic.validity import DEFAULT_TERMS, Terms, parse_terms


class ValidityTermsQuerySet(TenantQuerySet["ValidityTerms"]):
    def in_force(self) -> ValidityTerms | None:
        """The newest version, or None before the organization has one."""
        return self.order_by("-version").first()

    def terms_in_force(self) -> Terms:
        """The organization's terms, or the shipped ones before there are any."""
        stored = self.in_force()
        return stored.terms if stored else DEFAULT_TERMS


class ValidityTerms(FrozenModel):
    """One version of the terms by tier; the newest is in force, and none is ever edited."""

    version = models.PositiveIntegerField()
    rows = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=255)

    objects: ClassVar = TenantManager.from_queryset(ValidityTermsQuerySet)()

    class Meta:
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version"], name="one_set_of_terms_per_version"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="terms_begin_with_one"),
        ]

    def __str__(self) -> str:
        return str(_("Terms of approvals, version %(version)d") % {"version": self.version})

    @property
    def terms(self) -> Terms:
        """The rows as the rules read them."""
        return parse_terms(self.rows)
