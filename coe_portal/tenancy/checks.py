"""System checks: no tenant table without its organization, its manager and an index for both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register
from django.db import models

from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import TenantModel

OUR_APPS = {"intake", "governance", "registry", "metrics", "training"}
# Tables of the platform itself, above all organizations.
PLATFORM_TABLES = {"tenancy.Organization", "accounts.User", "vitals.UptimeHour"}


@register()
def check_tenant_models(
    app_configs: Sequence[AppConfig] | None, **_kwargs: object
) -> list[CheckMessage]:
    """Every model of the portal is a tenant model, read through a tenant manager."""
    configs = app_configs or list(apps.get_app_configs())
    return [error for config in configs if _is_ours(config) for error in _check(config)]


def _is_ours(config: AppConfig) -> bool:
    return config.name in OUR_APPS or config.name.startswith("coe_portal.")


def _check(config: AppConfig) -> Iterable[CheckMessage]:
    for model in config.get_models(include_auto_created=True):
        if _is_platform_table(model):
            continue
        if not issubclass(model, TenantModel):
            yield Error(
                f"{model._meta.label} is not a tenant model.",
                hint="Inherit from TenantModel; many-to-many tables need a through model.",
                id="tenancy.E001",
            )
        elif not _is_scoped(model):
            yield Error(
                f"The default manager of {model._meta.label} does not scope to the organization.",
                hint="Declare `objects = TenantManager.from_queryset(…)()` first.",
                id="tenancy.E002",
            )
        elif _has_many_to_many(model):
            yield Error(
                f"{model._meta.label} has a many-to-many field with an automatic table.",
                hint="Write the through model as a TenantModel.",
                id="tenancy.E003",
            )


def _is_scoped(model: type[models.Model]) -> bool:
    return isinstance(model._default_manager, TenantManager)


def _is_platform_table(model: type[models.Model]) -> bool:
    """The platform's own tables, and those that Django makes for their many-to-many fields."""
    parent = model._meta.auto_created or model
    return parent._meta.label in PLATFORM_TABLES  # type: ignore[union-attr]


def _has_many_to_many(model: type[models.Model]) -> bool:
    return any(
        field.remote_field.through is not None and field.remote_field.through._meta.auto_created
        for field in model._meta.local_many_to_many
    )
