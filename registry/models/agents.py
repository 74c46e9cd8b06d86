"""What agents may do: the catalogue of tools, what a version uses, and who allowed it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from registry.choices import DataClass, ToolEffect
from registry.models.models import ModelVersion


class AgentToolQuerySet(ReferencedQuerySet["AgentTool"]):
    def in_use(self) -> Self:
        """Not retired: names are unique among these."""
        return self.filter(retired_at__isnull=True)

    def matching(self, text: str) -> Self:
        """By reference, or by words of name, system and description."""
        known = self.by_reference(text)
        if known.exists():
            return known
        words = text.replace("\x00", "").strip()
        return self.filter(
            Q(name__icontains=words) | Q(system__icontains=words) | Q(description__icontains=words)
        )

    def with_use(self) -> Self:
        """With the number of versions that use it, and its owner's name."""
        present = Q(uses__version__removed_at__isnull=True)
        present &= Q(uses__version__model__removed_at__isnull=True)
        counted = self.annotate(version_count=Count("uses", filter=present))
        return counted.select_related("owner__user")


class AgentTool(Referenced, TenantModel):
    """Something that agents can call: a function, a connector, a service.

    `effects` is what a call does to the world; only these words decide what a grant must ask for.
    """

    PREFIX = "TOOL"

    number = models.PositiveIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=120)
    system = models.CharField(_("system"), max_length=120)
    description = models.TextField(_("what it does"), max_length=4000, blank=True)
    effects = ArrayField(
        models.CharField(max_length=12, choices=ToolEffect), verbose_name=_("effects")
    )
    data_class = models.CharField(
        _("data that it reaches"), max_length=12, choices=DataClass, default=DataClass.INTERNAL
    )
    owner = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="owned_tools",
        verbose_name=_("owner"),
    )
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(AgentToolQuerySet)()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_agent_tool_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=Q(retired_at__isnull=True),
                name="one_agent_tool_per_name",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="an_agent_tool_has_a_name"),
            models.CheckConstraint(
                condition=Q(effects__len__gte=1), name="an_agent_tool_does_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    def get_absolute_url(self) -> str:
        return org_url("registry:agent_tool", reference=self.reference)


class ToolUse(TenantModel):
    """A version of an agent uses a tool: said by whoever builds it, allowed by somebody else."""

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="tool_uses")
    tool = models.ForeignKey(AgentTool, on_delete=models.PROTECT, related_name="uses")
    purpose = models.CharField(_("what for"), max_length=500, blank=True)
    declared_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("tool__name", "id")
        constraints = [
            models.UniqueConstraint(fields=["version", "tool"], name="each_tool_once_per_version"),
        ]

    def __str__(self) -> str:
        return self.tool.name


class ToolGrantQuerySet(TenantQuerySet["ToolGrant"]):
    def current(self) -> Self:
        """Neither revoked nor replaced; perhaps past its last day."""
        return self.filter(ended_at__isnull=True)


class ToolGrant(TenantModel):
    """Somebody other than the developer allows a version to use a tool, within limits."""

    use = models.ForeignKey(ToolUse, on_delete=models.CASCADE, related_name="grants")
    scope = models.CharField(_("what it may reach"), max_length=500)
    limits = models.CharField(_("limits"), max_length=500, blank=True)
    needs_person = models.BooleanField(_("a person approves each call"), default=False)
    until = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted"), default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=500, blank=True)

    objects: ClassVar = TenantManager.from_queryset(ToolGrantQuerySet)()

    class Meta:
        ordering = ("-granted_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["use"],
                condition=Q(ended_at__isnull=True),
                name="one_current_grant_per_tool_use",
            ),
            models.CheckConstraint(condition=~Q(scope=""), name="a_tool_grant_has_a_scope"),
        ]

    def __str__(self) -> str:
        return self.scope
