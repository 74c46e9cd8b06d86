"""The tenant, its divisions, and the base of every table that belongs to one."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy import scope
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.scope import ScopeError

# First words of addresses that are not organizations: all that the resolver knows, and some more.
RESERVED_SLUGS = frozenset(
    {
        "account",
        "accounts",
        "api",
        "health",
        "home",
        "invitations",
        "media",
        "metrics",
        "static",
        "style-guide",
        "theme",
        "user",
    }
)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def active(self) -> OrganizationQuerySet:
        """Organizations that work; the others are kept but closed."""
        return self.filter(is_active=True)


class Organization(models.Model):
    """A tenant: everything in the portal belongs to exactly one."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*$", _("Use small letters, digits and -."))],
    )
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    fiscal_year_start_month = models.PositiveSmallIntegerField(
        _("first month of the fiscal year"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    settings = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fiscal_year_start_month__range=(1, 12)),
                name="fiscal_year_starts_in_a_month",
            ),
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)),
                name="slug_is_not_reserved",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Every page reads the time zone, so none may be unknown."""
        if self.timezone not in zoneinfo.available_timezones():
            raise ValidationError({"timezone": _("There is no such time zone.")})


class TenantModel(models.Model):
    """A row of one organization, filled from the scope and never moved to another."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row into the organization in scope; ScopeError for any other."""
        self.enter_organization()
        super().save(*args, **kwargs)

    def enter_organization(self) -> None:
        """Fill the organization from the scope, or refuse a row of another one."""
        owner: int | None = self.organization_id
        if scope.is_platform_scope() and owner is not None:
            return
        current = scope.current_organization_id()
        if owner is None:
            self.organization_id = current
        elif owner != current:
            msg = f"{self._meta.label} belongs to another organization than the one in scope."
            raise ScopeError(msg)

    @property
    def subject_label(self) -> str:
        """How audit, notifications and comments name this row."""
        return str(self)


class FrozenModel(TenantModel):
    """A row that is written once: a correction is a new row that names the old one."""

    updated_at = None  # type: ignore[assignment]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; TypeError when the row is already stored."""
        if not self._state.adding:
            msg = f"{self._meta.label} is frozen: write a new row that corrects it."
            raise TypeError(msg)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """TypeError: frozen rows stay."""
        msg = f"{self._meta.label} is frozen: it is never deleted."
        raise TypeError(msg)


class BusinessUnit(TenantModel):
    """A division of an organization; units form a tree."""

    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("code"), max_length=60)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "code"], name="one_business_unit_per_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReferenceCounter(TenantModel):
    """The last number given for a kind of reference, such as UC in UC-42."""

    kind = models.CharField(max_length=12)
    last_number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "kind"], name="one_counter_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}-{self.last_number}"
