"""Which versions stand on which vendors: by their model, their lineage, or what they come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership, MembershipQuerySet
from intake.models.use_cases import UseCase, UseCaseQuerySet
from registry.choices import InputKind, ModelKind, VendorStatus, VersionStage
from registry.marking import Mark
from registry.models.models import (
    AIModel,
    ModelUseCase,
    ModelVersion,
    ModelVersionQuerySet,
    VersionInput,
)
from registry.models.vendors import Vendor
from registry.queries.lineage import ancestors_of, descendants_of


@dataclass(frozen=True)
class Dependence:
    """Something that a version stands on: a vendor, or a name that is no vendor of ours yet."""

    name: str
    vendor: Vendor | None


def dependences_of(version: ModelVersion) -> list[Dependence]:
    """The vendors behind a version, by name, and then what names none. A few queries."""
    versions = ancestors_of([version.pk])
    inputs = VersionInput.objects.filter(version__in=versions)
    models = AIModel.objects.filter(versions__in=versions)
    named = Vendor.objects.filter(
        Exists(models.filter(vendor=OuterRef("pk")).order_by())
        | Exists(inputs.filter(vendor=OuterRef("pk")).order_by())
    )
    bought = models.filter(kind=ModelKind.VENDOR_API, vendor__isnull=True)
    listed = inputs.filter(kind=InputKind.VENDOR, vendor__isnull=True)
    unnamed = {model.provider or model.name for model in bought.order_by("name").distinct()}
    unnamed |= set(listed.values_list("name", flat=True))
    return [
        *(Dependence(vendor.name, vendor) for vendor in named.order_by("name", "pk")),
        *(Dependence(name, None) for name in sorted(unnamed)),
    ]


def dependent_versions(vendor: Vendor) -> ModelVersionQuerySet:
    """The versions that stand on a vendor."""
    rows: ModelVersionQuerySet = ModelVersion.objects.present()
    by_input = VersionInput.objects.filter(version=OuterRef("pk"), vendor=vendor).order_by()
    direct = rows.filter(Q(model__vendor=vendor) | Exists(by_input))
    return rows.filter(pk__in=descendants_of(direct.values_list("pk", flat=True)))


def concerned_versions(vendor: Vendor) -> ModelVersionQuerySet:
    """Those of them that are not archived: somebody has to decide about these."""
    return dependent_versions(vendor).exclude(stage=VersionStage.ARCHIVED)


def people_behind(versions: ModelVersionQuerySet) -> MembershipQuerySet:
    """The owners of their models, and who built them."""
    rows = versions.order_by()
    behind = Q(pk__in=rows.values("model__owner")) | Q(pk__in=rows.values("developer"))
    people: MembershipQuerySet = Membership.objects.filter(behind)
    return people.with_user()


def cases_served(versions: ModelVersionQuerySet) -> UseCaseQuerySet:
    """The use cases at work that their models serve."""
    models = versions.order_by().values("model")
    rows: UseCaseQuerySet = UseCase.objects.open().filter(
        pk__in=ModelUseCase.objects.filter(model__in=models).order_by().values("use_case")
    )
    return rows.select_related("owner__user").defer("search")


def vendor_marks() -> Iterator[tuple[int, Mark]]:
    """Marks of the versions that stand on a vendor on which nothing should rely."""
    marks = {vendor.pk: _mark(vendor) for vendor in Vendor.objects.marked().order_by("name", "pk")}
    if not marks:
        return
    by_model = ModelVersion.objects.present().filter(model__vendor__in=list(marks))
    by_input = VersionInput.objects.filter(vendor__in=list(marks))
    for rows in (
        by_model.values_list("pk", "model__vendor_id"),
        by_input.values_list("version_id", "vendor_id"),
    ):
        for version, vendor in rows:
            yield version, marks[vendor]


def _mark(vendor: Vendor) -> Mark:
    status = VendorStatus(vendor.status)
    words = {"vendor": vendor.name, "status": vendor.get_status_display()}
    return Mark(
        f"vendor_{status.value}",
        _("Vendor: %(status)s") % {"status": vendor.get_status_display()},
        _("It stands on %(vendor)s. Status of the vendor: %(status)s.") % words,
        _("Decide what takes its place. Nothing is taken out of production by itself."),
        vendor.get_absolute_url(),
    )
