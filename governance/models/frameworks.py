"""Frameworks as data: catalogue versions of the organization, their requirements, the crosswalk."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from governance.choices import FrameworkState, MappingStrength, RequirementStatus
from intake.choices import AiActClass, Tier

LONGEST_CODE = 60


class FrameworkQuerySet(TenantQuerySet["Framework"]):
    def adopted(self) -> Self:
        """What the organization measures itself by."""
        return self.filter(current__isnull=False, retired_at__isnull=True)


class Framework(TenantModel):
    """A law, standard or set of own rules through all its versions; `current` is what counts."""

    key = models.SlugField(_("short name"), max_length=40)
    name = models.CharField(_("name"), max_length=160)
    source = models.URLField(_("source"), max_length=300, blank=True)
    is_own = models.BooleanField(default=False)
    current = models.ForeignKey(
        "FrameworkVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(FrameworkQuerySet)()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="one_framework_per_key"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_adopted(self) -> bool:
        return self.current_id is not None and self.retired_at is None

    def get_absolute_url(self) -> str:
        return org_url("governance:framework", key=self.key)


class FrameworkVersionQuerySet(TenantQuerySet["FrameworkVersion"]):
    def waiting(self) -> Self:
        """Read in, and neither adopted nor discarded: at most one of each framework."""
        return self.filter(state=FrameworkState.DRAFT)


class FrameworkVersion(TenantModel):
    """One edition of a framework. Its requirements never change: a change is another version."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    label = models.CharField(_("edition"), max_length=200)
    dated = models.DateField(_("as of"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=FrameworkState, default=FrameworkState.DRAFT
    )
    digest = models.CharField(max_length=64)
    brought_by = models.CharField(max_length=255)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=255, blank=True)

    objects: ClassVar = TenantManager.from_queryset(FrameworkVersionQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "number"], name="one_framework_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["framework"],
                condition=Q(state="draft"),
                name="one_framework_version_waiting",
            ),
            models.UniqueConstraint(
                fields=["framework"],
                condition=Q(state="adopted"),
                name="one_framework_version_adopted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework}: {self.label}"

    @property
    def is_waiting(self) -> bool:
        return self.state == FrameworkState.DRAFT

    def get_absolute_url(self) -> str:
        return org_url("governance:framework_version", key=self.framework.key, number=self.number)


class RequirementQuerySet(TenantQuerySet["Requirement"]):
    def in_force(self) -> Self:
        """Of the versions that count today."""
        return self.filter(
            version__state=FrameworkState.ADOPTED, version__framework__retired_at__isnull=True
        )

    def countable(self) -> Self:
        """Those that are covered or not; a heading is as covered as what stands below it."""
        return self.filter(is_group=False)

    def matching(self, text: str) -> Self:
        """By code, or by words of the title and the summary."""
        return self.filter(
            Q(code__icontains=text) | Q(title__icontains=text) | Q(summary__icontains=text)
        )


class Requirement(FrozenModel):
    """A row of a version: what is asked of whom, from which day, and how settled that is.

    It applies to a use case of one of these roles, classes and tiers; an empty list asks nothing.
    `by_finding` rows apply when the legal classification of the case names them. `dates` holds
    other dates by name, such as a later one of a product route; `facts` what else the catalogue
    says.
    """

    version = models.ForeignKey(
        FrameworkVersion, on_delete=models.PROTECT, related_name="requirements"
    )
    position = models.PositiveIntegerField()
    code = models.CharField(_("code"), max_length=LONGEST_CODE)
    parent = models.CharField(max_length=LONGEST_CODE, blank=True)
    is_group = models.BooleanField(default=False)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), max_length=4000, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    status = models.CharField(
        _("legal state"),
        max_length=12,
        choices=RequirementStatus,
        default=RequirementStatus.IN_FORCE,
    )
    applies_from = models.DateField(_("applies from"), null=True, blank=True)
    dates = models.JSONField(default=dict, blank=True)
    roles = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    classes = ArrayField(
        models.CharField(max_length=16, choices=AiActClass), default=list, blank=True
    )
    tiers = ArrayField(models.CharField(max_length=12, choices=Tier), default=list, blank=True)
    by_finding = models.BooleanField(default=False)
    evidence = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    objects: ClassVar = TenantManager.from_queryset(RequirementQuerySet)()

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="one_requirement_per_code_of_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def needs_care(self) -> bool:
        """Its text or date changed or is open: the page says so."""
        return self.status != RequirementStatus.IN_FORCE

    def get_absolute_url(self) -> str:
        return org_url("governance:requirement", key=self.version.framework.key, code=self.code)


class Mapping(TenantModel):
    """Evidence for one requirement helps with another, be they of the same or two frameworks.

    Rows are named by code, so that they hold in every version.
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="mappings")
    code = models.CharField(max_length=LONGEST_CODE)
    to_framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="+")
    to_code = models.CharField(max_length=LONGEST_CODE)
    strength = models.CharField(max_length=10, choices=MappingStrength)
    why = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code", "to_framework", "to_code"],
                name="each_mapping_once",
            ),
        ]
        indexes = [
            models.Index(fields=["to_framework", "to_code"], name="mappings_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.code} → {self.to_code}"
