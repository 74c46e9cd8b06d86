"""`manage.py install_starter_courses`: the courses that come with the portal, for one tenant."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from training.actions.starters import install_starter_courses
from training.permissions import AUTHOR


class Command(BaseCommand):
    help = "Publish the starter courses that an organization does not have yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", metavar="SLUG", required=True)
        parser.add_argument(
            "--owner", metavar="EMAIL", help="who owns the courses; else the first of the CoE staff"
        )

    def handle(self, *_args: Any, organization: str, owner: str | None, **_options: Any) -> None:
        found = Organization.objects.filter(slug=organization).first()
        if found is None:
            raise CommandError(f"There is no organization {organization}.")
        actor = Actor.system("install-starter-courses")
        with scope(found):
            made = install_starter_courses(author(owner), actor=actor)
            for course in made:
                self.stdout.write(course.subject_label)
        self.stdout.write(f"{len(made)} courses are new.")


def author(email: str | None) -> Membership:
    """The member who shall own the courses: the one named, else the first who may write them."""
    members = Membership.objects.current().with_user().order_by("pk")
    named = members.filter(user__email__iexact=email) if email else members
    found = next((member for member in named if member.may(AUTHOR.code)), None)
    if found is None:
        raise CommandError("There is no such member who may write courses.")
    return found
