"""Rules that enrol: make, switch on and off, apply."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.groups import is_known
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, RuleViolation
from coe_portal.tenancy.clock import today_here
from training import declarations as told
from training.actions.assigning import put_into
from training.actions.enrolment import Enrolling
from training.choices import EnrollmentSource
from training.models.courses import Course
from training.models.enrollments import EnrollmentRule
from training.permissions import STEER_TRAINING
from training.queries.coming import to_enrol

# People enrolled in one transaction; a task comes back for the rest.
CHUNK: Final = 500


@dataclass(frozen=True)
class RuleTerms:
    """Whom to enrol in what; `value` is empty for a group that needs none."""

    course: Course
    group: str
    value: str = ""
    days_to_complete: int = 30


@transaction.atomic
def make_rule(terms: RuleTerms, *, actor: Actor) -> EnrollmentRule:
    """A rule that is not switched on yet, so that one sees first whom it enrols.

    Raises:
        InvalidInput: no such group, or no such value of it.
        RuleViolation: the rule exists.
    """
    require(actor, STEER_TRAINING.code)
    _check_group(terms)
    try:
        with transaction.atomic():
            rule: EnrollmentRule = EnrollmentRule.objects.create(
                course=terms.course,
                group=terms.group,
                value=terms.value,
                days_to_complete=terms.days_to_complete,
                is_active=False,
                created_by=actor.membership,
            )
    except IntegrityError as error:
        raise RuleViolation(_("There is such a rule already."), code="rule.exists") from error
    record(told.RULE_MADE, rule, actor=actor, after=_facts(rule))
    return rule


@transaction.atomic
def switch_rule(rule: EnrollmentRule, *, on: bool, actor: Actor) -> EnrollmentRule:
    """Let the rule enrol from now on, or stop it; who is enrolled stays so."""
    require(actor, STEER_TRAINING.code)
    rule = EnrollmentRule.objects.locked(rule.pk)
    if rule.is_active != on:
        rule.is_active = on
        rule.save(update_fields=["is_active", "updated_at"])
        action = told.RULE_SWITCHED_ON if on else told.RULE_SWITCHED_OFF
        record(action, rule, actor=actor, after=_facts(rule))
    return rule


@transaction.atomic
def apply_rule(rule: EnrollmentRule, *, actor: Actor) -> int:
    """Enrol whoever is due, at most CHUNK people; how many. A second call finds the rest, or 0."""
    rule = EnrollmentRule.objects.locked(rule.pk)
    is_offered = Course.objects.offered().filter(pk=rule.course_id).exists()
    if not (rule.is_active and is_offered):
        return 0
    members = to_enrol(rule, timezone.now()).with_user().order_by("pk")[:CHUNK]
    due_on = today_here() + dt.timedelta(days=rule.days_to_complete)
    terms = Enrolling(EnrollmentSource.RULE, due_on, rule)
    return len(put_into(rule.course, list(members), terms, actor=actor))


def _check_group(terms: RuleTerms) -> None:
    if not is_known(terms.group, terms.value):
        text = _("There is no such group.")
        raise InvalidInput(text, errors={"group": [text]})


def _facts(rule: EnrollmentRule) -> dict[str, object]:
    return {
        "course": rule.course.reference,
        "group": rule.group,
        "value": rule.value,
        "days": rule.days_to_complete,
        "active": rule.is_active,
    }
