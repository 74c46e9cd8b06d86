"""The three people who answer for a use case, and collaborators who may edit it."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput
from coe_portal.notifications.dispatch import notify
from intake import declarations
from intake.choices import AssignmentKind
from intake.logic.expressions import Answer
from intake.models.use_cases import Assignment, UseCase, UseCaseGrant
from intake.permissions import COLLABORATE

LONGEST_NOTE = 500


@transaction.atomic
def assign(
    use_case: UseCase, kind: AssignmentKind, member: Membership, *, actor: Actor
) -> Assignment:
    """Name a member for one of the three parts, in place of whoever had it; and tell them.

    Naming the same person again changes nothing and records nothing.
    """
    use_case = UseCase.objects.locked(use_case.pk)
    require(actor, "intake.assign", use_case)
    if not member.is_current():
        raise InvalidInput(_("Choose a member of your organization."))
    return _name(use_case, kind, member, actor)


@transaction.atomic
def unassign(assignment: Assignment, *, actor: Actor) -> None:
    """Leave a part open."""
    use_case = UseCase.objects.locked(assignment.use_case_id)
    require(actor, "intake.assign", use_case)
    record(
        declarations.PERSON_UNASSIGNED,
        use_case,
        actor=actor,
        before={assignment.kind: assignment.member.display_name},
    )
    assignment.delete()


@transaction.atomic
def add_collaborator(
    use_case: UseCase, member: Membership, *, actor: Actor, note: str = ""
) -> UseCaseGrant:
    """Let a member change the facts and all answers of a use case, and tell them.

    Adding somebody twice changes nothing and records nothing.
    """
    use_case = UseCase.objects.locked(use_case.pk)
    require(actor, "intake.edit", use_case)
    if not member.is_current():
        raise InvalidInput(_("Choose a member of your organization."))
    permission = Permission.objects.get(
        codename=COLLABORATE, content_type__app_label=UseCase._meta.app_label
    )
    grant, is_new = UseCaseGrant.objects.get_or_create(
        content_object=use_case, user=member.user, permission=permission
    )
    if is_new:
        record(
            declarations.COLLABORATOR_ADDED,
            use_case,
            actor=actor,
            after={"collaborator": member.display_name},
        )
        notify(
            declarations.COLLABORATOR_ASKED,
            [member],
            use_case,
            context={
                "actor": actor.label,
                "reference": use_case.reference,
                "title": use_case.title,
                "note": note.strip()[:LONGEST_NOTE],
            },
            url=use_case.get_absolute_url(),
        )
    return grant


@transaction.atomic
def remove_collaborator(grant: UseCaseGrant, *, actor: Actor) -> None:
    """Take the grant back."""
    use_case = UseCase.objects.locked(grant.content_object_id)
    require(actor, "intake.edit", use_case)
    record(
        declarations.COLLABORATOR_REMOVED,
        use_case,
        actor=actor,
        before={"collaborator": str(grant.user)},
    )
    grant.delete()


def name_from_answers(use_case: UseCase, answers: Mapping[str, Answer], *, actor: Actor) -> None:
    """Name the people that a submission answers with; part of the submitting transaction."""
    wanted = {kind: answers[kind] for kind in AssignmentKind if answers.get(kind) is not None}
    members = Membership.objects.current().with_user().in_bulk(wanted.values())
    for kind, member_id in wanted.items():
        if member_id in members:
            _name(use_case, kind, members[member_id], actor)


def _name(use_case: UseCase, kind: AssignmentKind, member: Membership, actor: Actor) -> Assignment:
    found = Assignment.objects.filter(use_case=use_case, kind=kind).select_related("member__user")
    assignment = found.first()
    if assignment is not None and assignment.member_id == member.pk:
        return assignment
    before = {str(kind): assignment.member.display_name} if assignment else {}
    assignment, _is_new = Assignment.objects.update_or_create(
        use_case=use_case, kind=kind, defaults={"member": member}
    )
    if not actor.is_member(member.pk):
        notify(
            declarations.PERSON_NAMED,
            [member],
            use_case,
            context={
                "role": kind.label,
                "reference": use_case.reference,
                "title": use_case.title,
            },
            url=use_case.get_absolute_url(),
        )
    record(
        declarations.PERSON_ASSIGNED,
        use_case,
        actor=actor,
        before=before,
        after={str(kind): member.display_name},
    )
    return assignment
