"""Approvals by their last day: list, timeline, renewal, terms."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.actions.validity import ask_for_renewal
from governance.choices import VoteChoice
from governance.logic.validity import DEFAULT_TERMS
from governance.models.decisions import Decision
from governance.models.validity import ValidityTerms
from tests.governance.conftest import new_case, new_council, open_for, vote

LIST = "/northbank/governance/approvals/"


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def approval(organization, member, owner) -> Decision:
    with scope(organization):
        new_council(member)
        return open_for(new_case(owner, tier="low", title="Copper prices"))


def test_the_list_shows_what_ends_when(approval, owner, client_for):
    client = client_for(owner)
    page = client.get(LIST).content.decode()
    assert "Copper prices" in page
    assert "In force" in page
    assert "Copper prices" not in client.get(f"{LIST}?ends=30").content.decode()
    assert "Copper prices" not in client.get(f"{LIST}?ends=expired").content.decode()


def test_one_row_and_three_cost_the_same_queries(organization, approval, member, owner, client_for):
    client = client_for(owner)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    with scope(organization):
        for place in range(2):
            open_for(new_case(member(name=f"Owner {place}"), tier="low", title=f"Case {place}"))
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)
    assert len(three) == len(one)


def test_the_owner_renews(organization, approval, owner, member, client_for):
    address = f"{LIST}{approval.reference}/renew/"
    assert client_for(member()).post(address, {"note": "Same."}).status_code == 403
    client = client_for(owner)
    assert client.post(address, {"note": ""}).status_code == 422
    page = client.get(f"/northbank/governance/decisions/{approval.reference}/").content.decode()
    assert address in page
    assert client.post(address, {"note": "Nothing has changed."}).status_code == 302
    with scope(organization):
        assert Decision.objects.standing().get() != approval


def test_terms_are_published_on_their_page(organization, member, client_for):
    client = client_for(member(Role.COE_STAFF))
    form = {
        f"{tier}.{name}": getattr(row, name)
        for tier, row in DEFAULT_TERMS.items()
        for name in ("valid_months", "renewal_days", "waiver_days")
    }
    form |= {f"{tier}.acceptors": sorted(row.acceptors) for tier, row in DEFAULT_TERMS.items()}
    place = f"{LIST}terms/edit/"
    assert client.get(place).status_code == 200
    assert client.post(place, form | {"high.acceptors": []}).status_code == 422
    assert client.post(place, form | {"high.valid_months": 6}).status_code == 302
    with scope(organization):
        assert ValidityTerms.objects.in_force().terms["high"].valid_months == 6
    assert "6 months" in client.get(f"{LIST}terms/").content.decode()
    assert client_for(member(Role.REVIEWER)).post(place, form).status_code == 403


def test_programs_list_and_renew(organization, member, owner, approval, api_client):
    client = api_client(owner)
    place = "/northbank/api/v1/approvals/"
    assert [row["reference"] for row in client.get(place).json()["results"]] == ["D-1"]
    assert client.get(f"{place}?ends=expired").json()["results"] == []
    renewed = client.post(f"{place}D-1/renew/", {"note": "As it was."}, format="json")
    assert (renewed.status_code, renewed.json()["reference"]) == (201, "D-2")
    assert client.post(f"{place}D-1/renew/", {"note": "Again."}, format="json").status_code == 404
    stranger = api_client(member(Role.REVIEWER))
    assert stranger.post(f"{place}D-2/renew/", {"note": "x"}, format="json").status_code == 403


def test_approvals_of_others_stay_with_them(
    approval, other_organization, member, client_for, api_client
):
    stranger = member(Role.COE_STAFF, organization=other_organization)
    place = f"/{other_organization.slug}/governance/approvals/"
    assert "Copper" not in client_for(stranger).get(place).content.decode()
    renew = client_for(stranger).post(f"{place}{approval.reference}/renew/", {"note": "Mine."})
    assert renew.status_code == 404
    rows = api_client(stranger).get(f"/{other_organization.slug}/api/v1/approvals/").json()
    assert rows["results"] == []


def test_the_room_of_a_renewal_says_what_has_changed(organization, member, owner, client_for):
    with scope(organization):
        council = new_council(member)
        review = open_for(new_case(owner))
        for person in council.members:
            vote(review, person, VoteChoice.APPROVE)
        approval = Decision.objects.select_related("use_case").get()
        renewal = ask_for_renewal(approval, "A new vendor.", actor=Actor.member(owner))
    page = client_for(council.members[0]).get(f"/northbank/governance/reviews/{renewal.reference}/")
    assert "Renewal: what has changed" in page.content.decode()
    assert "A new vendor." in page.content.decode()
