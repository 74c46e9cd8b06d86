from __future__ import annotations

from coe_portal.audit.models import AuditEvent
from intake.actions.previews import preview
from intake.choices import AiActClass, Axis, Tier
from intake.models import Assessment, Draft


def test_a_complete_draft_shows_what_submission_will_give(register, answer, actor):
    draft = answer(register().drafts.get(), customer_facing=True)
    recorded = AuditEvent.objects.count()

    shown = preview(draft, actor=actor)

    assert shown.is_complete
    assert shown.assessment.tier == Tier.MEDIUM
    assert [reason.rule for reason in shown.reasons if reason.decides] == ["M1"]
    assert shown.assessment.ai_act_class == AiActClass.MINIMAL
    assert {axis.axis: axis.score for axis in shown.axes}[Axis.VALUE] is not None
    assert [gate.label for gate in shown.gates][:2] == ["Into discovery", "Into proof of concept"]
    assert (Assessment.objects.count(), AuditEvent.objects.count()) == (0, recorded)


def test_answers_that_would_change_the_tier_are_said_in_words(register, answer, actor):
    draft = answer(register().drafts.get(), customer_facing=True)

    found = preview(draft, actor=actor).would_change

    changes = {(change.key, change.answer): change for change in found}
    down, up = changes["customer_facing", "No"], changes["children", "Yes"]
    assert (down.answer_now, down.tier) == ("Yes", Tier.LOW)
    assert up.tier == Tier.HIGH
    ranks = [list(Tier).index(change.tier) for change in found]
    assert ranks == sorted(ranks, reverse=True)


def test_what_nobody_answers_is_not_offered_as_a_change(register, answer, actor):
    draft = answer(register().drafts.get())

    shown = preview(draft, actor=actor)

    derived = {change["question"] for change in shown.assessment.would_change}
    assert "eu_class" in derived
    assert "eu_class" not in {change.key for change in shown.would_change}


def test_an_empty_draft_has_no_scores_and_lists_what_is_missing(register, actor):
    shown = preview(register().drafts.get(), actor=actor)

    assert shown.assessment.priority is None
    assert {axis.score for axis in shown.axes} == {None}
    assert shown.assessment.ai_act_class == ""
    assert not shown.is_complete
    assert ("workflow", "business") in [(one.key, one.section) for one in shown.missing_required]


def test_unsure_answers_are_listed_with_their_worst_case(register, answer, actor):
    draft = answer(register().drafts.get(), p_social_scoring="unsure")

    (found,) = preview(draft, actor=actor).unsure

    assert found[1] == AiActClass.PROHIBITED.label


def test_a_preview_takes_few_queries(register, answer, actor, django_assert_num_queries):
    draft = Draft.objects.select_related("use_case").get(pk=answer(register().drafts.get()).pk)
    preview(draft, actor=actor)

    with django_assert_num_queries(5):
        preview(draft, actor=actor)
