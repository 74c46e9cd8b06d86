from __future__ import annotations

from intake.choices import AiActClass, Axis, Tier
from intake.models import Draft
from intake.queries.previews import preview


def test_a_complete_draft_shows_what_submission_will_give(register, answer, submit):
    draft = answer(register().drafts.get(), customer_facing=True)

    shown = preview(draft)

    assert shown.is_complete
    assert shown.tier == Tier.MEDIUM
    assert [rule.id for rule in shown.reasons] == ["M1"]
    assert shown.ai_act_class == AiActClass.MINIMAL
    assert shown.scores[Axis.VALUE].score is not None
    assert [needs.gate for needs in shown.gates][:2] == ["discovery", "poc"]


def test_answers_that_would_change_the_tier_are_said_in_words(register, answer):
    draft = answer(register().drafts.get(), customer_facing=True)

    changes = {(change.question, change.answer): change for change in preview(draft).changes}

    down = changes["customer_facing", "No"]
    assert (down.answer_now, down.tier, down.section) == ("Yes", Tier.LOW, "use")
    up = changes["children", "Yes"]
    assert (up.tier, up.is_answered) == (Tier.HIGH, True)


def test_an_empty_draft_has_no_scores_and_lists_what_is_missing(register):
    shown = preview(register().drafts.get())

    assert shown.priority is None
    assert {score.score for score in shown.scores.values()} == {None}
    assert shown.ai_act_class is None
    assert not shown.is_complete
    assert ("workflow", "business") in [(item.question, item.section) for item in shown.missing]


def test_unsure_answers_are_listed_with_their_worst_case(register, answer):
    draft = answer(register().drafts.get(), p_social_scoring="unsure")

    assert [(item.question, item.could_be) for item in preview(draft).unsure] == [
        ("p_social_scoring", AiActClass.PROHIBITED)
    ]


def test_a_preview_takes_five_queries(register, answer, django_assert_num_queries):
    draft = Draft.objects.get(pk=answer(register().drafts.get()).pk)
    preview(draft)

    with django_assert_num_queries(5):
        preview(draft)
