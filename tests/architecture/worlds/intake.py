"""What intake has in a world: cases, rules, an import."""

from __future__ import annotations

from django.core.files.base import ContentFile

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from intake.actions import drafting, imports, registration, rulebooks, submission
from intake.actions.imports import InventoryUpload
from intake.actions.people import add_collaborator, assign
from intake.choices import AssignmentKind
from intake.models.rulebooks import Rubric
from intake.models.use_cases import UseCase
from tests.architecture.worlds.world import Examples
from tests.intake.answers import complete_answers


def submitted_case(word: str, unit_id: int, actor: Actor) -> UseCase:
    payload = registration.Registration(
        title=f"{word} letters",
        summary=f"Drafts answers about {word}.",
        intended_users=f"{word} handlers",
        owner_id=actor.membership_id,
        business_unit_id=unit_id,
    )
    use_case = registration.register_use_case(payload, actor=actor)
    draft = drafting.open_draft(use_case, actor=actor)
    answers = complete_answers(current_process=f"Two people and a {word}.")
    for section in draft.sections.all():
        asked = draft.questionnaire.parsed().section(section.key).questions
        raw = {question.id: answers.get(question.id) for question in asked}
        drafting.save_section(draft, section.key, raw, revision=section.revision, actor=actor)
    submission.submit_use_case(draft, actor=actor)
    use_case.refresh_from_db()
    return use_case


def rubric_draft(word: str, skip: int, actor: Actor) -> Rubric:
    """A draft whose version exists nowhere else."""
    published = Rubric.objects.published().get()
    for _n in range(1 + skip // 10):
        draft = rulebooks.draft_document(
            Rubric, published.document, title=f"{word} rubric", actor=actor
        )
    return draft


def import_batch(word: str, actor: Actor) -> imports.ImportBatch:
    content = f"ID,Name\n1,{word} import\n".encode()
    return imports.receive_inventory(
        InventoryUpload(
            file_name=f"{word}-inventory.csv",
            sha256=word.encode().hex().ljust(64, "0")[:64],
            size=len(content),
            headers=("ID", "Name"),
            content=ContentFile(content, name="inventory.csv"),
        ),
        actor=actor,
    )


def people(case: UseCase, helper: Membership, actor: Actor) -> Examples:
    """Somebody who is the sponsor of a case, and works on it."""
    assign(case, AssignmentKind.SPONSOR, helper, actor=actor)
    add_collaborator(case, helper, actor=actor)
    return {
        ("people", "kind"): AssignmentKind.SPONSOR.value,
        ("collaborators", "user"): str(helper.user_id),
    }
