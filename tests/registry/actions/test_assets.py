"""The library of reusable assets: what is published, who uses it, and what ends."""

from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from registry.actions.assets import (
    AssetTerms,
    Ending,
    ReuseTerms,
    change_asset,
    deprecate_asset,
    end_reuse,
    note_reuse,
    publish_asset,
)
from registry.choices import AssetKind, AssetState
from registry.models.assets import Asset
from registry.queries.assets import asset_page, reused_by, with_reuse
from tests.registry.catalogue import SYSTEM, new_asset


@pytest.fixture
def maker(member):
    return member(name="Mia Maker")


@pytest.fixture
def asset(maker):
    return new_asset(maker)


def told(member):
    return list(Notification.objects.of(member).order_by("pk").values_list("kind", flat=True))


def counts():
    rows = with_reuse(Asset.objects.all()).order_by("number")
    return list(rows.values_list("reuse_count", flat=True))


def test_it_begins_as_a_draft_and_is_published_by_its_owner(maker, developer):
    draft = new_asset(maker, is_draft=True)
    assert (draft.reference, draft.state) == ("AS-1", AssetState.DRAFT)
    with pytest.raises(NotAllowed):
        publish_asset(draft, actor=Actor.member(developer))
    published = publish_asset(draft, actor=Actor.member(maker))
    assert published.published_at is not None
    with pytest.raises(InvalidTransition):
        publish_asset(draft, actor=Actor.member(maker))


def test_what_says_nothing_is_not_published(maker):
    with pytest.raises(RuleViolation):
        new_asset(maker, description="")


def test_each_use_is_counted_once_and_the_owner_is_told(asset, maker, case, model, developer):
    actor = Actor.member(developer)
    first = note_reuse(asset, ReuseTerms(about=case.reference, note="Letters"), actor=actor)
    note_reuse(asset, ReuseTerms(about="m-1"), actor=actor)
    assert counts() == [2]
    assert [one.note for one in reused_by(case)] == ["Letters"]
    assert [one.asset for one in reused_by(model)] == [asset]
    assert told(maker)[1:] == ["registry.asset_taken_up"] * 2
    with pytest.raises(InvalidInput):
        note_reuse(asset, ReuseTerms(about=case.reference), actor=actor)

    end_reuse(first, actor=actor)
    page = asset_page(asset)
    assert (counts(), page.count, page.ended) == ([1], 1, 1)
    with pytest.raises(InvalidTransition):
        end_reuse(first, actor=actor)
    rooted = AuditEvent.objects.about(case).values_list("action", flat=True)
    assert {"registry.asset.reused", "registry.asset.reuse_ended"} <= set(rooted)


def test_only_who_takes_part_ends_a_use(asset, case, developer, validator):
    reuse = note_reuse(asset, ReuseTerms(about=case.reference), actor=Actor.member(developer))
    with pytest.raises(NotAllowed):
        end_reuse(reuse, actor=Actor.member(validator))
    assert end_reuse(reuse, actor=Actor.member(case.owner)).ended_at is not None


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"about": "UC-404"}, "about"),
        ({"about": "nothing"}, "about"),
        ({"since": dt.date(2199, 1, 1)}, "since"),
    ],
)
def test_a_use_that_cannot_be(asset, case, fields, wrong):
    with pytest.raises(InvalidInput) as refused:
        note_reuse(asset, ReuseTerms(**{"about": case.reference, **fields}), actor=SYSTEM)
    assert set(refused.value.errors) == {wrong}


def test_a_draft_is_not_taken_up(maker, case):
    draft = new_asset(maker, is_draft=True)
    with pytest.raises(RuleViolation):
        note_reuse(draft, ReuseTerms(about=case.reference), actor=SYSTEM)


def test_who_uses_what_ends_is_told_and_where_to_go(asset, maker, case, developer):
    note_reuse(asset, ReuseTerms(about=case.reference), actor=Actor.member(developer))
    newer = new_asset(maker, "SAP connector 2")
    ending = Ending(reason="No repairs any more.", successor=newer)
    ended = deprecate_asset(asset, ending, actor=Actor.member(maker))
    assert (ended.state, ended.successor) == (AssetState.DEPRECATED, newer)
    assert told(developer) == told(case.owner)[-1:] == ["registry.asset_ends"]
    assert "Use AS-2 SAP connector 2 instead." in Notification.objects.of(developer).get().text
    with pytest.raises(RuleViolation):
        note_reuse(asset, ReuseTerms(about="M-1"), actor=SYSTEM)
    back = publish_asset(asset, actor=Actor.member(maker))
    assert (back.state_note, back.successor) == ("", None)


def test_a_successor_is_another_published_asset(asset, maker):
    for successor in (asset, new_asset(maker, "Draft", is_draft=True)):
        with pytest.raises(InvalidInput):
            deprecate_asset(asset, Ending(reason="Old.", successor=successor), actor=SYSTEM)
    with pytest.raises(InvalidInput):
        deprecate_asset(asset, Ending(reason=" "), actor=SYSTEM)


def test_it_is_changed_and_given_away(asset, developer):
    day = today_here() + dt.timedelta(days=30)
    terms = AssetTerms(name="SAP", kind=AssetKind.PIPELINE, owner=developer, review_on=day)
    changed = change_asset(asset, terms, actor=SYSTEM)
    assert (changed.kind, changed.review_on) == (AssetKind.PIPELINE, day)
    assert told(developer) == ["registry.asset_given"]
    with pytest.raises(InvalidInput):
        change_asset(
            asset, AssetTerms(name=" ", kind=AssetKind.GUIDE, owner=developer), actor=SYSTEM
        )
