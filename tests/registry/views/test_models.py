"""Pages of the inventory."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.actions.aliases import set_alias
from registry.actions.promotion import request_promotion
from registry.models.models import AIModel, ModelVersion
from registry.models.promotions import PromotionRules
from tests.registry.models import new_model, new_version


def url(name, *, org="northbank", **kwargs):
    return reverse(f"registry:{name}", kwargs={"org": org, **kwargs})


def test_a_model_is_registered_linked_and_given_a_version(organization, owner, case, client_for):
    browser = client_for(owner)
    form = browser.get(url("model_new"), {"about": case.reference}).content.decode()
    assert f'value="{case.reference}"' in form
    terms = {"name": "fraud", "kind": "classic", "owner": owner.pk, "use_case": case.reference}
    page = browser.post(url("model_new"), terms, follow=True).content.decode()
    assert "No versions yet" in page
    assert case.title in page

    first = {"source": "s3://models/fraud", "developer": owner.pk}
    made = browser.post(url("version_new", reference="M-1"), first, follow=True)
    assert "What is missing for promotion" in made.content.decode()
    with scope(organization):
        assert str(ModelVersion.objects.get()) == "fraud v1"


def test_a_bad_name_comes_back_with_its_reason(owner, client_for):
    answer = client_for(owner).post(
        url("model_new"), {"name": "a/b", "kind": "classic", "owner": owner.pk}
    )
    assert answer.status_code == 422
    assert "characters that clients cannot address" in answer.content.decode()


def test_the_list_is_filtered_sorted_and_exported(organization, model, owner, staff, client_for):
    with scope(organization):
        new_model(owner, name="chat-helper", kind="generative")
    browser = client_for(staff)
    rows = browser.get(url("models"), {"kind": "generative"}).content.decode()
    assert "chat-helper" in rows
    assert "fraud-scorer" not in rows
    assert "chat-helper" not in browser.get(url("models"), {"tier": "high"}).content.decode()
    exported = browser.get(url("models"), {"export": "csv", "sort": "-name"})
    lines = exported.content.decode().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["fraud-scorer", "chat-helper"]


def test_aliases_are_set_and_removed(organization, version, owner, client_for):
    browser = client_for(owner)
    data = {"alias": "challenger", "version": version.pk}
    page = browser.post(url("model_alias", reference="M-1"), data, follow=True).content.decode()
    assert "@challenger" in page
    refused = browser.post(
        url("model_alias", reference="M-1"), {"alias": "champion", "version": version.pk}
    )
    assert refused.status_code == 422
    assert "is not approved for production yet" in refused.content.decode()
    gone = url("model_alias_remove", reference="M-1", alias="challenger")
    assert "@challenger" not in browser.post(gone, follow=True).content.decode()
    assert browser.post(gone).status_code == 404


def test_links_are_removed_and_models_too(organization, model, case, owner, client_for):
    browser = client_for(owner)
    place = url("model_unlink", reference="M-1", case=case.reference)
    assert "None yet. A promotion needs one." in browser.post(place, follow=True).content.decode()
    linked = browser.post(
        url("model_link", reference="M-1"), {"reference": case.reference}, follow=True
    )
    assert case.title in linked.content.decode()
    browser.post(url("model_remove", reference="M-1"), {"reason": "Replaced."})
    assert browser.get(url("model", reference="M-1")).status_code == 404
    with scope(organization):
        assert not AIModel.objects.present().exists()


def test_staff_say_which_aliases_are_protected(organization, staff, owner, client_for):
    assert client_for(owner).get(url("model_rules")).status_code == 403
    browser = client_for(staff)
    assert "champion, production" in browser.get(url("model_rules")).content.decode()
    browser.post(url("model_rules"), {"aliases": "live, Golden"})
    with scope(organization):
        assert PromotionRules.objects.protected_aliases() == {"live", "golden"}


def test_a_model_is_changed(organization, model, owner, client_for):
    browser = client_for(owner)
    assert (
        'value="fraud-scorer"' in browser.get(url("model_edit", reference="M-1")).content.decode()
    )
    terms = {"name": "fraud-2", "kind": "agent", "owner": owner.pk}
    assert (
        "fraud-2"
        in browser.post(url("model_edit", reference="M-1"), terms, follow=True).content.decode()
    )


def test_a_use_case_shows_its_models(organization, version, case, staff, client_for):
    page = client_for(staff).get(url("case_models", reference=case.reference)).content.decode()
    assert "fraud-scorer" in page
    assert "Version 1" in page


def test_models_are_found_by_the_search(version, staff, client_for):
    found = client_for(staff).get("/northbank/search/", {"q": "fraud"}).content.decode()
    assert "fraud-scorer" in found


def test_another_organization_sees_nothing(version, case, member, other_organization, client_for):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    for place in (
        url("model", reference="M-1"),
        url("version", reference="M-1", number=1),
        url("model", org="mercy", reference="M-1"),
        url("version", org="mercy", reference="M-1", number=1),
        url("case_models", org="mercy", reference=case.reference),
    ):
        assert stranger.get(place).status_code == 404
    for name in ("models", "promotions"):
        assert "fraud-scorer" not in stranger.get(url(name, org="mercy")).content.decode()


def test_an_auditor_reads_and_no_more(version, member, client_for):
    auditor = client_for(member(Role.AUDITOR))
    page = auditor.get(url("model", reference="M-1")).content.decode()
    for name in ("model_edit", "model_remove", "model_link", "model_alias", "version_new"):
        place = url(name, reference="M-1")
        assert place not in page
        assert auditor.get(place).status_code == 403


@pytest.mark.parametrize("name", ["models", "promotions", "model", "case_models"])
def test_a_page_costs_the_same_for_one_and_thirty(
    name, organization, model, case, owner, developer, staff, client_for
):
    browser = client_for(staff)
    known = {"model": "M-1", "case_models": case.reference}
    place = url(name, reference=known[name]) if name in known else url(name)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(place).status_code == 200
        return len(queries)

    def fill(start, count):
        with scope(organization):
            for number in range(start, start + count):
                own = new_version(model, developer)
                set_alias(own, f"alias-{number}", actor=Actor.member(owner))
                other = new_model(owner, name=f"model-{number}", use_case=case.reference)
                request_promotion(new_version(other, developer), actor=Actor.member(owner))

    fill(0, 1)
    cost()
    one = cost()
    fill(1, 29)
    assert cost() == one
