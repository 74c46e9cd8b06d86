"""Portfolio flow by hand: counts, times and shares of use cases."""

from __future__ import annotations

from governance.choices import APPROVALS
from tests.metrics.plain.facts import Row, days, within

BUILT = {"poc", "pilot", "production", "monitoring", "retired"}
EVER_LIVE = {"production", "monitoring", "retired"}
LIVE = {"production", "monitoring"}
ENDED = {"rejected", "withdrawn", "retired"}
WORKED_ON = {"discovery", "poc", "pilot"}


def sliced(case, at):
    """The slices of a row about a case; a case without an assessment has an empty tier."""
    tier = case.tier_at(at)
    return {"unit": case.unit_at(at), "tier": "" if tier == "untiered" else tier}


def registered(world, as_of):
    return [case for case in world.cases if case.registered_at <= as_of.at]


def cases_by_stage(world, as_of):
    at = as_of.at
    return [
        Row(f"{case.stage_at(at)}/{case.tier_at(at)}", **sliced(case, at))
        for case in registered(world, as_of)
    ]


def submitted(world, as_of):
    for case in world.cases:
        if case.assessments and not case.imported and within(as_of, case.assessments[0][0]):
            yield case, case.assessments[0][1]


def cases_submitted(world, as_of):
    return [
        Row(tier, unit=case.unit_at(as_of.at), tier=tier) for case, tier in submitted(world, as_of)
    ]


def funnel(world, as_of):
    return [
        Row(furthest(case, as_of.at), unit=case.unit_at(as_of.at), tier=tier)
        for case, tier in submitted(world, as_of)
    ]


def furthest(case, at):
    stages = {stage for when, stage in case.moves if when <= at}
    outcomes = {d.outcome for d in case.decisions if d.decided_at <= at}
    if stages & EVER_LIVE:
        return "live"
    if stages & BUILT:
        return "built"
    if outcomes & APPROVALS:
        return "approved"
    return "decided" if outcomes else "submitted"


def decided(world, as_of):
    for case in world.cases:
        for decision in case.decisions:
            if within(as_of, decision.decided_at):
                yield case, decision


def cases_decided(world, as_of):
    return [
        Row(decision.outcome, unit=case.unit_at(as_of.at), tier=decision.tier)
        for case, decision in decided(world, as_of)
    ]


def days_to_decision(world, as_of):
    return [
        Row(
            decision.path,
            days(decision.started_at, decision.decided_at),
            unit=case.unit_at(as_of.at),
            tier=decision.tier,
        )
        for case, decision in decided(world, as_of)
    ]


def self_service_share(world, as_of):
    return [
        Row(
            decision.tier,
            float(decision.path == "self_service"),
            unit=case.unit_at(as_of.at),
            tier=decision.tier,
        )
        for case, decision in decided(world, as_of)
    ]


def reviews_overdue(world, as_of):
    at = as_of.at
    return [
        Row(review.path, unit=case.unit_at(at), tier=review.tier)
        for case in world.cases
        for review in case.reviews
        if review.opened_at <= at
        and review.due_at < at
        and (review.closed_at is None or review.closed_at > at)
        and (review.paused_at is None or review.paused_at > at)
    ]


def reviews_held(world, as_of):
    return [
        Row(decision.path, unit=case.unit_at(as_of.at), tier=decision.tier)
        for case, decision in decided(world, as_of)
        if decision.has_review
    ]


def first(case, stage, before=None):
    """When it first came to a stage, before a moment; None when it did not."""
    came = [at for at, to in case.moves if to == stage and (before is None or at < before)]
    return came[0] if came else None


def arrived(world, as_of, stage):
    """Cases that came to a stage for the first time in the quarter, with when they did."""
    for case in world.cases:
        at = first(case, stage)
        if not case.imported and at is not None and within(as_of, at):
            yield case, at


def timed(case, as_of, amount):
    return Row(case.tier_at(as_of.at), amount, **sliced(case, as_of.at))


def cycle_intake_to_pilot(world, as_of):
    rows = []
    for case, at in arrived(world, as_of, "pilot"):
        asked = [when for when, _tier in case.assessments[:1] if when <= at]
        start = asked[0] if asked else case.registered_at
        rows.append(timed(case, as_of, days(start, at)))
    return rows


def since_stage(world, as_of, stage):
    return [
        timed(case, as_of, days(began, at))
        for case, at in arrived(world, as_of, "production")
        if (began := first(case, stage, before=at)) is not None
    ]


def cycle_pilot_to_production(world, as_of):
    return since_stage(world, as_of, "pilot")


def project_cycle_time(world, as_of):
    return since_stage(world, as_of, "poc")


def idea_to_production(world, as_of):
    return [
        timed(case, as_of, days(case.registered_at, at))
        for case, at in arrived(world, as_of, "production")
    ]


def known_outcomes(world, as_of, through):
    """Cases of which it became known in the quarter what came of them, and whether they are live.

    The walk goes along the moves: once a case is live, or again at work, nothing more is known.
    """
    for case in world.cases:
        seen = {case.first_stage}
        moves = [move for move in case.moves if move[0] <= as_of.at]
        for index, (at, stage) in enumerate(moves):
            if not seen & LIVE and seen & through and within(as_of, at):
                if stage == "production":
                    yield case, True
                elif stage in ENDED and index == len(moves) - 1:
                    yield case, False
            seen.add(stage)


def failed_before_production(world, as_of):
    return [
        timed(case, as_of, 0.0 if is_live else 1.0)
        for case, is_live in known_outcomes(world, as_of, WORKED_ON)
    ]


def poc_to_production(world, as_of):
    return [
        timed(case, as_of, 1.0 if is_live else 0.0)
        for case, is_live in known_outcomes(world, as_of, {"poc"})
    ]


def at_work(world, as_of):
    return [case for case in registered(world, as_of) if case.stage_at(as_of.at) not in ENDED]


def aligned_share(world, as_of):
    at = as_of.at
    return [
        Row(case.stage_at(at), float(bool(case.objective_at(at))), **sliced(case, at))
        for case in at_work(world, as_of)
    ]


def strategic_cases_by_objective(world, as_of):
    at = as_of.at
    return [
        Row(case.objective_at(at), **sliced(case, at))
        for case in at_work(world, as_of)
        if case.objective_at(at)
    ]


def units_of(cases, at):
    codes = sorted({case.unit_at(at) for case in cases} - {None})
    return [Row(code, unit=code) for code in codes]


def units_engaged(world, as_of):
    return units_of(at_work(world, as_of), as_of.at)


def teams_using_ai(world, as_of):
    live = [case for case in registered(world, as_of) if case.stage_at(as_of.at) in LIVE]
    return units_of(live, as_of.at)


NUMBERS = {
    function.__name__: function
    for function in (
        aligned_share,
        cases_by_stage,
        cases_decided,
        cases_submitted,
        cycle_intake_to_pilot,
        cycle_pilot_to_production,
        days_to_decision,
        failed_before_production,
        funnel,
        idea_to_production,
        poc_to_production,
        project_cycle_time,
        reviews_held,
        reviews_overdue,
        self_service_share,
        strategic_cases_by_objective,
        teams_using_ai,
        units_engaged,
    )
}
