"""What the registry has in a world: a row of everything that has an address."""

from __future__ import annotations

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from intake.models.use_cases import UseCase
from registry.actions.aliases import set_alias
from registry.actions.assets import ReuseTerms, note_reuse
from registry.actions.blocklist import Blocked, block_text
from registry.actions.documents import DocumentTerms, add_document
from registry.actions.drafts import PartText, save_part
from registry.actions.evaluations import EvaluationTerms, record_evaluation
from registry.actions.operations import DeploymentTerms, InputTerms, add_input, deploy_version
from registry.actions.promotion import request_promotion
from registry.actions.prompts import NewPrompt, create_prompt
from registry.actions.registration import NewModel, VersionTerms, register_model, register_version
from registry.actions.retirement import PlanTerms, plan_retirement
from registry.actions.vendor_papers import CertificateTerms, add_certificate
from registry.choices import (
    CertificateKind,
    DocumentKind,
    Environment,
    InputKind,
    InputRole,
    LiveReviewOutcome,
    LiveReviewState,
    ModelKind,
    OutputCategory,
)
from registry.logic.dataset_lines import Column
from registry.logic.evaluations import Measured
from registry.models.live_reviews import LiveAction, LiveReview
from registry.models.models import ModelVersion
from registry.models.monitoring import DriftReview
from registry.queries.live_reviews import known_facts
from tests.architecture.worlds.world import Examples
from tests.registry.agents import allow, new_tool, use_tool
from tests.registry.catalogue import made_from, new_asset, new_dataset
from tests.registry.fairness import uploaded
from tests.registry.monitoring import check, watch_drift
from tests.registry.outputs import reported as reported_output
from tests.registry.vendors import evaluate, new_item, new_vendor


def monitoring(word: str) -> Examples:
    """The world's model drifts, and a monitor found it."""
    version = ModelVersion.objects.select_related("model").get(model__name=f"{word}-model")
    monitor = watch_drift(version, name=f"{word} nights")
    check(monitor)
    review = DriftReview.objects.get()
    return {
        ("monitors", "reference"): monitor.reference,
        ("drift-reviews", "reference"): review.reference,
    }


def vendor(word: str, colleague: Membership, actor: Actor) -> Examples:
    """A vendor of somebody else's with a certificate, behind the world's model and on its stack."""
    vendor = new_vendor(colleague, name=f"{word} AI", services=f"Counts each {word}.")
    evaluate(vendor)
    proof = CertificateTerms(kind=CertificateKind.OTHER, scope=f"{word} seal")
    certificate = add_certificate(vendor, proof, actor=actor)
    version = ModelVersion.objects.select_related("model").get(model__name=f"{word}-model")
    part = InputTerms(
        kind=InputKind.VENDOR, role=InputRole.PART, name=f"{word} service", vendor=vendor
    )
    add_input(version, part, actor=actor)
    item = new_item(colleague, name=f"{word} kit", vendor=vendor, note=f"For a {word}.")
    return {
        ("vendors", "reference"): vendor.reference,
        ("certificates", "certificate"): str(certificate.pk),
        ("stack", "reference"): item.reference,
    }


def after_go_live(word: str, case: UseCase, colleague: Membership, actor: Actor) -> Examples:
    """The world's model was reviewed and is to be improved, and its use case is to end."""
    version = ModelVersion.objects.select_related("model").get(model__name=f"{word}-model")
    review = LiveReview.objects.create(
        number=next_number("LR"),
        model=version.model,
        use_case=case,
        version=version,
        round=1,
        live_since=today_here(),
        due_on=today_here(),
        state=LiveReviewState.DECIDED,
        performance=f"The {word} does well.",
        reported_at=timezone.now(),
        outcome=LiveReviewOutcome.IMPROVE,
        rationale=f"The {word} can do better.",
        decided_at=timezone.now(),
    )
    review.facts = known_facts(review, timezone.now())
    review.save()
    improvement = LiveAction.objects.create(
        review=review, position=1, text=f"Feed the {word}", owner=colleague, due_on=today_here()
    )
    terms = PlanTerms(f"No {word} is left.", today_here())
    plan = plan_retirement(case, terms, actor=actor)
    return {
        ("live-reviews", "reference"): review.reference,
        ("improvements", "position"): str(improvement.position),
        ("retirements", "reference"): plan.reference,
        ("steps", "step"): "data",
    }


