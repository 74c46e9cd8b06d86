"""What metrics has in a world: a row of everything that has an address."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.jobs import running
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit, Organization
from governance.models.decisions import Decision
from intake.models.use_cases import UseCase
from metrics.actions.chargebacks import draw_up, issue_statement
from metrics.actions.commentary import name_writer
from metrics.actions.cost_files import CostTable, keep_table
from metrics.actions.costs import BudgetTerms, set_budget
from metrics.actions.feedback import ask_for_feedback
from metrics.actions.funding import CentreTerms, FundingTerms, set_cost_centre, set_funding
from metrics.actions.launch import StepTerms, add_step, start_launch
from metrics.actions.maturity import Said, answer_statement, open_maturity
from metrics.actions.packs import MadePack, keep_pack, request_pack
from metrics.actions.radar import take_radar
from metrics.actions.readings import Reading, enter_reading
from metrics.choices import Capacity, CloseState, CostCategory, FundingModel, Holds
from metrics.kpis.registry import kpi_named
from metrics.logic.cost_lines import CostLine
from metrics.logic.periods import Quarter, parse_quarter
from metrics.models.quarters import Commentary, QuarterClose, Signature
from metrics.models.snapshots import Snapshot
from tests.architecture.worlds.world import OPERATOR, Examples
from tests.metrics.benefits import claimed, forecast, set_terms
from tests.metrics.costs import booked, month_ago


def quarter(word: str, person: Membership, colleague: Membership, actor: Actor) -> Examples:
    """A signed quarter with words about a number, and somebody who may add others."""
    quarter = parse_quarter("2026-Q4")
    said = {"text": f"{word} words", "by": person.display_name, "at": "2026-11-19T10:00:00+00:00"}
    close = QuarterClose.objects.create(
        quarter=quarter.code,
        starts_on=quarter.starts_on,
        state=CloseState.SIGNED,
        snapshots=dict(Snapshot.objects.values_list("kpi", "pk")),
        commentary={"cases_by_stage": said},
        seal=word,
        signed_at=timezone.now(),
    )
    Signature.objects.create(
        close=close,
        member=colleague,
        name=colleague.display_name,
        capacity=Capacity.COE,
        seal=word,
        signed_at=timezone.now(),
    )
    Commentary.objects.create(
        kpi="cases_by_stage",
        quarter=quarter.code,
        starts_on=quarter.starts_on,
        draft=f"{word} draft",
        drafted_by=colleague,
    )
    writer = name_writer("cases_by_stage", colleague, actor=actor)
    return {
        ("writers", "pk"): str(writer.pk),
        ("years", "year"): "2026",
        ("quarters", "quarter"): quarter.code,
        ("commentary", "kpi"): "cases_by_stage",
    }


def pack(word: str, organization: Organization, actor: Actor) -> Examples:
    """A board pack, as a worker leaves it."""
    pack = request_pack(organization, Quarter(2026, 3), actor=actor)
    made = MadePack(word.encode(), word.encode(), timezone.now(), word)
    keep_pack(pack.job, made, actor=actor)
    running.finish(pack.job)
    return {
        ("packs", "reference"): pack.reference,
        ("board-packs", "reference"): pack.reference,
        ("files", "kind"): "pdf",
    }


def benefit(word: str, case: UseCase, colleague: Membership, person: Membership) -> Examples:
    """Two benefits of a colleague that may count the same, with a month that waits."""
    set_terms(person)
    benefit, rival = (
        forecast(case, colleague, by=person, title=f"{word} {name}", process=f"{word} count")
        for name in ("saving", "echo")
    )
    waiting = claimed(benefit, colleague)
    return {
        ("benefits", "reference"): benefit.reference,
        ("overlaps", "other"): rival.reference,
        ("months", "entry"): str(waiting.pk),
    }


def costs(word: str, skip: int, unit: BusinessUnit, colleague: Membership) -> Examples:
    """The world's unit has a head, spends, and is charged; a table of costs waits to be booked."""
    month, year = month_ago(), today_here().year
    set_cost_centre(CentreTerms(business_unit=unit, head=colleague, code=word), actor=OPERATOR)
    set_funding(FundingTerms(from_month=month, model=FundingModel.CHARGEBACK), actor=OPERATOR)
    planned = {CostCategory.PEOPLE: Decimal(1000 + skip)}
    set_budget(BudgetTerms(fiscal_year=year, amounts=planned, note=word), actor=OPERATOR)
    entry = booked(50 + skip, business_unit=unit, description=f"{word} compute")
    statement = issue_statement(draw_up(month, actor=OPERATOR)[0], None, actor=OPERATOR)
    line = CostLine(2, {"month": str(month), "category": "people", "amount": "5.00",
                        "description": f"{word} wages"})  # fmt: skip
    file = keep_table(CostTable(f"{word}.csv", "0" * 64, [line]), actor=OPERATOR)
    return {
        ("entries", "reference"): entry.reference,
        ("costs", "reference"): entry.reference,
        ("files", "pk"): str(file.pk),
        ("budgets", "year"): str(year),
        ("costs", "year"): str(year),
        ("centres", "unit"): str(unit.pk),
        ("chargebacks", "reference"): statement.reference,
    }


def kpi(word: str, actor: Actor) -> Examples:
    """A KPI that is entered, with a reading."""
    kpi = kpi_named("support_tickets")
    assert kpi is not None
    entered = Reading(day=today_here(), value=len(word), source=f"{word} desk")
    reading = enter_reading(kpi, entered, actor=actor)
    return {("kpis", "kpi"): kpi.code, ("readings", "number"): str(reading.number)}


def coe_health(word: str, decided: Decision, actor: Actor) -> Examples:
    """A reading of the radar, an open self-assessment, a launch plan, a question about feedback."""
    take_radar(actor=actor)
    assessment = open_maturity(f"{word} quarter", actor=actor)
    said = Said(Holds.YES, f"{word} charter")
    answer_statement(assessment, "value-scale-1", said, actor=actor)
    plan = start_launch(today_here(), actor=actor)
    step = add_step(plan, StepTerms(f"{word} room", today_here()), actor=actor)
    asked = ask_for_feedback(actor=actor)
    return {
        ("radar", "signal"): "misuse",
        ("radar-signals", "signal"): "misuse",
        ("maturity", "reference"): assessment.reference,
        ("self-assessments", "reference"): assessment.reference,
        ("statements", "statement"): "value-scale-1",
        ("targets", "dimension"): "value",
        ("maturity-targets", "dimension"): "value",
        ("<reference>", "dimension"): "value",
        ("steps", "position"): str(step.position),
        ("launch-steps", "position"): str(step.position),
        ("feedback", "pk"): str(next(one.pk for one in asked if one.decision == decided)),
    }
