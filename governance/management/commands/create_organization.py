"""`manage.py create_organization NAME SLUG EMAIL`: a tenant that can be worked in at once."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from coe_portal.accounts.actions import (
    MembershipPayload,
    OrganizationPayload,
    add_member,
    create_organization,
)
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import User
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from governance.actions.defaults import install_defaults as install_council
from intake.actions.rulebooks import install_defaults as install_rules

PASSWORD_BYTES = 12


class Command(BaseCommand):
    help = "Make an organization with the default rules and board, and its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("slug", help="its address: /<slug>/…")
        parser.add_argument("email", help="of its first administrator")
        parser.add_argument("--timezone", default="UTC")
        parser.add_argument("--currency", default="EUR")

    def handle(self, *_args: Any, **options: Any) -> None:
        fields = ("name", "slug", "timezone", "currency")
        payload = OrganizationPayload(**{field: options[field] for field in fields})
        try:
            organization, password = found(payload, options["email"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"{organization.name} is at /{organization.slug}/.")
        self.stdout.write(f"{options['email']} administers it.")
        if password:
            self.stdout.write(f"Their first password, to be changed: {password}")


@transaction.atomic
def found(payload: OrganizationPayload, email: str) -> tuple[Organization, str]:
    """The organization, and the password of its administrator if that person is new."""
    actor = Actor.system("create-organization")
    organization = create_organization(payload, actor=actor)
    user = User.objects.filter(email__iexact=email).first()
    password = "" if user else secrets.token_urlsafe(PASSWORD_BYTES)
    user = user or User.objects.create_user(email, password)
    with scope(organization):
        roles = (Role.ORG_ADMIN, Role.COE_STAFF)
        add_member(user, MembershipPayload(roles=roles), actor=actor)
        install_rules(organization, actor=actor)
        install_council(organization, actor=actor)
    return organization, password
