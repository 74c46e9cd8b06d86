from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from coe_portal.audit.pack import sections
from coe_portal.audit.pack.sections import Section, ordered, section


@pytest.fixture(autouse=True)
def _no_sections(monkeypatch):
    monkeypatch.setattr(sections, "_contributions", {})


def test_sections_stand_in_their_order():
    section("votes", order=40, title="Votes")(lambda _subject: None)
    section("assessment", order=10, title="Assessment")(lambda _subject: None)
    section("answers", order=10, title="Answers")(lambda _subject: None)
    assert [each.key for each in ordered()] == ["answers", "assessment", "votes"]


def test_a_key_is_declared_once():
    section("votes", order=40, title="Votes")(lambda _subject: None)
    with pytest.raises(ImproperlyConfigured, match="twice"):
        section("votes", order=50, title="Votes")(lambda _subject: None)


@pytest.mark.parametrize("key", ["", "Votes", "my votes", "votes-1"])
def test_a_key_is_small_letters(key):
    with pytest.raises(ImproperlyConfigured, match="lower-case"):
        section(key, order=1, title="Votes")


def test_a_section_is_frozen():
    written = Section("pack/votes.html", {}, [])
    with pytest.raises(AttributeError):
        written.template = "other.html"
