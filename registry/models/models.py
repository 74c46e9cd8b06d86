"""Models, their numbered versions, the names that point at them, and where they run."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import BusinessUnit, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from intake.models.use_cases import UseCase
from registry.choices import (
    Environment,
    InputKind,
    InputRole,
    ModelKind,
    VersionStage,
    VersionStatus,
)
from registry.models.vendors import Vendor


class AIModelQuerySet(ReferencedQuerySet["AIModel"]):
    def present(self) -> Self:
        """Not removed: names are unique among these."""
        return self.filter(removed_at__isnull=True)

    def visible_to(self, member: Membership) -> Self:
        """What the member may see: the inventory is open to all who work in the organization."""
        return self.present() if member.is_current() else self.none()

    def named(self, name: str) -> Self:
        """The one present model of this exact name."""
        return self.present().filter(name=name)

    def matching(self, text: str) -> Self:
        """By reference, or by words of name and description."""
        known = self.by_reference(text)
        if known.exists():
            return known
        words = text.replace("\x00", "").strip()
        return self.filter(Q(name__icontains=words) | Q(description__icontains=words))

    def of_use_case(self, use_case: UseCase) -> Self:
        """Present models that serve a use case."""
        links = ModelUseCase.objects.filter(model=OuterRef("pk"), use_case=use_case)
        return self.present().filter(Exists(links.order_by()))

    def with_people(self) -> Self:
        """With the names that lists and headers show."""
        return self.select_related("owner__user", "steward_unit", "vendor")


class AIModel(Referenced, TenantModel):
    """A model of the inventory, under the name that clients register it by.

    `last_version` is the highest version number ever given; it is read and raised under the lock
    of this row. A removed model keeps its rows, and its name is free again.
    """

    PREFIX = "M"

    MAX_NAME = 256

    number = models.PositiveIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=MAX_NAME)
    kind = models.CharField(_("kind"), max_length=12, choices=ModelKind, default=ModelKind.CLASSIC)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    owner = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="owned_models",
        verbose_name=_("owner"),
    )
    steward_unit = models.ForeignKey(
        BusinessUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="models",
        verbose_name=_("business unit"),
    )
    provider = models.CharField(_("provider"), max_length=200, blank=True)
    vendor = models.ForeignKey(
        Vendor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="models",
        verbose_name=_("vendor"),
    )
    tags = models.JSONField(default=dict, blank=True)
    registered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_version = models.PositiveIntegerField(default=0, editable=False)
    # Retired: nothing of it runs any more. Only registry/actions/retirement.py writes it.
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(AIModelQuerySet)()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_model_per_number"),
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=Q(removed_at__isnull=True),
                name="one_model_per_name",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_model_has_a_name"),
        ]
        indexes = [
            models.Index("organization", Lower("name"), "id", name="models_by_name"),
            models.Index("organization", F("updated_at").desc(), "id", name="models_by_update"),
            models.Index(fields=["organization", "owner"], name="models_by_owner"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return org_url("registry:model", reference=self.reference)


class ModelVersionQuerySet(TenantQuerySet["ModelVersion"]):
    def present(self) -> Self:
        """Not removed, of a model that is not removed."""
        return self.filter(removed_at__isnull=True, model__removed_at__isnull=True)

    def in_production(self) -> Self:
        """Those that stand in production by stage."""
        return self.present().filter(stage=VersionStage.PRODUCTION)

    def numbered(self, name: str, number: int) -> Self:
        """The one present version of a name and number."""
        return self.present().filter(model__name=name, number=number)

    def with_people(self) -> Self:
        """With the names that lists and headers show."""
        return self.select_related("model__owner__user", "developer__user", "validator__user")


class ModelVersion(TenantModel):
    """One numbered version. Its source never changes: other files are another version.

    Only registry/actions/promotion.py writes `stage` and `served_at`.
    """

    model = models.ForeignKey(AIModel, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    stage = models.CharField(
        _("stage"), max_length=12, choices=VersionStage, default=VersionStage.NONE
    )
    stage_changed_at = models.DateTimeField(_("in this stage since"), default=timezone.now)
    # When it first passed the promotion gate: it may be gone back to while its approval holds.
    served_at = models.DateTimeField(_("first promoted"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=2000, blank=True)
    run_id = models.CharField(_("run"), max_length=200, blank=True)
    run_link = models.CharField(_("link to the run"), max_length=1000, blank=True)
    logged_model_id = models.CharField(max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=VersionStatus, default=VersionStatus.READY
    )
    status_message = models.CharField(max_length=500, blank=True)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    tags = models.JSONField(default=dict, blank=True)
    developer = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="developed_versions",
        verbose_name=_("developer"),
    )
    # Who checked it independently; never the developer.
    validator = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="validated_versions",
        verbose_name=_("validator"),
    )
    validated_at = models.DateTimeField(_("validated"), null=True, blank=True)
    validation_note = models.TextField(_("what was validated"), max_length=4000, blank=True)
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(ModelVersionQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["model", "number"], name="one_model_version_per_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="model_versions_begin_with_one"
            ),
            models.CheckConstraint(
                condition=Q(validator__isnull=True)
                | Q(developer__isnull=True)
                | ~Q(validator=F("developer")),
                name="nobody_validates_their_own_work",
            ),
            models.CheckConstraint(
                condition=Q(validator__isnull=True, validated_at__isnull=True)
                | Q(validator__isnull=False, validated_at__isnull=False),
                name="a_validation_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(stage="production") | Q(served_at__isnull=False),
                name="production_was_promoted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "stage", "model"],
                condition=Q(removed_at__isnull=True),
                name="versions_by_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model.name} v{self.number}"

    @property
    def part(self) -> str:
        """Its name among the parts of the model, for comments and files."""
        return f"v{self.number}"

    @property
    def has_served(self) -> bool:
        """Whether it has passed the promotion gate before."""
        return self.served_at is not None

    def get_absolute_url(self) -> str:
        return org_url("registry:version", reference=self.model.reference, number=self.number)


class ModelUseCase(TenantModel):
    """A model serves a use case."""

    model = models.ForeignKey(AIModel, on_delete=models.CASCADE, related_name="links")
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="model_links")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["model", "use_case"], name="each_use_case_once"),
        ]
        indexes = [models.Index(fields=["organization", "use_case"], name="models_of_case")]

    def __str__(self) -> str:
        return f"{self.model.name}: {self.use_case.reference}"


class ModelAlias(TenantModel):
    """A name that clients load a model by; it points at one version at a time."""

    MAX_NAME = 255

    model = models.ForeignKey(AIModel, on_delete=models.CASCADE, related_name="aliases")
    alias = models.CharField(_("alias"), max_length=MAX_NAME)
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="aliases")

    class Meta:
        ordering = ("alias",)
        constraints = [
            models.UniqueConstraint(fields=["model", "alias"], name="one_version_per_alias"),
            models.CheckConstraint(condition=~Q(alias=""), name="an_alias_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.model.name}@{self.alias}"


class VersionInput(TenantModel):
    """Lineage: one thing that a version was made from."""

    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="inputs")
    kind = models.CharField(_("what"), max_length=10, choices=InputKind)
    role = models.CharField(_("for"), max_length=10, choices=InputRole)
    name = models.CharField(_("name"), max_length=200)
    uri = models.CharField(_("where it is"), max_length=1000, blank=True)
    digest = models.CharField(_("digest"), max_length=200, blank=True)
    parent = models.ForeignKey(
        ModelVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("version in this registry"),
    )
    vendor = models.ForeignKey(
        Vendor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inputs",
        verbose_name=_("vendor"),
    )
    # Of the catalogue; the digest is that of the day on which it was named.
    dataset = models.ForeignKey(
        "registry.Dataset",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inputs",
        verbose_name=_("dataset of the catalogue"),
    )

    class Meta:
        ordering = ("kind", "name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind", "role", "name"], name="each_input_once"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("version")),
                name="nothing_is_made_from_itself",
            ),
            models.CheckConstraint(
                condition=Q(dataset__isnull=True) | Q(kind="dataset"),
                name="only_a_dataset_is_a_dataset",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class DeploymentQuerySet(TenantQuerySet["Deployment"]):
    def running(self) -> Self:
        """Not ended."""
        return self.filter(ended_at__isnull=True)


class Deployment(TenantModel):
    """A version runs somewhere, from one day until another."""

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="deployments")
    environment = models.CharField(_("environment"), max_length=12, choices=Environment)
    target = models.CharField(_("where"), max_length=200)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    deployed_at = models.DateTimeField(_("deployed"), default=timezone.now)
    deployed_by = models.CharField(max_length=255)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.CharField(max_length=255, blank=True)

    objects: ClassVar = TenantManager.from_queryset(DeploymentQuerySet)()

    class Meta:
        ordering = ("-deployed_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "environment", "target"],
                condition=Q(ended_at__isnull=True),
                name="each_deployment_runs_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("deployed_at")),
                name="deployments_end_after_they_begin",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "environment", "-deployed_at"],
                condition=Q(ended_at__isnull=True),
                name="running_deployments",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_environment_display()}: {self.target}"


class UsageRecord(TenantModel):
    """What one consumer used of a version on one day. Sent again, it replaces what was there."""

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="usage")
    day = models.DateField(_("day"))
    consumer = models.CharField(_("consumer"), max_length=120)
    calls = models.PositiveBigIntegerField(_("calls"), default=0)
    users = models.PositiveIntegerField(_("users"), default=0)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=4, default=0)

    class Meta:
        ordering = ("-day", "consumer")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "day", "consumer"], name="one_usage_record_per_day"
            ),
            models.CheckConstraint(condition=Q(cost__gte=0), name="usage_costs_nothing_or_more"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.day:%Y-%m-%d} {self.consumer}"
