"""Chargeback statements: drawn up from the books, issued, disputed, settled. The only writer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import Entry, record, record_all
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation, StaleState
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.references import next_number
from coe_portal.tenancy.scope import current_organization_id
from metrics.choices import StatementKind, StatementState
from metrics.declarations import costs as told
from metrics.logic.spending import first_of_month, rounded
from metrics.models.chargebacks import CostCentre, Statement, StatementLine
from metrics.permissions.costs import ANSWER_CHARGEBACK, ISSUE_CHARGEBACK
from metrics.queries.chargebacks import MOST_LINES, Due, due_in, due_of

SETTLERS: Final = 20


@transaction.atomic
def draw_up(
    month: dt.date, *, actor: Actor, units: Collection[BusinessUnit] | None = None
) -> list[Statement]:
    """Draft a statement for each unit that owes something for a month, or for some of the units.

    A draft that is there already is reckoned anew.

    Raises:
        InvalidInput: the month is not over.
    """
    require(actor, ISSUE_CHARGEBACK.code)
    month = first_of_month(month)
    if month >= first_of_month(today_here()):
        message = _("Choose a month that is over.")
        raise InvalidInput(message, errors={"month": [message]})
    organization = Organization.objects.get(pk=current_organization_id())
    wanted = None if units is None else {unit.pk for unit in units}
    due = {unit: one for unit, one in due_in(month).items() if wanted is None or unit in wanted}
    drawn = [_drawn(unit, month, one, organization.currency, actor) for unit, one in due.items()]
    entries = [
        Entry(told.STATEMENT_DRAWN, statement, {}, {"total": statement.total})
        for statement in drawn
    ]
    if entries:
        record_all(entries, actor=actor)
    return drawn


def _drawn(unit: int, month: dt.date, due: Due, currency: str, actor: Actor) -> Statement:
    drafts = Statement.objects.locked_rows().filter(state=StatementState.DRAFT)
    draft: Statement | None = drafts.filter(business_unit=unit, month=month).first()
    if draft is None:
        draft = Statement(
            number=next_number(Statement.PREFIX),
            business_unit_id=unit,
            month=month,
            currency=currency,
            drawn_by=actor.label,
            **_kind_of(unit, month),
        )
    draft.total, draft.basis = due.total, due.basis
    draft.save()
    return draft


def _kind_of(unit: int, month: dt.date) -> dict[str, Any]:
    """The first statement of a month charges, each later one corrects it."""
    charge = (
        Statement.objects.issued()
        .filter(business_unit=unit, month=month, kind=StatementKind.CHARGE)
        .first()
    )
    if charge is None:
        return {"kind": StatementKind.CHARGE}
    return {"kind": StatementKind.CORRECTION, "corrects": charge}


@transaction.atomic
def issue_statement(statement: Statement, seen: Decimal | None, *, actor: Actor) -> Statement:
    """Freeze what the unit pays, and send it to the unit's head.

    Raises:
        StaleState: the books have changed since `seen`, the total that was looked at.
        RuleViolation: nothing is owed any more, or it is more than a statement holds.
    """
    require(actor, ISSUE_CHARGEBACK.code)
    statement = _locked(statement, StatementState.DRAFT)
    due = due_of(statement)
    if not due.lines or len(due.lines) > MOST_LINES:
        raise RuleViolation(_("There is nothing to charge, or too much for one statement."))
    if seen is not None and seen != due.total:
        raise StaleState(
            _("The books have changed: it is %(total)s by now. Look at it again.")
            % {"total": due.total},
            total=str(due.total),
        )
    centre = CostCentre.objects.filter(business_unit=statement.business_unit_id)
    found = centre.select_related("head__user").first()
    statement.head = found.head if found else None
    statement.cost_centre = found.code if found else ""
    statement.total, statement.basis = due.total, due.basis
    _issue(statement, actor)
    statement.save()
    StatementLine.objects.bulk_create(_lines(statement, due))
    _tell_head(statement, actor)
    after = {"total": statement.total, "head": str(statement.head or "")}
    record(told.STATEMENT_ISSUED, statement, actor=actor, after=after)
    return statement


def _issue(statement: Statement, actor: Actor) -> None:
    statement.state = StatementState.ISSUED
    statement.issued_at, statement.issued_by = timezone.now(), actor.label


def _lines(statement: Statement, due: Due) -> list[StatementLine]:
    lines = [
        StatementLine(
            statement=statement,
            position=position,
            label=line.label[:300],
            category=line.category,
            amount=line.amount,
            entry_id=line.entry,
        )
        for position, line in enumerate(due.lines, start=1)
    ]
    for line in lines:
        line.enter_organization()
    return lines


def _tell_head(statement: Statement, actor: Actor) -> None:
    if statement.head is None or actor.is_member(statement.head.pk):
        return
    words = {
        "reference": statement.reference,
        "unit": str(statement.business_unit),
        "total": f"{statement.total:,.2f} {statement.currency}",
        "month": date_format(statement.month, "F Y"),
    }
    _tell(told.CHARGED, [statement.head], statement, words)


@transaction.atomic
def discard_draft(statement: Statement, *, actor: Actor) -> Statement:
    """Charge nothing for now; the month can be drawn up again."""
    require(actor, ISSUE_CHARGEBACK.code)
    statement = _locked(statement, StatementState.DRAFT)
    statement.state = StatementState.DISCARDED
    statement.save(update_fields=["state", "updated_at"])
    record(told.STATEMENT_DISCARDED, statement, actor=actor)
    return statement


@transaction.atomic
def dispute_statement(statement: Statement, what: str, *, actor: Actor) -> Statement:
    """The unit does not agree; whoever issues statements answers."""
    statement = Statement.objects.locked(statement.pk)
    require(actor, ANSWER_CHARGEBACK.code, statement)
    _check_state(statement, StatementState.ISSUED)
    if not what.strip():
        message = _("Say what you dispute.")
        raise InvalidInput(message, errors={"what": [message]})
    statement.state, statement.dispute = StatementState.DISPUTED, what.strip()
    statement.disputed_at, statement.disputed_by = timezone.now(), actor.label
    statement.save(update_fields=["state", "dispute", "disputed_at", "disputed_by", "updated_at"])
    words = {
        "reference": statement.reference,
        "unit": str(statement.business_unit),
        "dispute": statement.dispute,
    }
    _tell(told.DISPUTED, _issuers(actor), statement, words)
    record(told.STATEMENT_DISPUTED, statement, actor=actor, reason=statement.dispute)
    return statement


@transaction.atomic
def accept_statement(statement: Statement, *, actor: Actor) -> Statement:
    """The unit agrees and pays."""
    statement = Statement.objects.locked(statement.pk)
    require(actor, ANSWER_CHARGEBACK.code, statement)
    _check_state(statement, StatementState.ISSUED)
    _settle(statement, "", actor)
    record(told.STATEMENT_SETTLED, statement, actor=actor)
    return statement


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What is answered, and how much is given back."""

    answer: str
    credit: Decimal | None = None


