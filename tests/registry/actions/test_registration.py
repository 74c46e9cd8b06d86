"""Models and versions: registered, changed, linked and removed."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed, RuleViolation
from coe_portal.tenancy.scope import scope
from registry.actions.aliases import set_alias
from registry.actions.promotion import Move, promote_version
from registry.actions.registration import (
    ModelTerms,
    NewModel,
    VersionTerms,
    VersionWords,
    change_model,
    change_version,
    link_use_case,
    register_model,
    register_version,
    remove_model,
    remove_version,
    unlink_use_case,
)
from registry.choices import ModelKind, VersionStage
from registry.models.models import AIModel, ModelVersion
from tests.governance.conftest import new_case
from tests.registry.models import new_model, new_version


def test_a_model_is_registered_with_its_use_case(owner, case):
    new = NewModel(name="fraud", owner=owner, kind=ModelKind.AGENT, use_case=case.reference)
    model = register_model(new, actor=Actor.member(owner))

    assert (model.reference, model.name, model.kind) == ("M-1", "fraud", "agent")
    assert list(AIModel.objects.of_use_case(case)) == [model]
    event = AuditEvent.objects.about(model).get()
    assert (event.action, event.after["name"]) == ("registry.model.registered", "fraud")


def test_a_name_is_taken_only_once_and_only_here(model, owner, other_organization, member):
    with pytest.raises(InvalidInput) as refused:
        new_model(owner)
    assert (refused.value.code, list(refused.value.errors)) == ("registry.name_taken", ["name"])

    with scope(other_organization):
        twin = new_model(member(Role.MODEL_OWNER, organization=other_organization))
        assert (twin.name, twin.reference) == (model.name, model.reference)
        assert list(AIModel.objects.all()) == [twin]


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "x" * 257])
def test_names_that_clients_cannot_address_are_refused(owner, name):
    with pytest.raises(InvalidInput) as refused:
        new_model(owner, name=name)
    assert refused.value.code == "registry.bad_name"
    assert not AIModel.objects.exists()


def test_not_everybody_registers_models(developer, owner):
    with pytest.raises(NotAllowed):
        new_model(owner, by=developer)


def test_the_new_owner_is_told(owner, staff):
    model = new_model(owner, by=staff)
    assert owner.notifications.get().title == "You own the model fraud-scorer"

    other = staff
    change_model(model, ModelTerms(name="renamed", owner=other), actor=Actor.member(owner))
    model.refresh_from_db()
    assert (model.name, model.owner) == ("renamed", other)
    assert other.notifications.get().title == "You own the model renamed"


def test_a_model_cannot_take_the_name_of_another(model, owner):
    other = new_model(owner, name="other")
    with pytest.raises(InvalidInput):
        change_model(other, ModelTerms(name=model.name, owner=owner), actor=Actor.member(owner))


def test_versions_are_numbered_without_gaps(model, owner):
    numbers = [
        register_version(model, VersionTerms(), actor=Actor.member(owner)).number for _n in range(3)
    ]
    assert numbers == [1, 2, 3]
    last = ModelVersion.objects.get(number=3)
    assert (last.developer, last.created_by) == (owner, owner)

    remove_version(last, "A mistake.", actor=Actor.member(owner))
    assert register_version(model, VersionTerms(), actor=Actor.member(owner)).number == 4


def test_a_source_that_is_a_local_path_is_refused(model, owner):
    with pytest.raises(InvalidInput) as refused:
        register_version(model, VersionTerms(source="/etc/passwd"), actor=Actor.member(owner))
    assert "source" in refused.value.errors
    model.refresh_from_db()
    assert model.last_version == 0


def test_who_builds_a_version_may_work_on_the_model(version, developer, validator):
    assert (
        register_version(version.model, VersionTerms(), actor=Actor.member(developer)).number == 2
    )
    with pytest.raises(NotAllowed):
        register_version(version.model, VersionTerms(), actor=Actor.member(validator))


def test_naming_the_validator_as_developer_undoes_the_validation(version, owner, validator):
    ModelVersion.objects.filter(pk=version.pk).update(
        validator=validator, validated_at=version.created_at
    )
    change_version(version, VersionWords(developer=validator), actor=Actor.member(owner))
    version.refresh_from_db()
    assert (version.developer, version.validator, version.validated_at) == (validator, None, None)


def test_links_lead_to_cases_of_the_organization(model, case, owner, member, other_organization):
    with scope(other_organization):
        foreign = [new_case(member(organization=other_organization)) for _n in range(2)][1]
    actor = Actor.member(owner)
    with pytest.raises(InvalidInput):
        link_use_case(model, foreign.reference, actor=actor)
    with pytest.raises(RuleViolation):
        link_use_case(model, case.reference, actor=actor)
    unlink_use_case(model, case, actor=actor)
    assert not model.links.exists()
    actions = {event.action for event in AuditEvent.objects.about(case)}
    assert "registry.model.unlinked" in actions


def test_a_removed_model_leaves_its_name_free(model, version, owner):
    set_alias(version, "challenger", actor=Actor.member(owner))
    remove_model(model, "Not used.", actor=Actor.member(owner))
    assert not AIModel.objects.present().exists()

    again = new_model(owner)
    assert (again.name, again.pk != model.pk) == (model.name, True)
    assert new_version(again, owner).number == 1


def test_what_is_in_production_is_not_removed(version, owner):
    ModelVersion.objects.filter(pk=version.pk).update(
        stage=VersionStage.PRODUCTION, served_at=version.created_at
    )
    for remove, subject in ((remove_version, version), (remove_model, version.model)):
        with pytest.raises(RuleViolation) as refused:
            remove(subject, "Away.", actor=Actor.member(owner))
        assert refused.value.code == "registry.in_service"
    promote_version(version, Move(to=VersionStage.ARCHIVED), actor=Actor.member(owner))
    remove_version(version, "Away.", actor=Actor.member(owner))
    assert not ModelVersion.objects.present().exists()
