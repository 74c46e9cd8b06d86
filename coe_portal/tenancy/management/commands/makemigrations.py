"""Linear migrations, as the owner: on an empty server the application's role is not there."""

from __future__ import annotations

from typing import Any

from django_linear_migrations.management.commands.makemigrations import (
    Command as LinearMakemigrations,
)

from coe_portal.tenancy.owner import as_owner


class Command(LinearMakemigrations):
    def handle(self, *app_labels: str, **options: Any) -> None:
        with as_owner():
            super().handle(*app_labels, **options)
