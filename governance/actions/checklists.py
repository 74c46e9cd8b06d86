"""Release checklists: the organization's items by version, a case's answers, the confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation, StaleState
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.turns import take_turn
from governance.catalogs import load
from governance.choices import ChecklistTopic
from governance.declarations import checklists as told
from governance.logic.checklists import MOST_ITEMS, Item, parse_items, stored
from governance.models.checklists import Checklist, ChecklistAnswer, ChecklistVersion
from governance.permissions.checklists import (
    ANSWER_CHECKLIST,
    CONFIRM_CHECKLIST,
    MANAGE_CHECKLIST,
)
from governance.queries.checklists import Line, Sheet, files_of, sheet_of, version_in_force
from intake.choices import AssignmentKind, Gate
from intake.models.use_cases import UseCase

DEFAULT = "checklist"
TURN = "governance.checklist"


@dataclass(frozen=True)
class ItemTerms:
    """An item as somebody writes it."""

    topic: ChecklistTopic
    text: str
    tiers: Sequence[str]
    gates: Sequence[str]
    help: str = ""


@dataclass(frozen=True)
class ItemAnswer:
    """An answer as somebody gives it; `evidence` is the id of a file of the use case.

    `revision` is the save that was read before this one.
    """

    choice: str = ""
    note: str = ""
    evidence: int | None = None
    revision: int = 0


@transaction.atomic
def adopt_default(*, actor: Actor) -> ChecklistVersion:
    """Begin with the list of the portal.

    Raises:
        InvalidTransition: there is a list already.
    """
    require(actor, MANAGE_CHECKLIST.code)
    take_turn(TURN)
    if version_in_force() is not None:
        raise InvalidTransition(_("There is a checklist already."), code="checklist.exists")
    items = parse_items(load(DEFAULT)["items"])
    return _publish(items, _("The list of the portal"), actor)


@transaction.atomic
def add_item(terms: ItemTerms, *, actor: Actor) -> ChecklistVersion:
    """Ask one thing more from now on."""
    require(actor, MANAGE_CHECKLIST.code)
    items = _items_to_change()
    if len(items) >= MOST_ITEMS:
        raise RuleViolation(_("The list is as long as it may be."), code="checklist.too_long")
    item = _item(_new_key(terms.text, items), terms)
    return _publish((*items, item), _("New: %(item)s") % {"item": item.text}, actor)


@transaction.atomic
def change_item(key: str, terms: ItemTerms, *, actor: Actor) -> ChecklistVersion:
    """Ask it differently; with other words, earlier answers are to be given again."""
    require(actor, MANAGE_CHECKLIST.code)
    items = _items_to_change()
    old = _one(items, key)
    new = _item(key, terms)
    after = tuple(new if item is old else item for item in items)
    return _publish(after, _("Changed: %(item)s") % {"item": new.text}, actor)


@transaction.atomic
def remove_item(key: str, *, actor: Actor) -> ChecklistVersion:
    """Ask it no more; what was answered stays in the trail."""
    require(actor, MANAGE_CHECKLIST.code)
    items = _items_to_change()
    old = _one(items, key)
    after = tuple(item for item in items if item is not old)
    return _publish(after, _("Removed: %(item)s") % {"item": old.text}, actor)


@transaction.atomic
def answer_item(
    use_case: UseCase, gate: Gate, key: str, answer: ItemAnswer, *, actor: Actor
) -> ChecklistAnswer:
    """Answer one item; a confirmation given before holds no more.

    Raises:
        InvalidTransition: the case is closed, has passed the gate, or is not asked this.
        StaleState: somebody answered since the actor read it.
        InvalidInput: the file is not one of this use case.
    """
    use_case = UseCase.objects.locked(use_case.pk)
    require(actor, ANSWER_CHECKLIST.code, use_case)
    line = _open_line(use_case, gate, key)
    _check_file(use_case, answer.evidence)
    checklist, _made = Checklist.objects.get_or_create(use_case=use_case, gate=gate)
    row = line.answer or ChecklistAnswer(checklist=checklist, item=key)
    if row.revision != answer.revision:
        raise StaleState(
            _("Somebody answered this meanwhile: load the page again."), code="checklist.changed"
        )
    before = {"choice": row.choice, "note": row.note, "evidence": row.evidence_id}
    after = {"choice": answer.choice, "note": answer.note.strip(), "evidence": answer.evidence}
    row.asked, row.remark = line.item.text, ""
    row.choice, row.note, row.evidence_id = answer.choice, answer.note.strip(), answer.evidence
    row.answered_by, row.answered_at = actor.membership, timezone.now()
    row.revision += 1
    row.save()
    checklist.use_case = use_case
    record(
        told.CHECKLIST_ANSWERED,
        checklist,
        actor=actor,
        before={"item": key, **before},
        after={"item": key, **after},
        root=use_case,
    )
    _ask_to_confirm(sheet_of(use_case, gate), actor)
    return row


@transaction.atomic
def return_answer(
    use_case: UseCase, gate: Gate, key: str, reason: str, *, actor: Actor
) -> ChecklistAnswer:
    """Send an answer back to the team, which answers anew.

    Raises:
        InvalidInput: no reason is given.
        InvalidTransition: there is no answer, or the gate is passed.
    """
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why: the team reads it.")]})
    use_case = UseCase.objects.locked(use_case.pk)
    line = _open_line(use_case, gate, key)
    row = line.answer
    if row is None or not row.choice:
        raise InvalidTransition(_("There is no answer to send back."), code="checklist.no_answer")
    row.checklist.use_case = use_case
    require(actor, CONFIRM_CHECKLIST.code, row.checklist)
    answered_by = row.answered_by
    row.choice, row.remark = "", reason
    row.revision += 1
    row.save()
    notify(
        told.CHECKLIST_SENT_BACK,
        [one for one in (answered_by, use_case.owner) if one is not None],
        use_case,
        context={
            "checklist": row.checklist.subject_label,
            "item": line.item.text,
            "reason": reason,
        },
        url=row.checklist.get_absolute_url(),
    )
    record(
        told.CHECKLIST_RETURNED,
        row.checklist,
        actor=actor,
        after={"item": key},
        reason=reason,
        root=use_case,
    )
    return row


@transaction.atomic
def confirm_checklist(use_case: UseCase, gate: Gate, digest: str, *, actor: Actor) -> Checklist:
    """Stand in for the answers of others, as they were read.

    Raises:
        NotAllowed: the actor answered an item, or owns the case.
        InvalidTransition: it is not complete, or needs no confirmation.
        StaleState: an answer changed since.
    """
    use_case = UseCase.objects.locked(use_case.pk)
    sheet = sheet_of(use_case, gate)
    if sheet.checklist is None:
        raise InvalidTransition(_("Nothing is answered yet."), code="checklist.no_answer")
    require(actor, CONFIRM_CHECKLIST.code, sheet.checklist)
    if not sheet.waits_for_confirmation or sheet.is_passed:
        raise InvalidTransition(
            _("This checklist does not wait for a confirmation."), code="checklist.not_waiting"
        )
    if digest != sheet.digest:
        raise StaleState(
            _("An answer changed meanwhile: look at it first."), code="checklist.changed"
        )
    checklist = Checklist.objects.locked(sheet.checklist.pk)
    checklist.use_case = use_case
    checklist.confirmed_digest, checklist.version = digest, version_in_force()
    checklist.confirmed_by, checklist.confirmed_at = actor.membership, timezone.now()
    checklist.save()
    notify(
        told.CHECKLIST_IS_CONFIRMED,
        [one for one in (use_case.owner,) if one is not None],
        use_case,
        context={"checklist": checklist.subject_label, "member": str(actor.label)},
        url=checklist.get_absolute_url(),
    )
    record(
        told.CHECKLIST_CONFIRMED,
        checklist,
        actor=actor,
        after={"gate": gate.value, "digest": digest, "items": len(sheet.lines)},
        root=use_case,
    )
    return checklist


def _publish(items: Sequence[Item], note: str, actor: Actor) -> ChecklistVersion:
    last = version_in_force()
    version: ChecklistVersion = ChecklistVersion.objects.create(
        number=last.number + 1 if last else 1,
        items=stored(items),
        note=note[:500],
        published_by=actor.membership,
    )
    record(
        told.CHECKLIST_PUBLISHED,
        version,
        actor=actor,
        before={"version": last.number if last else None},
        after={"version": version.number, "items": len(items), "note": version.note},
    )
    return version


def _items_to_change() -> tuple[Item, ...]:
    """The items in force; of two changes at once the later one is made to what the first made."""
    take_turn(TURN)
    version = version_in_force()
    return version.parsed if version else ()


def _one(items: Sequence[Item], key: str) -> Item:
    found = next((item for item in items if item.key == key), None)
    if found is None:
        raise InvalidTransition(_("The list does not ask this any more."), code="checklist.no_item")
    return found


def _new_key(text: str, items: Sequence[Item]) -> str:
    base = slugify(text)[:50] or "item"
    taken = {item.key for item in items}
    numbered = (f"{base}-{number}" for number in range(2, MOST_ITEMS + 3))
    return next(key for key in (base, *numbered) if key not in taken)


def _item(key: str, terms: ItemTerms) -> Item:
    if not terms.tiers or not terms.gates:
        raise InvalidInput(
            _("Name a tier and a gate."),
            errors={"tiers": [_("Name at least one tier and one gate.")]},
        )
    return Item(
        key=key,
        topic=terms.topic,
        text=terms.text.strip(),
        help=terms.help.strip(),
        tiers=tuple(terms.tiers),
        gates=tuple(terms.gates),
    )


def _open_line(use_case: UseCase, gate: Gate, key: str) -> Line:
    sheet = sheet_of(use_case, gate)
    line = sheet.line(key)
    if line is None:
        raise InvalidTransition(
            _("This is not asked of the use case at this gate."), code="checklist.not_asked"
        )
    if use_case.is_closed or sheet.is_passed:
        raise InvalidTransition(
            _("The use case has passed this gate: its answers stay."), code="checklist.passed"
        )
    return line


def _check_file(use_case: UseCase, evidence: int | None) -> None:
    if evidence is not None and evidence not in {file.pk for file in files_of(use_case)}:
        raise InvalidInput(
            _("Choose a file of this use case."),
            errors={"evidence": [_("Choose a file of this use case.")]},
        )


def _ask_to_confirm(sheet: Sheet, actor: Actor) -> None:
    """Those named for compliance, else the staff, once for each state of the answers."""
    if not sheet.waits_for_confirmation or sheet.checklist is None:
        return
    people = Membership.objects.current().with_user()
    named = people.filter(
        assignments__use_case=sheet.use_case, assignments__kind=AssignmentKind.COMPLIANCE
    )
    wrote = sheet.checklist.answers.exclude(answered_by=None).values("answered_by")
    asked = (named if named.exists() else people.with_role(Role.COE_STAFF)).exclude(pk__in=wrote)
    notify(
        told.CHECKLIST_TO_CONFIRM,
        [one for one in asked if not actor.is_member(one.pk)],
        sheet.use_case,
        context={"checklist": sheet.checklist.subject_label},
        url=sheet.checklist.get_absolute_url(),
        key=f"checklist:{sheet.checklist.pk}:{sheet.digest[:16]}",
    )
