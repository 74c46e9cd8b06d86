from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, StaleState
from intake.actions import drafting, people
from intake.choices import AssignmentKind, DraftState
from intake.models import Draft, SectionShare


@pytest.fixture
def draft(register):
    return register().drafts.get()


def save(draft, key, raw, actor, revision=0):
    return drafting.save_section(draft, key, raw, revision=revision, actor=actor)


def saves():
    return AuditEvent.objects.filter(action="intake.section.saved")


def test_a_save_stores_answers_counts_a_revision_and_says_how_far_it_is(draft, actor):
    saved = save(draft, "business", {"goal": ["cost"], "annual_benefit": "12 000"}, actor)

    section = draft.sections.get(key="business")
    assert section.answers == {"goal": ["cost"], "annual_benefit": 12000}
    assert (section.revision, section.saved_by_id) == (1, actor.membership_id)
    assert (saved.progress.answered, section.complete) == (2, False)


def test_a_save_is_recorded_by_the_names_of_answers_not_by_their_content(draft, actor):
    save(draft, "business", {"workflow": "A secret of the trade"}, actor)

    event = saves().get()
    assert event.after == {"section": "business", "revision": 1, "answers": ["workflow"]}
    assert event in AuditEvent.objects.about(draft.use_case)


def test_saving_what_is_there_already_changes_and_records_nothing(draft, actor):
    save(draft, "business", {"goal": ["cost"]}, actor)
    save(draft, "business", {"goal": ["cost"]}, actor, revision=1)

    assert draft.sections.get(key="business").revision == 1
    assert saves().count() == 1


def test_a_partial_save_leaves_the_other_answers(draft, actor):
    save(draft, "business", {"goal": ["cost"]}, actor)
    save(draft, "business", {"workflow": "Handlers"}, actor, revision=1)
    save(draft, "business", {"goal": None}, actor, revision=2)

    assert draft.sections.get(key="business").answers == {"workflow": "Handlers"}


def test_a_bad_answer_is_named_and_the_good_ones_are_kept(draft, actor):
    saved = save(draft, "business", {"annual_benefit": "a lot", "workflow": "Handlers"}, actor)

    assert saved.problems == {"annual_benefit": ["Enter a number."]}
    assert saved.section.answers == {"workflow": "Handlers"}


def test_a_person_must_be_a_member_here(draft, actor, member, other_organization):
    stranger = member(organization=other_organization)

    saved = save(draft, "people", {"sponsor": stranger.pk}, actor)

    assert saved.problems == {"sponsor": ["Choose a member of your organization."]}


def test_somebody_elses_save_in_between_refuses_and_loses_nothing(draft, actor, member):
    colleague = member(name="Kim Colleague")
    section = draft.sections.get(key="business")
    drafting.share_section(section, colleague, actor=actor)
    save(draft, "business", {"workflow": "Their words"}, Actor.member(colleague))

    with pytest.raises(StaleState) as refusal:
        save(draft, "business", {"workflow": "My words"}, actor, revision=0)

    saved = draft.sections.get(key="business")
    assert refusal.value.context == {
        "saved_at": saved.saved_at,
        "current": {"workflow": "Their words"},
        "revision": 1,
        "saved_by": "Kim Colleague",
        "yours": {"workflow": "My words"},
    }
    section.refresh_from_db()
    assert section.answers == {"workflow": "Their words"}


def test_a_colleague_may_answer_only_the_section_that_is_shared(draft, actor, member):
    colleague = member()
    other = Actor.member(colleague)
    with pytest.raises(NotAllowed):
        save(draft, "data", {"personal_data": True}, other)

    drafting.share_section(draft.sections.get(key="data"), colleague, actor=actor)

    assert save(draft, "data", {"personal_data": True}, other).section.revision == 1
    with pytest.raises(NotAllowed):
        save(draft, "business", {"goal": ["cost"]}, other)


def test_sharing_tells_the_colleague_once_and_can_be_taken_back(draft, actor, member):
    colleague = member()
    section = draft.sections.get(key="data")

    drafting.share_section(section, colleague, actor=actor, note="Which system is it?")
    drafting.share_section(section, colleague, actor=actor)

    assert "Which system is it?" in colleague.notifications.get().text
    drafting.unshare_section(SectionShare.objects.get(), actor=actor)
    with pytest.raises(NotAllowed):
        save(draft, "data", {"personal_data": True}, Actor.member(colleague))


def test_a_collaborator_may_answer_every_section(draft, actor, member):
    colleague = member()
    people.add_collaborator(draft.use_case, colleague, actor=actor)

    assert save(draft, "law", {"is_ai_system": True}, Actor.member(colleague))


def test_an_unknown_section_is_refused(draft, actor):
    with pytest.raises(InvalidInput):
        save(draft, "gossip", {}, actor)


def test_nothing_is_saved_after_submission(submit, actor):
    draft = submit().use_case.drafts.get()

    with pytest.raises(InvalidTransition):
        save(draft, "business", {"goal": ["risk"]}, actor, revision=1)


def test_opening_again_gives_the_open_draft(draft, actor):
    assert drafting.open_draft(draft.use_case, actor=actor) == draft


def test_a_change_starts_from_the_last_answers_and_the_people_named_now(submit, actor, member):
    case = submit(use_case=None).use_case
    lead = member()
    people.assign(case, AssignmentKind.TECH_LEAD, lead, actor=actor)

    draft = drafting.open_draft(case, actor=actor)

    answers = draft.answers()
    assert answers["annual_benefit"] == 180_000
    assert answers["tech_lead"] == lead.pk
    assert "accepts_rules" not in answers
    assert draft.sections.get(key="business").complete


def test_changes_to_a_submitted_case_can_be_discarded(submit, actor):
    case = submit().use_case
    draft = drafting.open_draft(case, actor=actor)

    drafting.discard_draft(draft, actor=actor)

    assert Draft.objects.get(pk=draft.pk).state == DraftState.DISCARDED
    assert AuditEvent.objects.filter(action="intake.draft.discarded").count() == 1


def test_the_first_answers_cannot_be_discarded(draft, actor):
    with pytest.raises(InvalidTransition):
        drafting.discard_draft(draft, actor=actor)
