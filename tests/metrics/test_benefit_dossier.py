"""The case file tells what a use case was to bring and what finance verified of it."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.subjects import find_subject
from coe_portal.search.queries import search
from metrics.dossier.benefits import benefits_section
from tests.governance.conftest import new_case
from tests.metrics.benefits import claimed, forecast, set_terms, verified

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def finance(member):
    return member(Role.FINANCE, name="Fred Finance")


@pytest.fixture
def benefit(owner, finance):
    set_terms(finance)
    return forecast(new_case(owner), owner)


def test_a_case_without_benefits_has_no_such_chapter(benefit, owner):
    assert benefits_section(new_case(owner)) is None


def test_the_chapter_keeps_claimed_and_verified_apart(benefit, owner, finance):
    verified(benefit, owner, finance, 2)
    claimed(benefit, owner, 1)
    chapter = benefits_section(benefit.use_case)
    (data,) = chapter.data
    assert (data["benefit"], data["owner"]) == ("BEN-1", "Olga Owner")
    assert [(one["state"], one["verified"], one["settled_by"]) for one in data["months"]] == [
        ("verified", "12000.00", "Fred Finance"),
        ("claimed", None, ""),
    ]
    page = render_to_string(chapter.template, chapter.context)
    for text in ("Faster checks", "12000.00", "The log of the checking tool.", "Fred Finance"):
        assert text in page


def test_its_reference_is_found_by_those_who_may_see_it(benefit, owner, member):
    assert find_subject("BEN-1", owner) == benefit
    assert find_subject("BEN-1", member()) is None


def test_the_search_finds_it_for_those_who_may_see_it(benefit, owner, member):
    for words in ("BEN-1", "faster checks"):
        (group,) = (
            one for one in search(words, actor=Actor.member(owner)) if one.key == "benefits"
        )
        assert [hit.reference for hit in group.hits] == ["BEN-1"]
    assert "benefits" not in {one.key for one in search("faster", actor=Actor.member(member()))}
