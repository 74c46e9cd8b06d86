"""The approved stack: items are added, moved and looked at again."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed
from registry.actions.reviewing import complete_review
from registry.actions.stack import TERMS, StackTerms, add_stack_item, change_stack_item
from registry.choices import StackCategory, StackRing
from registry.models.stack import StackItem
from registry.queries.stack import stack_rows
from tests.registry.vendors import in_days, new_item


def changed(item, **fields):
    return StackTerms(**{**{name: getattr(item, name) for name in TERMS}, **fields})


def test_an_item_moves_to_another_ring_and_remembers_where_it_was(staff):
    item = new_item(staff)
    assert (item.reference, item.ring_before) == ("STK-1", "")
    moved = change_stack_item(item, changed(item, ring=StackRing.ADOPT), actor=Actor.member(staff))
    assert (moved.ring, moved.ring_before) == (StackRing.ADOPT, StackRing.TRIAL)
    assert AuditEvent.objects.order_by("sequence").last().action == "registry.stack.moved"
    cells = {row.category: row.cells for row in stack_rows(StackItem.objects.all())}
    placed = {cell.ring: [str(one) for one in cell.items] for cell in cells["framework"]}
    assert placed == {"adopt": ["LangGraph"], "trial": [], "hold": [], "retired": []}


def test_what_may_be_used_says_for_what(staff):
    with pytest.raises(InvalidInput) as refused:
        new_item(staff, tiers=(), data_classes=())
    assert refused.value.errors.keys() == {"tiers", "data_classes"}
    held = new_item(staff, ring=StackRing.HOLD, tiers=(), data_classes=())
    assert (held.tier_labels, held.data_labels) == ([], [])


def test_a_name_stands_once_in_a_category(staff):
    new_item(staff)
    with pytest.raises(InvalidInput) as refused:
        new_item(staff, name="langgraph", url="nowhere")
    assert refused.value.errors.keys() == {"name", "url"}
    assert new_item(staff, category=StackCategory.TOOL).reference == "STK-2"


def test_only_staff_and_who_keeps_an_item_change_it(staff, owner, developer):
    item = new_item(owner)
    with pytest.raises(NotAllowed):
        add_stack_item(changed(item, name="Mine"), actor=Actor.member(owner))
    with pytest.raises(NotAllowed):
        change_stack_item(item, changed(item, note="Mine."), actor=Actor.member(developer))
    complete_review(item, "Still good.", in_days(90), actor=Actor.member(owner))
    item.refresh_from_db()
    assert item.review_on == in_days(90)


def test_what_may_be_used_is_found_by_tier_and_data(staff):
    new_item(staff)
    new_item(staff, name="Haystack", tiers=("low", "high"), data_classes=("public", "internal"))
    high = StackItem.objects.all().for_tier("high").for_data("internal")
    assert [str(item) for item in high] == ["Haystack"]
