from __future__ import annotations

import copy

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.tenancy.scope import scope
from intake import catalogs
from intake.actions import rulebooks, submission
from intake.choices import DocumentState
from intake.models import AiActCatalogue, Questionnaire, Rubric, TierPolicy
from intake.queries.rulebook import in_force


@pytest.fixture
def policy():
    """The default policy with a rule of the organization's own."""
    document = copy.deepcopy(catalogs.load("risk_tiers"))
    document["rules"].append(
        {
            "id": "OWN",
            "tier": "high",
            "condition": "answers.personal_data && answers.third_party_model",
            "explanation": "Personal data leaves the house.",
        }
    )
    document["vignettes"] = []
    return document


def test_a_new_organization_gets_one_published_version_of_each(rules, in_scope):
    for model in (Questionnaire, Rubric, TierPolicy, AiActCatalogue):
        document = model.objects.get()
        assert (document.version, document.state) == (1, DocumentState.PUBLISHED)
        assert document.parsed()


def test_installing_again_changes_nothing(rules, in_scope):
    rulebooks.install_defaults(in_scope, actor=Actor.system("tests"))

    assert TierPolicy.objects.count() == 1


def test_publishing_retires_the_version_before_and_counts_from_then_on(
    rules, actor, policy, submit
):
    before = submit(personal_data=True, third_party_model=True)
    draft = rulebooks.draft_document(TierPolicy, policy, title="Stricter", actor=actor)

    rulebooks.publish_document(draft, actor=actor)
    after = submit(use_case=before.use_case, personal_data=True, third_party_model=True)

    states = list(TierPolicy.objects.order_by("version").values_list("version", "state"))
    assert states == [(1, "retired"), (2, "published")]
    assert (before.tier, before.tier_policy.version) == ("medium", 1)
    assert (after.tier, after.tier_policy.version) == ("high", 2)
    assert "OWN" in [rule["rule"] for rule in after.reasons]


def test_publishing_is_recorded_with_the_digest(rules, actor, policy):
    draft = rulebooks.draft_document(TierPolicy, policy, title="Stricter", actor=actor)
    rulebooks.publish_document(draft, actor=actor)

    event = AuditEvent.objects.filter(action="intake.rules.published").latest("sequence")
    assert event.after == {"version": 2, "digest": draft.digest}


def test_a_rule_that_is_not_allowed_is_refused_and_nothing_is_published(rules, actor, policy):
    policy["rules"][0]["condition"] = "answers.regulated_domain.map(x, x).size() > 0"
    draft = rulebooks.draft_document(TierPolicy, policy, title="Bad", actor=actor)

    with pytest.raises(InvalidInput) as refusal:
        rulebooks.publish_document(draft, actor=actor)

    assert refusal.value.errors["document"] == ["rule B1: function 'map' is not allowed"]
    assert in_force().tier_policy.version == 1


def test_a_rubric_and_a_questionnaire_are_published_when_they_hold_together(rules, actor):
    rubric = copy.deepcopy(catalogs.load("default_rubric"))
    rubric["axes"][0]["weight"], rubric["axes"][1]["weight"] = 0.3, 0.3
    questionnaire = copy.deepcopy(catalogs.load("default_questionnaire"))
    questionnaire["sections"][0]["questions"][0]["label"] = "Why?"

    form = rulebooks.draft_document(Questionnaire, questionnaire, title="Q", actor=actor)
    rulebooks.publish_document(form, actor=actor)
    scores = rulebooks.draft_document(Rubric, rubric, title="R", actor=actor)
    rulebooks.publish_document(scores, actor=actor)

    assert in_force().questionnaire.pk == form.pk
    assert in_force().rulebook.rubric.axes[0].weight == 0.3


def test_an_open_draft_keeps_the_questionnaire_it_was_begun_with(register, actor, answer):
    draft = register().drafts.get()
    questionnaire = copy.deepcopy(catalogs.load("default_questionnaire"))
    questionnaire["sections"][0]["questions"] += [
        {"id": "new_one", "type": "text", "label": "New?", "required": True}
    ]
    form = rulebooks.draft_document(Questionnaire, questionnaire, title="Q", actor=actor)
    rulebooks.publish_document(form, actor=actor)

    assessment = submission.submit_use_case(answer(draft), actor=actor)

    assert assessment.questionnaire.version == 1


def test_a_published_version_never_changes(rules, actor):
    with pytest.raises(InvalidTransition):
        rulebooks.edit_document(TierPolicy.objects.get(), {}, actor=actor)
    with pytest.raises(InvalidTransition):
        rulebooks.publish_document(TierPolicy.objects.get(), actor=actor)


def test_a_draft_can_be_edited_until_then(rules, actor, policy):
    draft = rulebooks.draft_document(TierPolicy, {"questions": []}, title="T", actor=actor)

    edited = rulebooks.edit_document(draft, policy, actor=actor)

    assert rulebooks.publish_document(edited, actor=actor).state == DocumentState.PUBLISHED


def test_only_staff_keep_the_rules(rules, member):
    with pytest.raises(NotAllowed):
        rulebooks.draft_document(Rubric, {}, title="R", actor=Actor.member(member()))


def test_rules_of_one_organization_do_not_read_cases_of_another(rules, other_organization):
    with scope(other_organization):
        assert not TierPolicy.objects.exists()
