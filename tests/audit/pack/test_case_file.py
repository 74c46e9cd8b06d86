from __future__ import annotations

import json
from datetime import UTC

import pytest
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.audit.pack.assemble import assemble
from coe_portal.tenancy.scope import scope
from governance.choices import VoteChoice
from governance.models.reviews import Review
from intake.actions import rulebooks
from intake.models.use_cases import UseCase
from tests.audit.pack import case as stories
from tests.fixtures.organizations import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(in_scope, member):
    return stories.whole_story(in_scope, member)


def case_file_of(subject):
    return assemble(subject, requested_by="Ana Auditor", at=timezone.now())


def chapters(case_file):
    return {chapter.key: chapter for chapter in case_file.chapters}


def test_the_story_has_all_its_chapters_in_order(case):
    assert [chapter.key for chapter in case_file_of(case).chapters] == [
        "use_case",
        "assessment",
        "answers",
        "changes",
        "packets",
        "votes",
        "training",
        "decisions",
        "conditions",
        "documents",
        "timeline",
    ]


def test_the_cover_says_where_the_case_stands(case):
    facts = dict(case_file_of(case).facts)
    assert facts["Risk tier"] == "High"
    assert facts["Owner"] == "Olive Owner"
    assert facts["Last decision"] == "D-1, Approved with conditions"


def test_the_data_holds_what_the_pages_say(case):
    case_file = case_file_of(case)
    sections = json.loads(case_file.evidence)["sections"]
    review = Review.objects.get(use_case=case)
    assert sections["packets"][0]["packet_digest"] == review.packet.digest
    assert sections["decisions"][0]["outcome"] == "approved_with_conditions"
    assert sections["conditions"][0]["text"] == "Log every override."
    assert sections["documents"][0]["sha256"] == "5a" * 32
    assert [vote["choice"] for vote in sections["votes"][0]["votes"]] == [
        "approve",
        "approve",
        "approve",
        "approve_with_conditions",
    ]
    assert len(sections["votes"][0]["history"]) == 5
    assert sections["assessment"]["fired"]
    for text in ("Fine, if overrides can be traced.", "The figures are missing."):
        assert text in chapters(case_file)["votes"].html


def test_the_timeline_holds_every_event_of_the_story(case):
    events = AuditEvent.objects.about(case)
    data = chapters(case_file_of(case))["timeline"].data
    assert [event["sequence"] for event in data] == sorted(event.sequence for event in events)
    assert {event["hash"] for event in data} == {event.hash for event in events}


def test_votes_of_an_open_review_are_told_to_nobody(in_scope, member):
    rulebooks.install_defaults(in_scope, actor=OPERATOR)
    people = stories.found_board(member)
    owner = member(Role.MODEL_OWNER)
    case = stories.register(owner)
    stories.submit(case, owner, **stories.HIGH)
    review = Review.objects.get(use_case=case)
    stories.vote(review, people[0], VoteChoice.REJECT, rationale="A secret so far.")
    case.refresh_from_db()
    case_file = case_file_of(case)
    assert "A secret so far." not in case_file.evidence
    assert "A secret so far." not in "".join(chapter.html for chapter in case_file.chapters)
    assert chapters(case_file)["votes"].data[0]["votes_cast"] == 1


def test_a_case_that_was_only_registered_has_a_pack_too(in_scope, member):
    rulebooks.install_defaults(in_scope, actor=OPERATOR)
    case = stories.register(member(Role.MODEL_OWNER))
    case_file = case_file_of(case)
    assert "has not been submitted" in chapters(case_file)["assessment"].html
    assert "Nothing has been decided yet" in chapters(case_file)["decisions"].html


def test_what_people_typed_is_escaped(in_scope, member):
    rulebooks.install_defaults(in_scope, actor=OPERATOR)
    hostile = "<img src=http://evil.example/x onerror=alert(1)>"
    case = stories.register(member(Role.MODEL_OWNER, name=hostile), hostile, hostile)
    for chapter in case_file_of(case).chapters:
        assert "<img" not in chapter.html


def test_times_are_told_in_utc(case, organization):
    with timezone.override("Asia/Tokyo"):
        html = chapters(case_file_of(case))["use_case"].html
    assert case.registered_at.astimezone(UTC).strftime("%H:%M") in html


def test_another_organization_cannot_gather_it(case, other_organization, member):
    with scope(other_organization):
        assert not UseCase.objects.filter(pk=case.pk).exists()
        assert not AuditEvent.objects.about(case).exists()
