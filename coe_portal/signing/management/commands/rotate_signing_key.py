"""Give an organization a new signing key; what the old one signed stays verifiable."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coe_portal.accounts.actor import Actor
from coe_portal.signing.actions import rotate_key
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope


class Command(BaseCommand):
    help = "Retire the signing key of an organization and make a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="its address")

    def handle(self, *_args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(slug=options["organization"]).first()
        if organization is None:
            msg = "There is no such organization."
            raise CommandError(msg)
        with scope(organization):
            key = rotate_key(actor=Actor.system("rotate_signing_key"))
        self.stdout.write(f"{organization.slug}: {key.key_id} signs from now on")
