from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.tenancy.scope import scope
from intake.actions import registration, rulebooks
from intake.actions.registration import Particulars, Registration
from intake.choices import Stage
from intake.models import UseCase


def test_four_facts_make_a_numbered_case_with_an_open_draft(register, actor):
    first, second = register("Fraud detection"), register("Letter answers")

    assert [first.reference, second.reference] == ["UC-1", "UC-2"]
    assert (second.stage, second.tier, second.registered_by_id) == (
        Stage.INTAKE,
        "",
        actor.membership_id,
    )
    draft = second.drafts.get()
    assert draft.sections.count() == 7
    assert draft.questionnaire.version == 1


def test_registering_is_recorded_with_its_justification(register):
    case = register(justification="The other one reads claims, this one writes letters.")

    event = AuditEvent.objects.get(action="intake.use_case.registered")
    assert event.reason == "The other one reads claims, this one writes letters."
    assert event.subject_label == str(case)


def test_an_owner_outside_of_the_portal_is_a_name(rules, actor):
    payload = Registration("Title", "Summary", "Users", owner_name=" Dr Outside ")

    assert registration.register_use_case(payload, actor=actor).owner_label == "Dr Outside"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"summary": ""}, "summary"),
        ({"owner_id": None}, "owner_id"),
        ({"owner_id": 999_999}, "owner_id"),
        ({"business_unit_id": 999_999}, "business_unit_id"),
    ],
)
def test_a_missing_or_wrong_fact_is_named_and_uses_no_number(rules, actor, facts, field):
    good = {"title": "T", "summary": "S", "intended_users": "U", "owner_id": actor.membership_id}

    with pytest.raises(InvalidInput) as refusal:
        registration.register_use_case(Registration(**{**good, **facts}), actor=actor)

    assert list(refusal.value.errors) == [field]
    assert registration.register_use_case(Registration(**good), actor=actor).number == 1


def test_an_auditor_registers_nothing(rules, member):
    auditor = Actor.member(member(Role.AUDITOR))

    with pytest.raises(NotAllowed):
        registration.register_use_case(
            Registration("T", "S", "U", owner_name="Somebody"), actor=auditor
        )


def test_a_member_of_another_organization_cannot_be_owner(rules, actor, member, other_organization):
    stranger = member(organization=other_organization)

    with pytest.raises(InvalidInput):
        registration.register_use_case(
            Registration("T", "S", "U", owner_id=stranger.pk), actor=actor
        )


def test_every_organization_counts_its_own_cases(register, rules, other_organization, member):
    register()
    owner = member(organization=other_organization)
    with scope(other_organization):
        rulebooks.install_defaults(other_organization, actor=Actor.system("tests"))
        case = registration.register_use_case(
            Registration("T", "S", "U", owner_id=owner.pk), actor=Actor.member(owner)
        )
        assert case.reference == "UC-1"


def test_particulars_change_with_a_record_of_what_was(register, actor):
    case = register("Old title")

    registration.change_particulars(
        case,
        Particulars("New title", case.summary, case.intended_users, owner_id=case.owner_id),
        actor=actor,
    )

    event = AuditEvent.objects.get(action="intake.use_case.changed")
    assert (event.before, event.after) == ({"title": "Old title"}, {"title": "New title"})
    assert UseCase.objects.get(pk=case.pk).title == "New title"


def test_saving_the_same_particulars_records_nothing(register, actor):
    case = register()

    registration.change_particulars(
        case,
        Particulars(case.title, case.summary, case.intended_users, owner_id=case.owner_id),
        actor=actor,
    )

    assert not AuditEvent.objects.filter(action="intake.use_case.changed").exists()


def test_asking_to_join_tells_the_owner(register, member):
    owner = member(name="Olga Owner")
    case = register(owner=owner)
    guest = Actor.member(member(name="Gil Guest"))

    registration.join_use_case(case, "We have the same letters.", actor=guest)

    told = owner.notifications.get()
    assert "Gil Guest" in told.title
    assert "We have the same letters." in told.text
    assert AuditEvent.objects.filter(action="intake.use_case.joined").count() == 1
