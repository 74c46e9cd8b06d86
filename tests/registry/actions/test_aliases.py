"""Aliases and tags; protected aliases need an approved version."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed, RuleViolation
from registry.actions.aliases import (
    delete_alias,
    delete_tag,
    protect_aliases,
    set_alias,
    set_tag,
)
from registry.models.models import ModelAlias
from tests.registry.models import new_version


def test_an_alias_points_at_one_version_at_a_time(version, owner, developer):
    later = new_version(version.model, developer)
    set_alias(version, "challenger", actor=Actor.member(owner))
    set_alias(later, "challenger", actor=Actor.member(developer))
    assert [(one.alias, one.version) for one in ModelAlias.objects.all()] == [("challenger", later)]
    event = AuditEvent.objects.filter(action="registry.alias.set").order_by("-sequence").first()
    assert (event.before["version"], event.after["version"]) == (1, 2)


@pytest.mark.parametrize("alias", ["champion", "Champion", "PRODUCTION"])
def test_a_protected_alias_is_refused_in_any_spelling(version, owner, alias):
    with pytest.raises(RuleViolation) as refused:
        set_alias(version, alias, actor=Actor.member(owner))
    assert refused.value.code == "registry.promotion_refused"
    assert refused.value.context["missing"]
    assert refused.value.context["url"] == version.get_absolute_url()
    assert not ModelAlias.objects.exists()
    version.refresh_from_db()
    assert version.served_at is None


def test_only_who_may_promote_is_told_what_is_missing(version, developer):
    with pytest.raises(NotAllowed):
        set_alias(version, "champion", actor=Actor.member(developer))


def test_the_organization_says_what_is_protected(version, owner, staff):
    with pytest.raises(NotAllowed):
        protect_aliases(["live"], actor=Actor.member(owner))
    protect_aliases(["Live", "live", " "], actor=Actor.member(staff))
    set_alias(version, "champion", actor=Actor.member(owner))
    with pytest.raises(RuleViolation):
        set_alias(version, "LIVE", actor=Actor.member(owner))
    protect_aliases([], actor=Actor.member(staff))
    set_alias(version, "LIVE", actor=Actor.member(owner))
    assert ModelAlias.objects.count() == 2


@pytest.mark.parametrize("alias", ["latest", "v2", "a b"])
def test_aliases_that_mean_something_else_are_refused(version, owner, alias):
    with pytest.raises(InvalidInput) as refused:
        set_alias(version, alias, actor=Actor.member(owner))
    assert refused.value.code == "registry.bad_alias"


def test_taking_an_alias_away_twice_is_no_error(version, owner):
    set_alias(version, "challenger", actor=Actor.member(owner))
    assert delete_alias(version.model, "challenger", actor=Actor.member(owner))
    assert not delete_alias(version.model, "challenger", actor=Actor.member(owner))
    assert not ModelAlias.objects.exists()


def test_tags_of_models_and_versions(version, owner):
    actor = Actor.member(owner)
    for subject in (version, version.model):
        set_tag(subject, "team", "risk", actor=actor)
        set_tag(subject, "team", "fraud", actor=actor)
        subject.refresh_from_db()
        assert subject.tags == {"team": "fraud"}
        assert delete_tag(subject, "team", actor=actor)
        assert not delete_tag(subject, "team", actor=actor)
        subject.refresh_from_db()
        assert subject.tags == {}


@pytest.mark.parametrize(("key", "value"), [("", "x"), ("k" * 251, "x"), ("k", "x" * 100_001)])
def test_tags_have_their_limits(version, owner, key, value):
    with pytest.raises(InvalidInput):
        set_tag(version, key, value, actor=Actor.member(owner))
