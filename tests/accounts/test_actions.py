"""Members, invitations and tokens: each change checked, done once, and recorded."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from coe_portal.accounts import actions
from coe_portal.accounts.actions import MembershipPayload, OrganizationPayload
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import ApiToken, Invitation, Membership, User, secret_digest
from coe_portal.accounts.roles import Role
from coe_portal.accounts.tasks import send_invitation
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.tenancy.scope import scope

pytestmark = pytest.mark.usefixtures("in_scope")
REVIEWER = MembershipPayload(roles=(Role.REVIEWER,))


@pytest.fixture
def admin(member) -> Actor:
    return Actor.member(member(Role.ORG_ADMIN, name="Ada"))


def last_event() -> tuple[str, str]:
    event = AuditEvent.objects.order_by("-sequence").first()
    return event.action, event.subject_label


def newcomer(email: str = "new@example.com") -> User:
    return User.objects.create_user(email, "correct horse battery", name="New")


@pytest.mark.parametrize("slug", ["account", "static", "9lives", "Bank", ""])
def test_an_address_that_is_taken_by_the_portal_or_malformed_is_refused(slug):
    payload = OrganizationPayload(name="Bank", slug=slug)
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        actions.create_organization(payload, actor=Actor.system("tests"))


def test_an_invitation_is_used_once(admin):
    invitation = actions.invite_member(" New@Example.com ", REVIEWER, actor=admin)
    secret = invitation.secret
    assert invitation.email == "new@example.com"
    assert secret not in str(Invitation.objects.values().get())
    assert actions.open_invitation(secret) == invitation

    membership = actions.accept_invitation(invitation, newcomer())
    assert membership.roles == ["reviewer"]
    assert last_event() == ("accounts.member.joined", "New")
    assert actions.open_invitation(secret) is None
    with pytest.raises(InvalidTransition):
        actions.accept_invitation(invitation, newcomer("new2@example.com"))


def test_an_invitation_is_for_one_address(admin):
    invitation = actions.invite_member("new@example.com", REVIEWER, actor=admin)
    with pytest.raises(RuleViolation):
        actions.accept_invitation(invitation, newcomer("else@example.com"))
    assert actions.open_invitation(invitation.secret) == invitation


def test_an_invitation_lapses(admin):
    invitation = actions.invite_member("new@example.com", REVIEWER, actor=admin)
    secret = invitation.secret
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert actions.open_invitation(secret) is None
    with pytest.raises(InvalidTransition):
        actions.accept_invitation(invitation, newcomer())


def test_a_revoked_invitation_is_useless(admin):
    invitation = actions.invite_member("new@example.com", REVIEWER, actor=admin)
    secret = invitation.secret
    actions.revoke_invitation(invitation, actor=admin)
    assert actions.open_invitation(secret) is None
    with pytest.raises(InvalidTransition):
        actions.revoke_invitation(invitation, actor=admin)


def test_the_secret_opens_nothing_in_another_organization(admin, other_organization):
    invitation = actions.invite_member("new@example.com", REVIEWER, actor=admin)
    secret = invitation.secret
    with scope(other_organization):
        assert actions.open_invitation(secret) is None


def test_a_member_is_not_invited_again(admin, member):
    person = member()
    with pytest.raises(RuleViolation, match="member already"):
        actions.invite_member(person.user.email.upper(), REVIEWER, actor=admin)


def test_who_left_comes_back_by_invitation(admin, member):
    person = member()
    actions.deactivate_member(person, actor=admin)
    invitation = actions.invite_member(person.user.email, REVIEWER, actor=admin)
    again = actions.accept_invitation(invitation, person.user)
    assert (again.pk, again.roles, again.is_active) == (person.pk, ["reviewer"], True)


@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        (MembershipPayload(roles=()), ["roles"]),
        (MembershipPayload(roles=(Role.AUDITOR,)), ["ends_on"]),
        (
            MembershipPayload(roles=(Role.AUDITOR, Role.REVIEWER), ends_on=dt.date(2099, 1, 1)),
            ["roles"],
        ),
    ],
)
def test_roles_that_cannot_be(admin, payload, fields):
    with pytest.raises(InvalidInput) as refused:
        actions.invite_member("new@example.com", payload, actor=admin)
    assert list(refused.value.errors) == fields


def test_an_auditor_without_a_last_day_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="auditors_have_a_last_day"), transaction.atomic():
        Membership.objects.create(user=newcomer(), roles=["auditor"])


def test_the_last_administrator_stays(admin, member):
    with pytest.raises(RuleViolation, match="at least one administrator"):
        actions.change_roles(admin.membership, REVIEWER, actor=admin)
    with pytest.raises(RuleViolation, match="at least one administrator"):
        actions.deactivate_member(admin.membership, actor=admin)

    member(Role.ORG_ADMIN)
    assert actions.change_roles(admin.membership, REVIEWER, actor=admin).roles == ["reviewer"]


def test_changed_roles_are_recorded_with_both_sides(admin, member):
    person = member(name="Sam")
    actions.change_roles(person, REVIEWER, actor=admin)
    event = AuditEvent.objects.order_by("-sequence").first()
    assert (event.before["roles"], event.after["roles"]) == (["submitter"], ["reviewer"])


def test_only_administrators_manage_members(member):
    staff, person = Actor.member(member(Role.COE_STAFF)), member()
    for attempt in (
        lambda: actions.invite_member("new@example.com", REVIEWER, actor=staff),
        lambda: actions.change_roles(person, REVIEWER, actor=staff),
        lambda: actions.deactivate_member(person, actor=staff),
        lambda: actions.reactivate_member(person, actor=staff),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_of_a_token_only_the_digest_is_kept(actor):
    _token, secret = actions.issue_token("ETL", scopes=["accounts:read"], actor=actor)
    stored = ApiToken.objects.values().get()
    assert secret.startswith("coe_")
    assert stored["digest"] == secret_digest(secret)
    assert secret not in str(stored)
    assert secret.startswith(stored["hint"])
    assert last_event() == ("accounts.token.issued", "ETL")
    assert secret not in str(AuditEvent.objects.order_by("-sequence").values()[0])


def test_a_token_has_known_scopes_only(actor):
    with pytest.raises(InvalidInput, match="everything:write"):
        actions.issue_token("ETL", scopes=["everything:write"], actor=actor)


def test_members_revoke_their_own_tokens_and_administrators_any(admin, member):
    owner, stranger = Actor.member(member()), Actor.member(member())
    token, _secret = actions.issue_token("ETL", scopes=[], actor=owner)
    with pytest.raises(NotAllowed):
        actions.revoke_token(token, actor=stranger)
    revoked = actions.revoke_token(token, actor=owner)
    assert not revoked.is_live()
    first_time = revoked.revoked_at
    assert actions.revoke_token(token, actor=admin).revoked_at == first_time


def test_the_secret_of_an_invitation_is_in_no_column_and_no_queue(
    admin, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(send_invitation, "apply_async", lambda **call: sent.append(call["kwargs"]))
    with django_capture_on_commit_callbacks(execute=True):
        invitation = actions.invite_member("new@example.com", REVIEWER, actor=admin)
        send_invitation.send(invitation_id=invitation.pk)

    stored = Invitation.objects.filter(pk=invitation.pk).values().get()
    organization_id = invitation.organization_id
    assert sent == [{"invitation_id": invitation.pk, "organization_id": organization_id}]
    assert invitation.secret not in str(stored.values())
    assert stored["token_digest"] == secret_digest(invitation.secret)


def test_every_invitation_has_a_secret_that_only_this_portal_can_make(admin, settings):
    first = actions.invite_member("one@example.com", REVIEWER, actor=admin)
    second = actions.invite_member("two@example.com", REVIEWER, actor=admin)
    before = first.secret

    assert before != second.secret
    settings.SECRET_KEY = "another"
    assert first.secret != before
    assert actions.open_invitation(before) == first, "links already sent go on working"


@pytest.fixture
def units(member):
    """Bank > Retail > Cards, and an actor who may change them."""
    staff = Actor.member(member(Role.COE_STAFF))
    bank = actions.create_business_unit("Bank", code="b", actor=staff)
    retail = actions.create_business_unit("Retail", code="r", parent=bank, actor=staff)
    cards = actions.create_business_unit("Cards", code="c", parent=retail, actor=staff)
    return bank, retail, cards, staff


def test_a_unit_is_renamed_and_the_trail_says_from_what(units):
    bank, retail, _cards, staff = units

    actions.change_business_unit(retail, name="Private", code="p", parent=bank, actor=staff)

    retail.refresh_from_db()
    event = AuditEvent.objects.order_by("-sequence").first()
    assert (retail.name, retail.code, retail.parent) == ("Private", "p", bank)
    assert event.action == "accounts.business_unit.changed"
    assert event.before == {"name": "Retail", "code": "r", "part_of": "Bank"}
    assert event.after == {"name": "Private", "code": "p", "part_of": "Bank"}


def test_saving_a_unit_unchanged_records_nothing(units):
    bank, retail, _cards, staff = units

    actions.change_business_unit(retail, name="Retail", code="r", parent=bank, actor=staff)

    assert last_event() == ("accounts.business_unit.created", "Cards")


@pytest.mark.parametrize(
    ("code", "under", "field"), [("c", 0, "code"), ("r", 1, "parent"), ("r", 2, "parent")]
)
def test_a_unit_keeps_a_code_of_its_own_and_its_place_in_a_tree(units, code, under, field):
    _bank, retail, _cards, staff = units

    with pytest.raises(InvalidInput) as refused:
        actions.change_business_unit(
            retail, name="Retail", code=code, parent=units[under], actor=staff
        )

    assert list(refused.value.errors) == [field]


def test_a_unit_is_not_changed_by_everybody(units, member):
    with pytest.raises(NotAllowed):
        actions.change_business_unit(
            units[1], name="X", code="r", parent=None, actor=Actor.member(member())
        )


def test_a_unit_is_made_by_staff(member):
    unit = actions.create_business_unit(
        "Retail", code="r", actor=Actor.member(member(Role.COE_STAFF))
    )
    assert last_event() == ("accounts.business_unit.created", "Retail")
    assert unit.code == "r"
    with pytest.raises(NotAllowed):
        actions.create_business_unit("X", code="x", actor=Actor.member(member()))