@transaction.atomic
def settle_statement(
    statement: Statement, terms: Settlement, *, actor: Actor
) -> tuple[Statement, Statement | None]:
    """Answer a dispute, or note that it is paid; what is given back is a credit of its own.

    Raises:
        InvalidInput: the credit is nothing, or more than the statement and its credits leave.
    """
    require(actor, ISSUE_CHARGEBACK.code)
    statement = _locked(statement, StatementState.ISSUED, StatementState.DISPUTED)
    if not terms.answer.strip():
        message = _("Say what you answer.")
        raise InvalidInput(message, errors={"answer": [message]})
    credit = None if terms.credit is None else _credit(statement, terms, actor)
    _settle(statement, terms.answer.strip(), actor)
    if statement.head is not None and not actor.is_member(statement.head.pk):
        words = {"reference": statement.reference, "answer": statement.answer}
        _tell(told.CREDITED, [statement.head], statement, words)
    after = {"answer": statement.answer, "credit": credit.reference if credit else ""}
    record(told.STATEMENT_SETTLED, statement, actor=actor, after=after)
    return statement, credit


def _settle(statement: Statement, answer: str, actor: Actor) -> None:
    statement.state, statement.answer = StatementState.SETTLED, answer
    statement.settled_at, statement.settled_by = timezone.now(), actor.label
    statement.save(update_fields=["state", "answer", "settled_at", "settled_by", "updated_at"])


def _credit(statement: Statement, terms: Settlement, actor: Actor) -> Statement:
    amount = rounded(terms.credit or Decimal(0))
    if not 0 < amount <= statement.total:
        message = _("Give back something, and no more than %(most)s.") % {"most": statement.total}
        raise InvalidInput(message, errors={"credit": [message]})
    credit = Statement(
        number=next_number(Statement.PREFIX),
        business_unit=statement.business_unit,
        month=statement.month,
        kind=StatementKind.CREDIT,
        total=-amount,
        currency=statement.currency,
        head=statement.head,
        cost_centre=statement.cost_centre,
        corrects=statement,
        reason=terms.answer.strip(),
        drawn_by=actor.label,
    )
    _issue(credit, actor)
    credit.save()
    label = _("Credit on %(reference)s") % {"reference": statement.reference}
    StatementLine.objects.create(statement=credit, position=1, label=label, amount=-amount)
    record(told.STATEMENT_ISSUED, credit, actor=actor, after={"total": credit.total})
    return credit


def _locked(statement: Statement, *states: StatementState) -> Statement:
    locked: Statement = Statement.objects.locked(statement.pk)
    _check_state(locked, *states)
    return locked


def _check_state(statement: Statement, *states: StatementState) -> None:
    if statement.state not in states:
        raise InvalidTransition(
            _("It is not possible any more: %(state)s.") % {"state": statement.get_state_display()},
            url=statement.get_absolute_url(),
        )


def _issuers(actor: Actor) -> list[Membership]:
    """Some of those who issue statements, without whoever acts."""
    members = Membership.objects.current().with_role(*ISSUE_CHARGEBACK.roles).order_by("pk")
    return [one for one in members[:SETTLERS] if not actor.is_member(one.pk)]


def _tell(kind: Any, people: list[Membership], statement: Statement, words: dict[str, str]) -> None:
    notify(kind, people, statement, context=words, url=statement.get_absolute_url())
