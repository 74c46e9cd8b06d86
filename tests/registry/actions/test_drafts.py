"""Documents that are written in the portal: saved part by part, published as a whole."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, StaleState
from registry.actions.drafts import (
    CardFacts,
    PartText,
    Publication,
    discard_draft,
    import_card,
    publish_draft,
    save_facts,
    save_part,
    write_document,
)
from registry.actions.evaluations import EvaluationTerms, record_evaluation
from registry.actions.operations import InputTerms, add_input
from registry.choices import DocumentKind, InputKind, InputRole
from registry.logic.document_parts import sheet_content
from registry.logic.evaluations import Measured
from registry.logic.model_cards import ModelCard
from registry.models.documents import ModelDocument
from registry.models.drafts import DocumentDraft
from registry.outlines import parts_of
from registry.queries.candidates import Candidate
from registry.queries.drafts import first_content, writing_of
from registry.queries.promotion import missing_for_promotion
from tests.registry.catalogue import made_from, new_dataset
from tests.registry.models import new_version

CARD, PLAN = DocumentKind.MODEL_CARD, DocumentKind.OVERSIGHT


def save(version, member, key, text, *, kind=PLAN, revision=0):
    given = PartText(text, revision)
    return save_part(version, kind, key, given, actor=Actor.member(member))


def test_a_part_is_saved_and_the_rest_stays(version, developer):
    save(version, developer, "stop", "The desk, by the red button.")
    draft = save(version, developer, "overseers", "Two reviewers.")
    assert draft.content["answers"] == {
        "stop": "The desk, by the red button.",
        "overseers": "Two reviewers.",
    }
    assert (draft.revisions, draft.changed_by) == ({"stop": 1, "overseers": 1}, developer)
    assert AuditEvent.objects.filter(action="registry.draft.saved").count() == 2


def test_who_read_an_older_text_is_told(version, developer):
    save(version, developer, "stop", "First.")
    with pytest.raises(StaleState):
        save(version, developer, "stop", "Second.")
    save(version, developer, "stop", "Second.", revision=1)
    assert writing_of(version, PLAN).entry("stop").text == "Second."


def test_no_such_part(version, developer):
    with pytest.raises(InvalidTransition):
        save(version, developer, "hobbies", "None.")


def test_strangers_write_nothing(version, validator):
    with pytest.raises(NotAllowed):
        save(version, validator, "stop", "Never.")
    with pytest.raises(NotAllowed):
        import_card(version, b"# Card", actor=Actor.member(validator))


def test_a_draft_is_published_and_gone(version, developer):
    save(version, developer, "stop", "The desk.")
    document = publish_draft(version, PLAN, Publication("New."), actor=Actor.member(developer))
    assert document.content == sheet_content(PLAN, {"stop": "The desk."})
    assert (len(document.digest), document.summary) == (64, "New.")
    assert not DocumentDraft.objects.exists()
    with pytest.raises(InvalidTransition):
        publish_draft(version, PLAN, Publication(), actor=Actor.member(developer))


def test_the_next_draft_begins_with_what_is_published(version, developer):
    save(version, developer, "stop", "The desk.")
    publish_draft(version, PLAN, Publication(), actor=Actor.member(developer))
    save(version, developer, "overseers", "Two.")
    assert writing_of(version, PLAN).entry("stop").text == "The desk."


def test_a_draft_is_discarded(version, developer):
    save(version, developer, "stop", "The desk.")
    discard_draft(version, PLAN, actor=Actor.member(developer))
    assert writing_of(version, PLAN).draft is None
    with pytest.raises(InvalidTransition):
        discard_draft(version, PLAN, actor=Actor.member(developer))


def test_nothing_written_is_not_published(version, developer):
    save(version, developer, "stop", " ")
    with pytest.raises(InvalidInput, match="Nothing is written"):
        publish_draft(version, PLAN, Publication(), actor=Actor.member(developer))


def test_what_is_missing_for_the_tier_keeps_it_from_promotion(version, developer):
    save(version, developer, "stop", "The desk.")
    publish_draft(version, PLAN, Publication(), actor=Actor.member(developer))
    unmet = {one.code: one for one in missing_for_promotion(Candidate(version))}
    assert "Who is told of trouble" in unmet["registry.document_parts"].message
    assert unmet["registry.document_parts"].url.endswith("/versions/1/write/oversight/")
    content = sheet_content(PLAN, dict.fromkeys(_keys(PLAN), "Said."))
    write_document(version, PLAN, content, Publication(), actor=Actor.member(developer))
    assert "registry.document_parts" not in {
        one.code for one in missing_for_promotion(Candidate(version))
    }


def _keys(kind):
    return [part.key for part in parts_of(kind)]


def test_a_card_begins_with_what_is_known(version, developer, owner):
    actor = Actor.member(developer)
    lineage = InputTerms(kind=InputKind.DATASET, role=InputRole.TRAINING, name="claims-2025")
    add_input(version, lineage, actor=actor)
    figures = (Measured("f1", 0.9, dataset="held out", threshold=0.8),)
    terms = EvaluationTerms(kind=DocumentKind.OFFLINE, title="Offline", results=figures)
    record_evaluation(version, terms, actor=actor)
    card = ModelCard.from_content(first_content(version, CARD))
    assert (card.title, card.datasets) == ("fraud-scorer", ("claims-2025",))
    assert [(one.dataset, one.metric, one.value) for one in card.results] == [
        ("held out", "f1", 0.9)
    ]
    assert owner.user.email in card.text("contact")
    assert "version 1" in card.text("details")


def test_a_datasheet_begins_with_what_the_catalogue_says(version, developer, owner):
    claims = new_dataset(owner, licence="Internal", rows=1200, retention="5 years")
    made_from(version, claims)
    answers = first_content(version, DocumentKind.DATASHEET)["answers"]
    assert answers["licence"] == "- **Claims** (DS-1): Internal"
    assert answers["instances"] == "- **Claims** (DS-1): 1,200 rows."
    assert answers["sensitive"] == "- **Claims** (DS-1): Confidential; personal data: None."
    assert owner.user.email in answers["maintainer"]
    assert "purpose" not in answers
    save(version, developer, "licence", "Ours alone.", kind=DocumentKind.DATASHEET)
    written = writing_of(version, DocumentKind.DATASHEET)
    assert written.entry("licence").text == "Ours alone."
    assert written.entry("retention").text == "- **Claims** (DS-1): 5 years"


def test_figures_of_a_published_card_are_those_of_today(version, developer):
    save(version, developer, "risks", "Fails on faxes.", kind=CARD)
    publish_draft(version, CARD, Publication(), actor=Actor.member(developer))
    figures = (Measured("f1", 0.95, threshold=0.8),)
    terms = EvaluationTerms(kind=DocumentKind.OFFLINE, title="Offline", results=figures)
    record_evaluation(version, terms, actor=Actor.member(developer))
    card = ModelCard.from_content(first_content(version, CARD))
    assert [one.value for one in card.results] == [0.95]
    assert card.text("risks") == "Fails on faxes."


def test_the_card_of_a_new_version_begins_with_the_last_one(version, developer):
    save(version, developer, "risks", "Fails on faxes.", kind=CARD)
    publish_draft(version, CARD, Publication(), actor=Actor.member(developer))
    second = new_version(version.model, developer)
    card = ModelCard.from_content(first_content(second, CARD))
    assert card.text("risks") == "Fails on faxes."
    assert "version 2" in card.text("details")


def test_what_stands_above_a_card(version, developer):
    facts = CardFacts(
        title="Fraud", license="mit", language=["en"], tags=["a", "b"], other="model_name: x"
    )
    draft = save_facts(version, facts, actor=Actor.member(developer))
    assert draft.content["metadata"] == {
        "language": "en",
        "license": "mit",
        "tags": ["a", "b"],
        "model_name": "x",
    }
    twice = CardFacts(other="license: mit")
    with pytest.raises(InvalidInput, match="field of their own"):
        save_facts(version, twice, actor=Actor.member(developer))
    with pytest.raises(InvalidInput, match="Anchors"):
        save_facts(version, CardFacts(other="a: &x [1]"), actor=Actor.member(developer))


def test_a_file_takes_the_place_of_the_draft(version, developer):
    save(version, developer, "risks", "Old.", kind=CARD)
    content = b"---\nlicense: mit\n---\n# Fraud\n\n## Uses\n\nScoring.\n"
    draft = import_card(version, content, actor=Actor.member(developer))
    card = ModelCard.from_content(draft.content)
    assert (card.title, card.license, dict(card.sections)) == ("Fraud", "mit", {"uses": "Scoring."})
    with pytest.raises(StaleState):
        save(version, developer, "risks", "Newer.", kind=CARD, revision=1)
    with pytest.raises(InvalidInput, match="HTML that runs"):
        import_card(version, b"# A\n\n<script>x</script>", actor=Actor.member(developer))


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"schema": "datasheet/1", "answers": {"stop": "x"}},
        {"schema": "oversight/1", "answers": {"stop": 3}},
        {"schema": "oversight/1", "answers": {"hobbies": "x"}},
        {"schema": "oversight/1", "answers": {"stop": "x" * 20_001}},
        {"schema": "oversight/1", "answers": {}},
        {"schema": "oversight/1", "answers": []},
        {"schema": "oversight/1", "answers": "stop"},
    ],
)
def test_what_is_no_content_is_refused(version, developer, content):
    with pytest.raises(InvalidInput):
        write_document(version, PLAN, content, Publication(), actor=Actor.member(developer))
    assert not ModelDocument.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"sections": {"nothing": "x"}},
        {"sections": {"uses": None}},
        {"sections": 3},
        {"metadata": [1]},
        {"metadata": {"model-index": 3}},
        {"metadata": {"a": [[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]}},
        {"title": 3},
        {"intro": ["x"]},
        {"sections": {"uses": "<script>alert(1)</script>"}},
        {"more": "<iframe src=x>"},
    ],
)
def test_a_card_of_the_wrong_shape_is_refused(version, developer, change):
    content = ModelCard(title="A", intro="B").content() | change
    with pytest.raises(InvalidInput):
        write_document(version, CARD, content, Publication(), actor=Actor.member(developer))
