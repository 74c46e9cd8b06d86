"""Controls: set them up, change, retire, and link them to the requirements that they serve."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.events.bus import publish
from coe_portal.tenancy.references import next_number, next_numbers
from governance.catalogs.frameworks import catalog_controls
from governance.choices import ControlScope
from governance.declarations import compliance as told
from governance.events import CoverageMoved
from governance.models.controls import Control, ControlLink
from governance.models.frameworks import Framework, Requirement
from governance.permissions.compliance import CHANGE_CONTROL, MANAGE_CONTROLS

MOST_LINKS = 100


@dataclass(frozen=True, kw_only=True)
class ControlTerms:
    """What a control is, who owns it, how long its evidence holds, and whether a gate waits."""

    title: str
    description: str = ""
    owner: Membership | None = None
    valid_months: int = 12
    holds_gate: bool = False


@dataclass(frozen=True, kw_only=True)
class NewControl(ControlTerms):
    """An own control; for use cases also its gate and tiers (all, if there are none)."""

    scope: ControlScope
    gate: str = ""
    tiers: tuple[str, ...] = ()


TERMS = tuple(field.name for field in fields(ControlTerms))


@transaction.atomic
def create_control(terms: NewControl, *, actor: Actor) -> Control:
    """Set up a control of the organization's own."""
    require(actor, MANAGE_CONTROLS.code)
    facts = {
        **{name: getattr(terms, name) for name in TERMS},
        "scope": terms.scope,
        "gate": terms.gate,
        "tiers": list(terms.tiers),
    }
    control: Control = Control.objects.create(number=next_number(Control.PREFIX), **facts)
    record(told.CONTROL_CREATED, control, actor=actor, after=facts)
    publish(CoverageMoved())
    return control


@transaction.atomic
def install_controls(*, actor: Actor) -> list[Control]:
    """Set up the controls of the shipped tier policy that are not here yet, still without owner."""
    require(actor, MANAGE_CONTROLS.code)
    known = set(Control.objects.exclude(key="").values_list("key", flat=True))
    missing = [one for one in catalog_controls() if one.key not in known]
    made = []
    if missing:
        numbers = next_numbers(Control.PREFIX, len(missing))
        made = [
            Control.objects.create(
                number=number,
                key=one.key,
                title=one.title,
                description=one.description,
                scope=one.scope,
                gate=one.gate,
                tiers=list(one.tiers),
            )
            for number, one in zip(numbers, missing, strict=True)
        ]
    for control in made:
        record(told.CONTROL_CREATED, control, actor=actor, after={"key": control.key})
    return made


@transaction.atomic
def install_links(*, actor: Actor) -> int:
    """Link the shipped controls to the requirements that they serve; how many links are new.

    Done once for each pair of control and framework: a link that was taken away stays away.
    """
    require(actor, MANAGE_CONTROLS.code)
    controls = {row.key: row for row in Control.objects.exclude(key="")}
    frameworks = {row.key: row for row in Framework.objects.filter(is_own=False)}
    done = set(ControlLink.objects.order_by().values_list("framework", flat=True).distinct())
    new = [
        ControlLink(
            organization_id=controls[one.key].organization_id,
            control=controls[one.key],
            framework=frameworks[key],
            code=code,
        )
        for one in catalog_controls()
        for key, code in one.links
        if key in frameworks and frameworks[key].pk not in done and one.key in controls
    ]
    ControlLink.objects.bulk_create(new)
    for key in {link.framework.key for link in new}:
        count = sum(link.framework.key == key for link in new)
        record(told.CONTROL_LINKED, frameworks[key], actor=actor, after={"links": count})
    return len(new)


@transaction.atomic
def change_control(control: Control, terms: ControlTerms, *, actor: Actor) -> Control:
    """Give it another title, description, owner, or time for which evidence holds."""
    control = Control.objects.locked(control.pk)
    require(actor, CHANGE_CONTROL.code, control)
    given = {name: getattr(terms, name) for name in TERMS}
    before = {name: getattr(control, name) for name in TERMS}
    for name, value in given.items():
        setattr(control, name, value)
    control.save()
    record(told.CONTROL_CHANGED, control, actor=actor, before=before, after=given)
    return control


@transaction.atomic
def retire_control(control: Control, reason: str, *, actor: Actor) -> Control:
    """Do without a control: nothing is covered by it any more. Its evidence stays.

    Raises:
        InvalidInput: no reason is given.
        InvalidTransition: it is retired already.
    """
    require(actor, MANAGE_CONTROLS.code)
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    return _set_active(control, reason, actor, value=False)


@transaction.atomic
def restore_control(control: Control, *, actor: Actor) -> Control:
    """Take a retired control up again. InvalidTransition when it is in use."""
    require(actor, MANAGE_CONTROLS.code)
    return _set_active(control, "", actor, value=True)


def _set_active(control: Control, reason: str, actor: Actor, *, value: bool) -> Control:
    control = Control.objects.locked(control.pk)
    if control.is_active == value:
        raise InvalidTransition(_("The control is in that state already."))
    control.is_active = value
    control.save(update_fields=["is_active", "updated_at"])
    kind = told.CONTROL_RESTORED if value else told.CONTROL_RETIRED
    record(kind, control, actor=actor, reason=reason)
    publish(CoverageMoved())
    return control


@transaction.atomic
def link_control(control: Control, requirement: Requirement, *, actor: Actor) -> ControlLink:
    """Say that a control serves a requirement and what stands below it.

    Raises:
        InvalidInput: it does already, or the control serves too many.
    """
    require(actor, MANAGE_CONTROLS.code)
    control = Control.objects.locked(control.pk)
    place: dict[str, Any] = {
        "framework": requirement.version.framework,
        "code": requirement.code,
    }
    if control.links.filter(**place).exists():
        raise _refused(_("The control serves this requirement already."))
    if control.links.count() >= MOST_LINKS:
        raise _refused(_("A control serves at most %(most)d requirements.") % {"most": MOST_LINKS})
    link: ControlLink = ControlLink.objects.create(control=control, **place)
    record(told.CONTROL_LINKED, control, actor=actor, after=_facts(link))
    publish(CoverageMoved())
    return link


@transaction.atomic
def unlink_control(link: ControlLink, *, actor: Actor) -> Control:
    """The control does not serve that requirement after all."""
    require(actor, MANAGE_CONTROLS.code)
    control: Control = Control.objects.locked(link.control_id)
    record(told.CONTROL_UNLINKED, control, actor=actor, before=_facts(link))
    link.delete()
    publish(CoverageMoved())
    return control


def _facts(link: ControlLink) -> dict[str, str]:
    return {"framework": link.framework.key, "requirement": link.code}


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, errors={"requirement": [message]})
