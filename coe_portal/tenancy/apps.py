"""Puts the tenancy constraints on every tenant model as soon as all models are known."""

from __future__ import annotations

from django.apps import AppConfig, apps


class TenancyConfig(AppConfig):
    name = "coe_portal.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from coe_portal.tenancy import checks, constraints  # noqa: F401
        from coe_portal.tenancy.models import FrozenModel, TenantModel

        for model in apps.get_models(include_auto_created=True):
            if issubclass(model, TenantModel):
                rules = constraints.tenant_constraints(model, frozen=issubclass(model, FrozenModel))
                known = {rule.name for rule in model._meta.constraints}
                model._meta.constraints = [
                    *model._meta.constraints,
                    *(rule for rule in rules if rule.name not in known),
                ]
                # What makemigrations reads to learn that a model has constraints.
                model._meta.original_attrs["constraints"] = model._meta.constraints