def agent(word: str, colleague: Membership, person: Membership) -> Examples:
    """The world's model uses a tool of somebody else's; an output of it is reported and blocked."""
    version = ModelVersion.objects.select_related("model").get(model__name=f"{word}-model")
    tool = new_tool(colleague, name=f"{word}_call", system=f"{word} house")
    use = use_tool(version, tool, purpose=f"Calls a {word}.")
    allow(use, person, scope=f"Every {word}")
    report = reported_output(version, person, output_text=f"A {word} is a fish.")
    blocked = Blocked(
        text=f"{word} is a fish",
        category=OutputCategory.WRONG,
        model=version.model,
        report=report,
    )
    entry = block_text(blocked, actor=Actor.member(person))
    words = NewPrompt(name=f"{word}-prompt", owner=colleague, text=f"Be a {{{{kind}}}} {word}.")
    prompt = create_prompt(words, actor=Actor.member(person))
    return {
        ("prompts", "reference"): prompt.model.reference,
        ("agent-tools", "reference"): tool.reference,
        ("tools", "use"): str(use.pk),
        ("outputs", "reference"): report.reference,
        ("blocklist", "reference"): entry.reference,
    }


def model(word: str, case: UseCase, colleague: Membership, actor: Actor) -> Examples:
    """A model of somebody else's with a version, a document, and a promotion that waits."""
    new = NewModel(
        name=f"{word}-model",
        kind=ModelKind.AGENT,
        owner=colleague,
        description=f"Counts each {word}.",
        use_case=case.reference,
    )
    model = register_model(new, actor=actor)
    terms = VersionTerms(source=f"s3://{word}/1", developer=colleague, tags={"kept": word})
    version = register_version(model, terms, actor=actor)
    set_alias(version, word, actor=actor)
    shown = DocumentTerms(
        kind=DocumentKind.MODEL_CARD, title=f"{word} card", url="https://x.example"
    )
    document = add_document(version, shown, actor=actor)
    lineage = InputTerms(kind=InputKind.DATASET, role=InputRole.TRAINING, name=f"{word} songs")
    place = DeploymentTerms(environment=Environment.TEST, target=f"{word} nest")
    examples = {
        ("models", "reference"): model.reference,
        ("use-cases", "case"): case.reference,
        ("aliases", "alias"): word,
        ("documents", "document"): str(document.pk),
        ("lineage", "input"): str(add_input(version, lineage, actor=actor).pk),
        ("deployments", "deployment"): str(deploy_version(version, place, actor=actor).pk),
        **written_document(word, version, actor),
    }
    request_promotion(version, actor=actor, note=f"The {word} waits.")
    predictions = uploaded(version, colleague, name=f"{word}.csv")
    return {
        **examples,
        ("fairness", "reference"): predictions.reference,
        ("fairness-assessments", "reference"): predictions.reference,
    }


def written_document(word: str, version: ModelVersion, actor: Actor) -> Examples:
    """A plan in work, and figures."""
    save_part(version, DocumentKind.OVERSIGHT, "stop", PartText(f"By the {word}."), actor=actor)
    figures = (Measured(f"{word} rate", 0.9, threshold=0.8),)
    terms = EvaluationTerms(kind=DocumentKind.OFFLINE, title=f"{word} set", results=figures)
    record_evaluation(version, terms, actor=actor)
    return {
        ("write", "kind"): DocumentKind.OVERSIGHT.value,
        ("drafts", "kind"): DocumentKind.OVERSIGHT.value,
        ("parts", "part"): "stop",
        ("evaluate", "kind"): DocumentKind.OFFLINE.value,
        ("documents", "kind"): DocumentKind.OFFLINE.value,
    }


def catalogue(word: str, case: UseCase, colleague: Membership, actor: Actor) -> Examples:
    """A dataset of somebody else's behind a version, and an asset that the case uses."""
    dataset = new_dataset(
        colleague,
        f"{word} chorus",
        description=f"Each {word} that sang.",
        columns=(Column(f"{word}_count"),),
    )
    version = ModelVersion.objects.select_related("model").get(model__name=f"{word}-model")
    made_from(version, dataset)
    asset = new_asset(colleague, f"{word} feeder", description=f"Feeds each {word}.")
    reuse = note_reuse(asset, ReuseTerms(about=case.reference, note=word), actor=actor)
    return {
        ("datasets", "reference"): dataset.reference,
        ("assets", "reference"): asset.reference,
        ("reuses", "reuse"): str(reuse.pk),
    }
