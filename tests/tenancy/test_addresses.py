from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, clear_script_prefix, set_script_prefix

from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def case(reference):
    return org_url("intake:use_case", reference=reference)


def test_the_same_name_leads_each_organization_to_its_own_page(organization, other_organization):
    found = []
    for _twice in range(2):
        for owner in (organization, other_organization):
            with scope(owner):
                found.append(case("UC-7"))

    own, other = (
        f"/{owner.slug}/intake/use-cases/UC-7/" for owner in (organization, other_organization)
    )
    assert found == [own, other, own, other]


def test_an_address_stands_below_the_prefix_of_the_request(organization):
    with scope(organization):
        bare = case("UC-7")
        set_script_prefix("/portal/")
        try:
            assert case("UC-7") == f"/portal{bare}"
        finally:
            clear_script_prefix()
        assert case("UC-7") == bare


def test_what_has_no_address_has_none_however_often_it_is_asked_for(organization):
    with scope(organization):
        for _twice in range(2):
            with pytest.raises(NoReverseMatch):
                org_url("intake:no_such_page")
