"""Check the audit chain of one organization or of all; fails when one is broken."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coe_portal.audit.models import ChainHead
from coe_portal.audit.verification import verify_chain
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope


class Command(BaseCommand):
    help = "Read every audit event back and check that each follows from the one before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", help="its address; all when left out")

    def handle(self, *_args: Any, **options: Any) -> None:
        organizations = Organization.objects.order_by("slug")
        if options["organization"]:
            organizations = organizations.filter(slug=options["organization"])
        if not organizations:
            msg = "There is no such organization."
            raise CommandError(msg)
        broken = [
            organization.slug for organization in organizations if not self._holds(organization)
        ]
        if broken:
            msg = f"The chain is broken: {', '.join(broken)}"
            raise CommandError(msg)

    def _holds(self, organization: Organization) -> bool:
        with scope(organization):
            found = verify_chain()
            head = ChainHead.objects.first()
        if found is not None:
            self.stdout.write(f"{organization.slug}: event {found.sequence} {found.reason}")
            return False
        self.stdout.write(f"{organization.slug}: {head.sequence if head else 0} events hold")
        return True
