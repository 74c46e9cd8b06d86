"""The impact assessment from the last word to the authority, and the filing of registrations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.tenancy.clock import today_here
from governance.actions.papers import keep_edition
from governance.choices import FriaState, PaperKind
from governance.declarations import papers as told
from governance.models.papers import Fria, PaperWriter, RegistrationFiling
from governance.permissions.papers import APPROVE_FRIA, WRITE_PAPERS
from intake.models.use_cases import UseCase


@dataclass(frozen=True)
class FriaNotice:
    """That the authority was told of the result."""

    authority: str
    notified_on: dt.date
    notice_number: str = ""


@dataclass(frozen=True)
class Filing:
    """That registration data were filed."""

    filed_on: dt.date
    register_number: str
    note: str = ""


@transaction.atomic
def send_fria(use_case: UseCase, *, actor: Actor) -> Fria:
    """Keep an edition and ask for its approval.

    Raises:
        RuleViolation: a point is empty.
        InvalidTransition: an edition waits already.
    """
    use_case = UseCase.objects.locked(use_case.pk)
    require(actor, WRITE_PAPERS.code, use_case)
    if Fria.objects.filter(use_case=use_case, state=FriaState.WAITING).exists():
        raise InvalidTransition(_("An edition waits for its approval."), code="fria.waits")
    edition = keep_edition(use_case, PaperKind.FRIA, actor=actor, complete=True)
    fria: Fria = Fria.objects.create(use_case=use_case, edition=edition, sent_by=actor.membership)
    people = Membership.objects.current().with_user()
    entitled = people.with_role(Role.COE_STAFF, Role.EXECUTIVE)
    notify(
        told.FRIA_TO_APPROVE,
        [one for one in entitled.exclude(pk__in=_writers(fria)) if not actor.is_member(one.pk)],
        use_case,
        context={"paper": str(edition), "member": str(actor.label)},
        url=edition.get_absolute_url(),
    )
    record(told.FRIA_SENT, edition, actor=actor, root=use_case)
    return fria


@transaction.atomic
def approve_fria(fria: Fria, review_on: dt.date, *, actor: Actor) -> Fria:
    """Approve what others wrote; it takes the place of the one before.

    Raises:
        NotAllowed: the actor wrote in it.
        InvalidTransition: it does not wait for an approval.
        InvalidInput: the next review is not to come.
    """
    fria = _waiting(fria, actor)
    if review_on <= today_here():
        raise InvalidInput(
            _("Choose a day to come."), errors={"review_on": [_("Choose a day to come.")]}
        )
    Fria.objects.filter(use_case=fria.use_case_id, state=FriaState.APPROVED).update(
        state=FriaState.SUPERSEDED
    )
    fria.state, fria.review_on = FriaState.APPROVED, review_on
    fria.judged_by, fria.judged_at = actor.membership, timezone.now()
    fria.save()
    _tell_writers(fria, told.FRIA_IS_APPROVED)
    after = {"digest": fria.edition.digest, "review_on": review_on}
    record(told.FRIA_APPROVED, fria.edition, actor=actor, after=after, root=fria.use_case)
    return fria


@transaction.atomic
def return_fria(fria: Fria, reason: str, *, actor: Actor) -> Fria:
    """Send it back to its writers.

    Raises:
        InvalidInput: no reason is given.
        InvalidTransition: it does not wait for an approval.
    """
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why: its writers read it.")]})
    fria = _waiting(fria, actor)
    fria.state, fria.remark = FriaState.RETURNED, reason
    fria.judged_by, fria.judged_at = actor.membership, timezone.now()
    fria.save()
    _tell_writers(fria, told.FRIA_SENT_BACK, reason=reason)
    record(told.FRIA_RETURNED, fria.edition, actor=actor, reason=reason, root=fria.use_case)
    return fria


@transaction.atomic
def record_notice(fria: Fria, notice: FriaNotice, *, actor: Actor) -> Fria:
    """Record that the authority was told (Article 27(3)).

    Raises:
        InvalidTransition: it is not in force, or that is recorded already.
        InvalidInput: the day is to come.
    """
    fria = Fria.objects.select_related("edition", "use_case").locked(fria.pk)
    require(actor, WRITE_PAPERS.code, fria.use_case)
    if fria.state != FriaState.APPROVED or fria.notified_on is not None:
        raise InvalidTransition(
            _("Only an approved assessment is notified, and once."), code="fria.not_to_notify"
        )
    _require_past(notice.notified_on, "notified_on")
    fria.authority, fria.notified_on = notice.authority.strip(), notice.notified_on
    fria.notice_number = notice.notice_number.strip()
    fria.save()
    after = {"authority": fria.authority, "on": fria.notified_on, "number": fria.notice_number}
    record(told.FRIA_NOTIFIED, fria.edition, actor=actor, after=after, root=fria.use_case)
    return fria


@transaction.atomic
def file_registration(use_case: UseCase, filing: Filing, *, actor: Actor) -> RegistrationFiling:
    """Keep the registration data as they were filed, with day and number.

    Raises:
        RuleViolation: a field is empty.
        InvalidInput: the day is to come.
    """
    _require_past(filing.filed_on, "filed_on")
    edition = keep_edition(use_case, PaperKind.REGISTRATION, actor=actor, complete=True)
    row: RegistrationFiling = RegistrationFiling.objects.create(
        use_case=edition.use_case,
        edition=edition,
        filed_on=filing.filed_on,
        register_number=filing.register_number.strip(),
        note=filing.note.strip(),
        filed_by=actor.membership,
    )
    after = {"on": row.filed_on, "number": row.register_number, "digest": edition.digest}
    record(told.REGISTRATION_FILED, edition, actor=actor, after=after, root=edition.use_case)
    return row


def _waiting(fria: Fria, actor: Actor) -> Fria:
    fria = Fria.objects.select_related("edition", "use_case").locked(fria.pk)
    fria.edition.use_case = fria.use_case
    require(actor, APPROVE_FRIA.code, fria.edition)
    if fria.state != FriaState.WAITING:
        raise InvalidTransition(
            _("This edition does not wait for an approval."), code="fria.not_waiting"
        )
    return fria


def _writers(fria: Fria) -> list[int]:
    rows = PaperWriter.objects.filter(use_case=fria.use_case_id, kind=PaperKind.FRIA)
    return list(rows.values_list("member", flat=True))


def _tell_writers(fria: Fria, kind: NotificationKind, **context: str) -> None:
    people = Membership.objects.current().with_user().filter(pk__in=_writers(fria))
    notify(
        kind,
        list(people),
        fria.use_case,
        context={"paper": str(fria.edition), **context},
        url=fria.edition.get_absolute_url(),
    )


def _require_past(day: dt.date, field: str) -> None:
    if day > today_here():
        message = _("This day is to come.")
        raise InvalidInput(message, errors={field: [message]})
