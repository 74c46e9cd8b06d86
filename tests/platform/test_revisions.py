"""A comparison holds both texts."""

from __future__ import annotations

from hypothesis import given, strategies as st

from coe_portal.revisions import LineKind, compared

texts = st.lists(st.sampled_from(["", "one", "two", "three", "- four"]), max_size=30).map("\n".join)


@given(texts, texts)
def test_both_texts_can_be_read_out_of_the_full_comparison(before, after):
    lines = compared(before, after, context=None)

    assert [x.text for x in lines if x.kind != LineKind.ADDED] == before.splitlines()
    assert [x.text for x in lines if x.kind != LineKind.REMOVED] == after.splitlines()


@given(texts)
def test_the_same_text_has_no_changes(text):
    assert compared(text, text) == []


def test_far_lines_are_skipped():
    before = "\n".join(str(n) for n in range(20))
    lines = compared(before, before.replace("10", "ten"))

    assert [line.kind.value for line in lines] == [
        "skipped",
        *["same"] * 3,
        "removed",
        "added",
        *["same"] * 3,
    ]
