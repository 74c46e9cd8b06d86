from __future__ import annotations

from datetime import timedelta

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.tenancy.clock import today_here
from metrics.actions.maturity import (
    Said,
    TargetTerms,
    answer_statement,
    close_maturity,
    open_maturity,
    set_maturity_target,
)
from metrics.choices import Dimension, Holds, MaturityStage
from metrics.models.maturity import MaturityAnswer, MaturityAssessment, MaturityTarget
from metrics.queries.maturity import maturity_of
from metrics.statements import STATEMENTS

pytestmark = pytest.mark.django_db
YES, NO = Said(Holds.YES, "The charter, POL-1"), Said(Holds.NO)


def answer_all(assessment, actor, *, said=NO):
    for statement in STATEMENTS:
        answer_statement(assessment, statement.code, said, actor=actor)


def test_a_round_is_answered_closed_and_kept(in_scope, actor):
    assessment = open_maturity("2026-Q4", actor=actor)
    answer_all(assessment, actor, said=YES)
    closed = close_maturity(assessment, actor=actor)
    assert closed.scores == dict.fromkeys(Dimension.values, 4.0)
    assert closed.closed_by == actor.membership
    event = AuditEvent.objects.get(action="metrics.maturity.closed")
    assert event.after["strategy"] == 4.0


def test_what_holds_needs_evidence(in_scope, actor):
    assessment = open_maturity("2026-Q4", actor=actor)
    for holds in (Holds.YES, Holds.PARTLY):
        with pytest.raises(InvalidInput):
            answer_statement(assessment, "strategy-scale-1", Said(holds, "  "), actor=actor)
    answer_statement(assessment, "strategy-scale-1", NO, actor=actor)
    assert MaturityAnswer.objects.get().holds == Holds.NO


def test_a_later_answer_takes_the_place_of_the_first(in_scope, actor):
    assessment = open_maturity("2026-Q4", actor=actor)
    answer_statement(assessment, "value-scale-1", NO, actor=actor)
    answer_statement(assessment, "value-scale-1", YES, actor=actor)
    assert MaturityAnswer.objects.get().holds == Holds.YES
    events = AuditEvent.objects.filter(action="metrics.maturity.answered").order_by("sequence")
    assert [(e.before["holds"], e.after["holds"]) for e in events] == [("", "no"), ("no", "yes")]


def test_a_round_is_not_closed_with_statements_unanswered(in_scope, actor):
    assessment = open_maturity("2026-Q4", actor=actor)
    answer_statement(assessment, "value-scale-1", YES, actor=actor)
    with pytest.raises(InvalidTransition, match="47"):
        close_maturity(assessment, actor=actor)
    assert MaturityAssessment.objects.get().is_open


def test_a_closed_round_takes_no_answers(in_scope, actor):
    assessment = open_maturity("2026-Q4", actor=actor)
    answer_all(assessment, actor)
    close_maturity(assessment, actor=actor)
    with pytest.raises(InvalidTransition):
        answer_statement(assessment, "value-scale-1", YES, actor=actor)
    with pytest.raises(InvalidTransition):
        close_maturity(assessment, actor=actor)


def test_the_next_round_begins_with_the_answers_of_the_last(in_scope, actor):
    first = open_maturity("2026-Q3", actor=actor)
    answer_all(first, actor)
    with pytest.raises(InvalidTransition):
        open_maturity("2026-Q4", actor=actor)
    close_maturity(first, actor=actor)
    second = open_maturity("2026-Q4", actor=actor)
    answer_statement(second, "people-establish-1", YES, actor=actor)
    answer_statement(second, "people-establish-2", YES, actor=actor)
    seen = {each.standing.dimension: each for each in maturity_of(second).dimensions}
    assert maturity_of(second).answered == 48
    assert (seen[Dimension.PEOPLE].standing.score, seen[Dimension.PEOPLE].change) == (1, 1)
    assert seen[Dimension.VALUE].change == 0


def test_a_target_gives_the_way_to_it(in_scope, actor):
    assessment = open_maturity("2026-Q4", actor=actor)
    answer_statement(assessment, "value-establish-1", YES, actor=actor)
    terms = TargetTerms(MaturityStage.SCALE, today_here() + timedelta(days=90), actor.membership)
    set_maturity_target(Dimension.VALUE, terms, actor=actor)
    seen = {each.standing.dimension: each for each in maturity_of(assessment).dimensions}
    assert [each.code for each in seen[Dimension.VALUE].path] == [
        "value-establish-2",
        "value-scale-1",
        "value-scale-2",
    ]
    assert seen[Dimension.VALUE].target_score == 2
    assert seen[Dimension.PEOPLE].path == ()
    set_maturity_target(
        Dimension.VALUE, TargetTerms(MaturityStage.EMBED, terms.due_on), actor=actor
    )
    assert MaturityTarget.objects.get().stage == MaturityStage.EMBED


def test_a_target_lies_ahead(in_scope, actor):
    with pytest.raises(InvalidInput):
        set_maturity_target(
            Dimension.VALUE, TargetTerms(MaturityStage.SCALE, today_here()), actor=actor
        )


def test_executives_answer_and_staff_open_and_close(in_scope, member, actor):
    boss, reviewer = Actor.member(member(Role.EXECUTIVE)), Actor.member(member(Role.REVIEWER))
    with pytest.raises(NotAllowed):
        open_maturity("2026-Q4", actor=boss)
    assessment = open_maturity("2026-Q4", actor=actor)
    assert answer_statement(assessment, "value-scale-1", YES, actor=boss).member == boss.membership
    with pytest.raises(NotAllowed):
        answer_statement(assessment, "value-scale-1", YES, actor=reviewer)
