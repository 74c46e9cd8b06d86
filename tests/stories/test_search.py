"""Find something from any page: the slash key, a word, the hit."""

from __future__ import annotations

import re

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.search.test_search import fill

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def person(organization, member):
    person = member(Role.COE_STAFF, name="Rita Reader")
    with scope(organization):
        fill(person, "Heron", 7)
    return person


@pytest.mark.parametrize(
    ("theme", "phone"), [("light", False), ("dark", False), ("light", True)], ids=str
)
def test_from_any_page_to_what_one_looks_for(browse, person, theme, phone):
    visitor = browse(person, theme=theme, phone=phone)
    page = visitor.visit("/northbank/training/")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Search the portal")
    field.press_sequentially("heron pricing")
    visitor.look("typing")
    field.press("Enter")
    page.get_by_role("heading", name="Decisions").wait_for()
    visitor.look("hits")

    page.get_by_role("searchbox", name="Search everything").fill("kb-3")
    page.get_by_role("link", name="Heron prompts 2").wait_for()
    assert re.search(r"\?q=kb-3$", page.url)
    page.get_by_role("searchbox", name="Search everything").fill("swan")
    page.get_by_text("Nothing found for “swan”").wait_for()
    visitor.look("nothing")
    page.go_back()
    page.get_by_role("link", name="Heron prompts 2").click()
    page.get_by_role("heading", name="Heron prompts 2").wait_for()


def test_slash_in_a_field_is_a_slash(browse, person):
    page = browse(person).visit("/northbank/training/articles/new/")
    title = page.get_by_label("Title")
    title.press_sequentially("a/b")
    assert title.input_value() == "a/b"
    page.keyboard.press("Control+K")
    assert page.evaluate("document.activeElement.name") == "q"
