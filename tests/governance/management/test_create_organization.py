from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from coe_portal.accounts.models import Membership, User
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from governance.models.boards import Board, PathMatrix
from intake.models.rulebooks import Questionnaire

pytestmark = pytest.mark.django_db


def create(*arguments: str) -> None:
    call_command("create_organization", *arguments, verbosity=0)


def test_it_can_be_worked_in_at_once(capsys):
    create("Southbank", "southbank", "ana@southbank.example")

    with scope(Organization.objects.get(slug="southbank")):
        administrator = Membership.objects.get()
        assert administrator.user.email == "ana@southbank.example"
        assert administrator.may("accounts.manage_members")
        assert Questionnaire.objects.count() == 1
        assert Board.objects.filter(is_default=True).count() == 1
        assert PathMatrix.objects.in_force() is not None
        assert AuditEvent.objects.exclude(actor_label="create-organization").count() == 0
    password = capsys.readouterr().out.rsplit(maxsplit=1)[-1]
    assert User.objects.get(email="ana@southbank.example").check_password(password)


def test_somebody_who_has_a_sign_in_keeps_the_password(capsys):
    User.objects.create_user("ana@southbank.example", "correct horse battery")

    create("Southbank", "southbank", "ANA@southbank.example")

    assert "password" not in capsys.readouterr().out
    assert User.objects.get().check_password("correct horse battery")


def test_a_taken_address_is_refused_and_nothing_is_left(organization):
    with pytest.raises(CommandError, match="already exists"):
        create("Another Northbank", organization.slug, "ana@southbank.example")

    assert Organization.objects.count() == 1
    assert not User.objects.filter(email="ana@southbank.example").exists()
