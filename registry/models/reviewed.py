"""What somebody looks at again from time to time: a day, and when it was last done."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet

ReviewedT_co = TypeVar("ReviewedT_co", bound="Reviewed", covariant=True)


class ReviewedQuerySet(ReferencedQuerySet[ReviewedT_co]):
    """Base of the querysets of what is reviewed."""

    def review_overdue(self) -> Self:
        """Should have been looked at before today."""
        return self.filter(review_on__lt=today_here())


class Reviewed(Referenced, TenantModel):
    """A row with review dates; its kind is declared in registry/reviewing.py.

    Only registry/actions/reviewing.py writes `reviewed_at`.
    """

    review_on = models.DateField(_("next review"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("last reviewed"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_review_overdue(self) -> bool:
        """Whether the day of its review is past."""
        return self.review_on is not None and self.review_on < today_here()
