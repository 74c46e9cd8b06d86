"""What applies from which day, and to how many of our use cases."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, strategies as st

from governance.catalogs import load
from governance.choices import RequirementStatus
from governance.logic.obligations import CaseGroup, Obligation, milestones, read_catalogue

ROLES = ["provider", "deployer", "importer", "distributor", "product_manufacturer"]
CLASSES = ["high", "limited", "minimal"]
groups = st.builds(
    CaseGroup,
    st.sampled_from(CLASSES),
    st.frozensets(st.sampled_from(ROLES)),
    st.integers(1, 50),
)
obligations = st.builds(
    Obligation,
    framework=st.just("Law"),
    code=st.uuids().map(str),
    title=st.just("Do it"),
    summary=st.just(""),
    note=st.just(""),
    status=st.sampled_from(RequirementStatus),
    applies_from=st.dates(dt.date(2025, 1, 1), dt.date(2026, 1, 1)),
    dates=st.just({}),
    roles=st.sets(st.sampled_from(ROLES[:4])).map(tuple),
    classes=st.sets(st.sampled_from(CLASSES)).map(tuple),
)


@given(st.lists(obligations, max_size=8), st.lists(groups, max_size=6))
def test_each_obligation_stands_on_its_day_once(rows, cases):
    found = milestones(rows, cases)
    days = [one.day for one in found]
    assert days == sorted(set(days))
    shown = [duty.obligation for one in found for duty in one.duties]
    assert sorted(one.code for one in shown) == sorted(one.code for one in rows)
    for one in found:
        assert {duty.obligation.applies_from for duty in one.duties} == {one.day}
        for duty in one.duties:
            concerned = [group for group in cases if duty.obligation.concerns(group)]
            assert duty.cases == sum(group.count for group in concerned)


@given(obligations, groups)
def test_nobody_of_another_class_is_concerned(obligation, group):
    if obligation.classes and group.ai_act_class not in obligation.classes:
        assert not obligation.concerns(group)
    if not obligation.roles and not obligation.classes:
        assert obligation.concerns(group)


def test_who_builds_it_in_answers_as_a_provider():
    law = load("eu_ai_act")
    rows = {one.code: one for one in read_catalogue("AI Act", law["requirements"])}
    maker = CaseGroup("high", frozenset({"product_manufacturer"}), 1)
    assert rows["Art. 11"].concerns(maker)
    assert not rows["Art. 27"].concerns(maker)


def test_the_law_as_it_stands():
    law = load("eu_ai_act")
    rows = {one.code: one for one in read_catalogue("AI Act", law["requirements"])}
    assert len(rows) == 92
    fria = rows["Art. 27"]
    assert fria.applies_from == dt.date(2027, 12, 2)
    assert fria.needs_care
    assert fria.dates["original:annex_iii"] == "2026-08-02"
    unsettled = rows["Art. 49(2)"]
    assert unsettled.status == RequirementStatus.UNSETTLED
    assert {unsettled.dates["reading:1"], unsettled.dates["reading:2"]} == {
        "2026-08-02",
        "2027-12-02",
    }
    assert rows["Art. 50(2)"].dates["legacy_applies_from"] == "2026-12-02"
