"""Fill in the numbers of past quarters, for an organization or for all."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from metrics.actions.snapshots import take_snapshots
from metrics.logic.periods import quarter_of


class Command(BaseCommand):
    help = "Compute and keep the numbers of the running quarter and of those before it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", help="its address; all when left out")
        parser.add_argument("--quarters", type=int, default=5, help="how many (default: 5)")

    def handle(self, *_args: Any, **options: Any) -> None:
        organizations = Organization.objects.active()
        if options["organization"]:
            organizations = organizations.filter(slug=options["organization"])
        for organization in organizations:
            today = today_of(organization)
            quarter = quarter_of(today, organization.fiscal_year_start_month)
            with scope(organization):
                taken = take_snapshots(
                    organization,
                    quarter.back(options["quarters"]),
                    actor=Actor.system("take_snapshots"),
                )
            self.stdout.write(f"{organization.slug}: {len(taken)} numbers")
