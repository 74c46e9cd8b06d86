"""`manage.py install_starter_courses`."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from training.catalogs.starters import starter_courses
from training.models.courses import Course

pytestmark = pytest.mark.django_db


def install(**options: str) -> str:
    output = StringIO()
    call_command("install_starter_courses", stdout=output, **options)
    return output.getvalue()


def test_the_first_author_owns_the_courses(organization, other_organization, member):
    member(Role.SUBMITTER)
    staff = member(Role.COE_STAFF)

    printed = install(organization=organization.slug)

    assert f"{len(starter_courses())} courses are new." in printed
    with scope(organization):
        assert set(Course.objects.values_list("owner", flat=True)) == {staff.pk}
    with scope(other_organization):
        assert not Course.objects.exists()


def test_who_is_named_owns_them(organization, member):
    member(Role.COE_STAFF)
    second = member(Role.COE_STAFF)

    install(organization=organization.slug, owner=second.user.email)

    with scope(organization):
        assert set(Course.objects.values_list("owner", flat=True)) == {second.pk}


def test_unknown_organization_is_refused(db):
    with pytest.raises(CommandError, match="no organization nowhere"):
        install(organization="nowhere")


def test_owner_must_be_allowed_to_write_courses(organization, member):
    submitter = member(Role.SUBMITTER)

    with pytest.raises(CommandError, match="no such member"):
        install(organization=organization.slug, owner=submitter.user.email)
