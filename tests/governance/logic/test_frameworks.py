from __future__ import annotations

import datetime as dt

from hypothesis import given, strategies as st

from governance.choices import RequirementStatus
from governance.logic.evidence import months_later, reminder_step
from governance.logic.frameworks import (
    ChangeKind,
    RequirementRow,
    changes_between,
    digest_of,
    lineage,
    with_groups,
)

rows = st.lists(
    st.builds(
        RequirementRow,
        code=st.sampled_from("ABCDEF"),
        title=st.sampled_from(["One", "Two"]),
        parent=st.sampled_from(["", "A", "B"]),
        status=st.sampled_from(RequirementStatus),
        applies_from=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 3)),
        roles=st.lists(st.sampled_from(["x", "y"]), unique=True).map(tuple),
    ),
    unique_by=lambda row: row.code,
)


def apply(before, changes, after):
    """The older rows with the changes made to them."""
    by_code, new = {row.code: row for row in before}, {row.code: row for row in after}
    for change in changes:
        if change.kind == ChangeKind.REMOVED:
            del by_code[change.code]
        else:
            by_code[change.code] = new[change.code]
    return by_code


@given(rows, rows)
def test_the_changes_lead_from_one_edition_to_the_next(before, after):
    made = apply(before, changes_between(before, after), after)

    facts = [(r.code, r.title, r.parent, r.status, r.applies_from, sorted(r.roles)) for r in after]
    assert sorted(
        (r.code, r.title, r.parent, r.status, r.applies_from, sorted(r.roles))
        for r in made.values()
    ) == sorted(facts)


@given(rows)
def test_an_edition_changes_nothing_against_itself(same):
    assert changes_between(same, list(reversed(same))) == ()


def test_a_moved_date_is_told_apart_from_changed_words():
    before = [
        RequirementRow(code="A", title="Log", applies_from=dt.date(2026, 8, 2)),
        RequirementRow(code="B", title="Keep"),
    ]
    after = [
        RequirementRow(code="A", title="Log", applies_from=dt.date(2027, 12, 2)),
        RequirementRow(code="B", title="Keep longer"),
        RequirementRow(code="C", title="New"),
    ]

    kinds = [(change.code, change.kind) for change in changes_between(before, after)]

    assert kinds == [("A", "moved"), ("B", "changed"), ("C", "added")]


def test_headings_and_lineage():
    found = with_groups(
        [
            RequirementRow(code="A", title=""),
            RequirementRow(code="A.1", title="", parent="A"),
            RequirementRow(code="A.1.1", title="", parent="A.1"),
        ]
    )

    assert [row.is_group for row in found] == [True, True, False]
    parents = {row.code: row.parent for row in found}
    assert lineage(parents, "A.1.1") == ("A.1.1", "A.1", "A")
    assert lineage({"A": "B", "B": "A"}, "A") == ("A", "B")


@given(rows)
def test_the_digest_follows_the_rows(same):
    assert digest_of(same) == digest_of(list(same))
    assert digest_of([*same, RequirementRow(code="Z", title="")]) != digest_of(same)


def test_the_end_of_evidence_is_said_in_four_steps():
    days = {left: reminder_step(left) for left in (31, 30, 8, 7, 2, 1, 0, -1, -400)}

    assert days == {
        31: None, 30: "30", 8: "30", 7: "7", 2: "7", 1: "1", 0: "1", -1: "over", -400: "over",
    }  # fmt: skip


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 60))
def test_months_later_keeps_the_day_or_takes_the_last(day, months):
    later = months_later(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
