"""Register first, then deepen: four facts make a use case and open its draft."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.references import next_number
from intake import declarations
from intake.actions.drafting import open_draft
from intake.models.use_cases import UseCase

MAX_TITLE = 200
MAX_SUMMARY = 4_000


@dataclass(frozen=True)
class Registration:
    """The four facts of step 0. The owner is a member, or a name for somebody outside.

    `justification` says why this is not the same as a similar case that was shown.
    """

    title: str
    summary: str
    intended_users: str
    owner_id: int | None = None
    owner_name: str = ""
    business_unit_id: int | None = None
    justification: str = ""


@dataclass(frozen=True)
class Particulars:
    """What can be changed of a registered use case outside of its answers."""

    title: str
    summary: str
    intended_users: str
    owner_id: int | None = None
    owner_name: str = ""
    business_unit_id: int | None = None


@transaction.atomic
def register_use_case(payload: Registration, *, actor: Actor) -> UseCase:
    """A new use case with the next number, in stage intake, with an open draft.

    Raises:
        NotAllowed: the actor may not register.
        InvalidInput: a fact is missing, or names a member or unit that does not exist.
    """
    require(actor, "intake.register")
    _check(payload)
    owner = _owner(payload)
    use_case = UseCase.objects.create(
        number=next_number(UseCase.PREFIX),
        title=payload.title.strip(),
        summary=payload.summary.strip(),
        intended_users=payload.intended_users.strip(),
        owner=owner,
        owner_name="" if owner else payload.owner_name.strip(),
        business_unit=_unit(payload.business_unit_id) or (owner.business_unit if owner else None),
        registered_by=actor.membership,
    )
    open_draft(use_case, actor=actor)
    record(
        declarations.USE_CASE_REGISTERED,
        use_case,
        actor=actor,
        after={"title": use_case.title, "owner": use_case.owner_label},
        reason=payload.justification.strip(),
    )
    return use_case


@transaction.atomic
def change_particulars(use_case: UseCase, payload: Particulars, *, actor: Actor) -> UseCase:
    """Change title, summary, users, owner or unit; they are not part of an assessment."""
    use_case = UseCase.objects.locked(use_case.pk)
    require(actor, "intake.edit", use_case)
    _check(payload)
    before = UseCase.objects.get(pk=use_case.pk)
    owner = _owner(payload)
    use_case.title = payload.title.strip()
    use_case.summary = payload.summary.strip()
    use_case.intended_users = payload.intended_users.strip()
    use_case.owner = owner
    use_case.owner_name = "" if owner else payload.owner_name.strip()
    use_case.business_unit = _unit(payload.business_unit_id)
    fields = ("title", "summary", "intended_users", "owner", "owner_name", "business_unit")
    was, is_now = changes(before, use_case, fields)
    if is_now:
        use_case.save(update_fields=[*fields, "updated_at"])
        record(declarations.USE_CASE_CHANGED, use_case, actor=actor, before=was, after=is_now)
    return use_case


@transaction.atomic
def join_use_case(use_case: UseCase, note: str, *, actor: Actor) -> None:
    """Ask the people of a similar use case to be let in, instead of registering it again."""
    require(actor, "intake.register")
    people = [member for member in (use_case.owner, use_case.registered_by) if member]
    notify(
        declarations.JOIN_ASKED,
        people,
        use_case,
        context={
            "actor": actor.label,
            "reference": use_case.reference,
            "title": use_case.title,
            "note": note.strip(),
        },
        url=use_case.get_absolute_url(),
    )
    record(declarations.USE_CASE_JOINED, use_case, actor=actor, reason=note.strip())


def _check(payload: Registration | Particulars) -> None:
    errors: dict[str, list[str]] = {}
    if not payload.title.strip():
        errors["title"] = [_("Give it a title that colleagues recognise.")]
    elif len(payload.title.strip()) > MAX_TITLE:
        errors["title"] = [_("Shorten this to %(limit)s characters.") % {"limit": MAX_TITLE}]
    if not payload.summary.strip():
        errors["summary"] = [_("Say in a sentence or two what it should do.")]
    elif len(payload.summary.strip()) > MAX_SUMMARY:
        errors["summary"] = [_("Shorten this to %(limit)s characters.") % {"limit": MAX_SUMMARY}]
    if payload.owner_id is None and not payload.owner_name.strip():
        errors["owner_id"] = [_("Say who owns it.")]
    if errors:
        raise InvalidInput(_("Some facts are missing."), errors=errors)


def _owner(payload: Registration | Particulars) -> Membership | None:
    if payload.owner_id is None:
        return None
    owner = Membership.objects.current().with_user().filter(pk=payload.owner_id).first()
    if owner is None:
        raise InvalidInput(
            _("Some facts are missing."),
            errors={"owner_id": [_("Choose a member of your organization.")]},
        )
    return owner


def _unit(unit_id: int | None) -> BusinessUnit | None:
    if unit_id is None:
        return None
    unit = BusinessUnit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise InvalidInput(
            _("Some facts are missing."),
            errors={"business_unit_id": [_("Choose a business unit.")]},
        )
    return unit
