"""Django's flush, run as the owner of the tables: the application's role may not."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.flush import Command as DjangoFlush

from coe_portal.tenancy.owner import as_owner


class Command(DjangoFlush):
    def handle(self, **options: Any) -> None:
        with as_owner(options["database"]):
            super().handle(**options)
