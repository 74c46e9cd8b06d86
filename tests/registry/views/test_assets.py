"""Pages of the library of reusable assets."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.actions.assets import ReuseTerms, note_reuse
from registry.models.assets import Asset, Reuse
from tests.registry.catalogue import new_asset
from tests.registry.models import new_model


def url(name, *, org="northbank", **kwargs):
    return reverse(f"registry:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def maker(member):
    return member(name="Mia Maker")


@pytest.fixture
def asset(organization, maker):
    with scope(organization):
        return new_asset(maker)


def test_from_the_draft_to_the_first_use(organization, maker, case, developer, client_for):
    browser = client_for(maker)
    data = {"name": "Redactor", "kind": "component", "description": "Hides names.",
            "usage": "Call **redact**.", "owner": maker.pk}  # fmt: skip
    page = browser.post(url("asset_new"), data, follow=True).content.decode()
    assert "Draft" in page
    assert "<strong>redact</strong>" in page
    assert url("asset_use", reference="AS-1") not in page
    page = browser.post(url("asset_publish", reference="AS-1"), follow=True).content.decode()
    assert url("asset_use", reference="AS-1") in page

    user = client_for(developer)
    form = user.get(url("asset_use", reference="AS-1"), {"about": case.reference}).content.decode()
    assert f'value="{case.reference}"' in form
    used = user.post(
        url("asset_use", reference="AS-1"),
        {"about": case.reference, "note": "Letters"},
        follow=True,
    ).content.decode()
    assert case.title in used
    tab = user.get(url("case_assets", reference=case.reference)).content.decode()
    assert "Redactor" in tab
    with scope(organization):
        reuse = Reuse.objects.get()
    end = url("asset_reuse_end", reference="AS-1", reuse=reuse.pk)
    assert "Was in use by" in user.post(end, follow=True).content.decode()


def test_what_uses_it_must_exist(asset, developer, client_for):
    answer = client_for(developer).post(url("asset_use", reference="AS-1"), {"about": "UC-77"})
    assert answer.status_code == 422
    assert "no use case and no model" in answer.content.decode()


def test_the_list_begins_with_what_is_used_most(
    organization, asset, maker, case, model, developer, client_for
):
    with scope(organization):
        used = new_asset(maker, "Prompt kit", kind="prompt")
        note_reuse(used, ReuseTerms(about=case.reference), actor=Actor.member(developer))
    browser = client_for(developer)
    exported = browser.get(url("assets"), {"export": "csv"}).content.decode()
    assert [line.split(",")[1] for line in exported.splitlines()[1:]] == [
        "Prompt kit",
        "SAP connector",
    ]
    narrowed = browser.get(url("assets"), {"kind": "prompt"}).content.decode()
    assert "SAP connector" not in narrowed
    with scope(organization):
        note_reuse(asset, ReuseTerms(about="M-1"), actor=Actor.member(developer))
    shown = browser.get(url("model_assets", reference="M-1")).content.decode()
    assert "SAP connector" in shown


def test_a_deprecated_asset_says_what_to_use_instead(organization, asset, maker, client_for):
    with scope(organization):
        newer = new_asset(maker, "SAP connector 2")
    browser = client_for(maker)
    data = {"reason": "No repairs.", "successor": newer.pk}
    page = browser.post(url("asset_deprecate", reference="AS-1"), data, follow=True)
    assert "Use this instead:" in page.content.decode()
    assert url("asset", reference="AS-2") in page.content.decode()
    assert url("asset_use", reference="AS-1") not in page.content.decode()
    terms = {"name": "SAP", "kind": "guide", "owner": maker.pk}
    changed = browser.post(url("asset_edit", reference="AS-1"), terms, follow=True)
    assert "Guide" in changed.content.decode()
    back = browser.post(url("asset_publish", reference="AS-1"), follow=True).content.decode()
    assert "SAP" not in back  # it says nothing of what it does any more
    with scope(organization):
        asset.refresh_from_db()
        assert asset.is_deprecated


def test_assets_are_found_by_the_search(asset, staff, client_for):
    found = client_for(staff).get("/northbank/search/", {"q": "connector"}).content.decode()
    assert url("asset", reference="AS-1") in found


def test_another_organization_sees_nothing(
    organization, asset, case, member, other_organization, developer, client_for
):
    with scope(organization):
        reuse = note_reuse(asset, ReuseTerms(about=case.reference), actor=Actor.member(developer))
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    for org in ("northbank", "mercy"):
        assert stranger.get(url("asset", org=org, reference="AS-1")).status_code == 404
        end = url("asset_reuse_end", org=org, reference="AS-1", reuse=reuse.pk)
        assert stranger.post(end).status_code == 404
    assert "SAP connector" not in stranger.get(url("assets", org="mercy")).content.decode()


def test_an_auditor_reads_and_no_more(asset, member, client_for):
    auditor = client_for(member(Role.AUDITOR))
    page = auditor.get(url("asset", reference="AS-1")).content.decode()
    for name in ("asset_edit", "asset_deprecate", "asset_use", "asset_review"):
        place = url(name, reference="AS-1")
        assert place not in page
        assert auditor.get(place).status_code == 403


@pytest.mark.parametrize("name", ["assets", "asset", "case_assets"])
def test_a_page_costs_the_same_for_one_and_thirty(
    name, organization, asset, case, owner, maker, developer, client_for
):
    browser, actor = client_for(maker), Actor.member(developer)
    known = {"asset": "AS-1", "case_assets": case.reference}
    place = url(name, **({"reference": known[name]} if name in known else {}))
    with scope(organization):
        new_model(owner, name="first")
        note_reuse(asset, ReuseTerms(about=case.reference), actor=actor)
        note_reuse(asset, ReuseTerms(about="M-1"), actor=actor)
    browser.get(place)
    with CaptureQueriesContext(connection) as one:
        browser.get(place)
    with scope(organization):
        for number in range(29):
            new_asset(maker, f"Part {number}")
            note_reuse(Asset.objects.latest("pk"), ReuseTerms(about=case.reference), actor=actor)
            another = new_model(owner, name=f"model-{number}")
            note_reuse(asset, ReuseTerms(about=another.reference), actor=actor)
    with CaptureQueriesContext(connection) as thirty:
        browser.get(place)
    assert len(thirty) == len(one)
