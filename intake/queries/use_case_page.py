"""What the use-case page shows above its tabs, and its overview."""

from __future__ import annotations

from dataclasses import dataclass

from coe_portal.accounts.models import Membership
from intake.choices import AssignmentKind, Gate, Stage
from intake.logic.stages import LADDER
from intake.models.assessments import Assessment
from intake.models.drafts import Draft
from intake.models.use_cases import Assignment, StageChange, UseCase, UseCaseGrant
from intake.permissions import COLLABORATE

MOST_COLLABORATORS = 200


@dataclass(frozen=True)
class TrackStep:
    """One stage of the ladder: `state` is done, current or coming."""

    label: str
    state: str


@dataclass(frozen=True)
class NamedPerson:
    """One of the three parts; `name` is empty while nobody has it."""

    kind: str
    label: str
    name: str


@dataclass(frozen=True)
class Collaborator:
    """Somebody who may change the use case by a grant: the key and name of the user."""

    user: int
    name: str


def stage_track(use_case: UseCase, before_rest: Stage | None = None) -> list[TrackStep]:
    """The ladder with the place of the case; a resting case stands where it left it."""
    stage = Stage(use_case.stage)
    place = LADDER.index(stage) if stage in LADDER else -1
    if place < 0 and before_rest in LADDER:
        place = LADDER.index(before_rest)
    states = [
        "done" if i < place else "current" if i == place else "coming" for i in range(len(LADDER))
    ]
    return [TrackStep(str(step.label), state) for step, state in zip(LADDER, states, strict=True)]


def next_gate(use_case: UseCase) -> Gate:
    """The gate that comes next for the case: into discovery until it is past it."""
    stage = Stage(use_case.stage)
    following = LADDER[LADDER.index(stage) + 1 :] if stage in LADDER else ()
    return Gate(following[0].value) if following else Gate.DISCOVERY


def named_people(use_case: UseCase) -> list[NamedPerson]:
    """Sponsor, tech lead and compliance reviewer. One query."""
    rows = Assignment.objects.filter(use_case=use_case).select_related("member__user")
    names = {row.kind: row.member.display_name for row in rows}
    return [NamedPerson(k.value, str(k.label), names.get(k.value, "")) for k in AssignmentKind]


def collaborators_of(use_case: UseCase) -> list[Collaborator]:
    """Who may change the use case without being named for it, by name. One query."""
    grants = UseCaseGrant.objects.filter(
        content_object=use_case, permission__codename=COLLABORATE
    ).select_related("user")
    found = (Collaborator(grant.user_id, str(grant.user)) for grant in grants[:MOST_COLLABORATORS])
    return sorted(found, key=lambda one: one.name.casefold())


def open_draft_of(use_case: UseCase) -> Draft | None:
    """The answers being changed now."""
    return Draft.objects.open().filter(use_case=use_case).select_related("use_case").first()


def current_assessment(use_case: UseCase) -> Assessment | None:
    """The assessment in force, with the versions that read it."""
    if use_case.current_assessment_id is None:
        return None
    return Assessment.objects.with_versions().get(pk=use_case.current_assessment_id)


def all_assessments(use_case: UseCase) -> list[Assessment]:
    """Every assessment, newest first, without the bulk of each."""
    rows = Assessment.objects.filter(use_case=use_case).order_by("-number")
    return list(
        rows.only("number", "submitted_at", "actor_label", "tier", "ai_act_class", "use_case")
    )


def stage_history(use_case: UseCase) -> list[StageChange]:
    """The way so far, newest first."""
    return list(StageChange.objects.filter(use_case=use_case).order_by("-changed_at", "-pk")[:50])


def member_names(ids: set[int]) -> dict[int, str]:
    """Names of members by id; nothing is asked when there are none."""
    if not ids:
        return {}
    return {
        member.pk: member.display_name
        for member in Membership.objects.with_user().filter(pk__in=ids)
    }
