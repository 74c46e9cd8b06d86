"""Which papers are due, what they say, and what is missing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, strategies as st

from governance.choices import PaperKind
from governance.logic.papers import (
    ARTICLES,
    Entry,
    Fact,
    Point,
    content_of,
    digest_of,
    gaps,
    is_due,
    points_for,
    sections_due,
)
from governance.queries.papers import points_of

POINT = Point("1", "Annex IV.1", "General", "", own=False, answers=(), section="")
FACTS = st.lists(st.just(Fact("Name", "Copilot")), max_size=2).map(tuple)
ARTICLE = st.sampled_from(
    ["Art. 5", "Art. 11", "Art. 27", "Art. 49", "Art. 49(1)", "Art. 49(2)", "Art. 49(3)"]
)


@st.composite
def entries(draw):
    count = draw(st.integers(0, 5))
    return [
        Entry(
            replace(POINT, key=str(number), own=draw(st.booleans())),
            draw(FACTS),
            draw(st.sampled_from(["", "  ", "Written."])),
        )
        for number in range(count)
    ]


@given(entries())
def test_a_gap_is_where_nothing_is_said(rows):
    for entry in rows:
        said = bool(entry.text.strip()) or (bool(entry.facts) and not entry.point.own)
        assert (entry in gaps(rows)) != said
    content = content_of(rows, paper="fria")
    assert content["gaps"] == [entry.point.ref for entry in gaps(rows)]
    assert len(content["points"]) == len(rows)


@given(entries(), entries())
def test_a_digest_names_one_content(before, after):
    one, other = content_of(before), content_of(after)
    assert (digest_of(one) == digest_of(other)) == (one == other)


@given(st.sets(ARTICLE), st.sampled_from(PaperKind))
def test_papers_are_due_by_article(articles, kind):
    assert is_due(kind, articles) == any(article in ARTICLES[kind] for article in articles)
    assert bool(sections_due(articles)) == is_due(PaperKind.REGISTRATION, articles)
    asked = points_for(kind, points_of(kind), articles)
    assert asked
    if kind == PaperKind.REGISTRATION:
        assert {point.section for point in asked} == set(sections_due(articles) or ("A",))
    else:
        assert asked == points_of(kind)


def test_the_catalogue_names_each_point_once():
    counts = {}
    for kind in PaperKind:
        keys = [point.key for point in points_of(kind)]
        assert len(set(keys)) == len(keys)
        counts[kind] = len(keys)
    assert counts[PaperKind.FRIA] == 6
    assert counts[PaperKind.TECHNICAL_FILE] == 23
    section_b = [point for point in points_of(PaperKind.REGISTRATION) if point.section == "B"]
    assert [point.key for point in section_b] == ["b-1", "b-2", "b-3", "b-4", "b-5", "b-6", "b-8"]
