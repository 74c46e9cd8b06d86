"""Django's migrate, run as the owner of the tables: the application's role may not."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from coe_portal.tenancy.owner import as_owner
from coe_portal.tenancy.states import few_models_rendered


class Command(DjangoMigrate):
    def execute(self, *args: Any, **options: Any) -> str | None:
        """From the system checks on: some ask the database, where the role may not exist yet."""
        with as_owner(options["database"]), few_models_rendered():
            return super().execute(*args, **options)
