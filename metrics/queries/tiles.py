"""Which numbers the dashboard shows, in which order and under which name.

A KPI that is not declared is left out, so this list may name more than there is.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.kpis.registry import KPI, kpi_named

Text = str | Promise


@dataclass(frozen=True)
class TileSpec:
    """What a tile shows: a KPI under its short name."""

    kpi: str
    label: Text
    icon: str

    @property
    def declared(self) -> KPI | None:
        """The declaration, unless this KPI does not exist here."""
        return kpi_named(self.kpi)


@dataclass(frozen=True)
class AreaSpec:
    """A chapter of the dashboard; `code` is its place in the address."""

    code: str
    label: Text
    intro: Text
    tiles: tuple[TileSpec, ...]


T = TileSpec

FIRST = (
    T("models_in_production", _("Models in production"), "rocket"),
    T("teams_using_ai", _("Teams using AI"), "users"),
    T("sign_off_to_deployment", _("Days to deploy"), "timer"),
    T("platform_uptime", _("Platform uptime"), "activity"),
    T("training_completions", _("Courses completed"), "graduation-cap"),
    T("annual_value", _("Estimated value"), "banknote"),
)

VALUE = AreaSpec(
    "value",
    _("Value"),
    _("What the portfolio is for, and how much of it reaches people"),
    (
        T("aligned_share", _("Cases with an objective"), "target"),
        T("poc_to_production", _("From proof to production"), "trending-up"),
        T("time_to_value", _("Time to value"), "hourglass"),
        T("time_saved", _("Hours saved"), "clock"),
        T("revenue_influenced", _("Revenue influenced"), "trending-up"),
        T("avoided_cost", _("Cost avoided"), "shield-check"),
    ),
)
FLOW = AreaSpec(
    "flow",
    _("Flow"),
    _("How much comes in, how much is decided, and how fast"),
    (
        T("cases_by_stage", _("Use cases"), "layers"),
        T("cases_submitted", _("Submitted"), "inbox"),
        T("cases_decided", _("Decided"), "gavel"),
        T("days_to_decision", _("Days to decide"), "timer"),
        T("idea_to_production", _("From idea to production"), "route"),
        T("self_service_share", _("Decided by self-service"), "zap"),
    ),
)
RISK = AreaSpec(
    "risk",
    _("Risk"),
    _("What went wrong, what is open, and what is covered"),
    (
        T("incident_rate", _("Incidents"), "siren"),
        T("compliance_coverage", _("Controls covered"), "shield-check"),
        T("conditions_overdue", _("Conditions overdue"), "alarm-clock"),
        T("audit_findings", _("Audit findings open"), "search-check"),
        T("data_exposure_events", _("Data exposures"), "lock-open"),
        T("technical_debt", _("Exceptions open"), "shield-off"),
    ),
)
ADOPTION = AreaSpec(
    "adoption",
    _("Adoption"),
    _("Who uses what was built, and whether they stay"),
    (
        T("adoption_rate", _("Models in actual use"), "gauge"),
        T("units_engaged", _("Business units engaged"), "building-2"),
        T("active_users", _("Active people"), "users"),
        T("retention", _("People who stay"), "repeat"),
        T("satisfaction", _("Satisfaction"), "smile"),
        T("decisions_supported", _("Decisions supported"), "scale"),
    ),
)
CAPABILITY = AreaSpec(
    "capability",
    _("Capability"),
    _("What people learned, and what they still lack"),
    (
        T("staff_certified", _("Staff with a certificate"), "award"),
        T("literacy_coverage", _("AI literacy"), "book-open"),
        T("training_completion_rate", _("Completed on time"), "alarm-clock"),
        T("upskilling_hours", _("Hours learned"), "clock"),
        T("skill_gap", _("Skill gap"), "chart-column"),
        T("champions_per_unit", _("Champions per unit"), "star"),
    ),
)
MONEY = AreaSpec(
    "money",
    _("Money"),
    _("What it brought, what it cost, and what is left of the budget"),
    (
        T("total_savings", _("Savings"), "piggy-bank"),
        T("roi", _("Return on investment"), "trending-up"),
        T("payback", _("Payback"), "calendar-clock"),
        T("budget_vs_actual", _("Budget used"), "wallet"),
        T("cost_per_model", _("Cost per model"), "boxes"),
        T("cost_per_request", _("Cost per request"), "receipt"),
    ),
)

# What the CoE steers by from week to week.
QUEUE = AreaSpec(
    "queue",
    _("Queue"),
    _("What waits, and how long each step takes"),
    (
        T("reviews_overdue", _("Reviews overdue"), "alarm-clock"),
        T("reviews_held", _("Reviews held"), "gavel"),
        T("cycle_intake_to_pilot", _("Intake to pilot"), "timer"),
        T("cycle_pilot_to_production", _("Pilot to production"), "timer"),
        T("failed_before_production", _("Stopped before production"), "octagon-x"),
        T("strategic_cases_by_objective", _("Cases by objective"), "target"),
    ),
)
DELIVERY = AreaSpec(
    "delivery",
    _("Delivery"),
    _("How often the teams deliver, and what they build on"),
    (
        T("deployment_frequency", _("Deployments"), "rocket"),
        T("project_cycle_time", _("Project cycle"), "route"),
        T("reuse_rate", _("Reuse"), "recycle"),
        T("support_tickets", _("Support tickets"), "ticket"),
        T("ticket_resolution", _("Ticket resolution"), "circle-check"),
        T("platform_utilisation", _("Platform in use"), "server"),
    ),
)
MODELS = AreaSpec(
    "models",
    _("Models"),
    _("Whether what runs does what it should"),
    (
        T("performance_vs_baseline", _("Against the baseline"), "gauge"),
        T("drift_incidents", _("Drift"), "activity"),
        T("time_to_retrain", _("Time to retrain"), "refresh-cw"),
        T("documentation_complete", _("Documented"), "file-check"),
        T("evaluation_score", _("Evaluation score"), "list-checks"),
        T("regression_failures", _("Regressions"), "bug"),
        T("fairness_assessed", _("Fairness assessed"), "scale"),
        T("policy_violations", _("Policy violations"), "book-x"),
        T("access_violations", _("Access violations"), "key-round"),
    ),
)
LEARNING = AreaSpec(
    "learning",
    _("Learning"),
    _("Courses and certificates, from enrolment to proof"),
    (
        T("training_completions", _("Courses completed"), "graduation-cap"),
        T("certificates_current", _("Valid certificates"), "circle-check-big"),
        T("days_to_certificate", _("Days to certificate"), "timer"),
        T("task_time_reduction", _("Time saved per task"), "clock"),
    ),
)
UNIT_COSTS = AreaSpec(
    "unit-costs",
    _("Unit costs"),
    _("What one of each costs"),
    (
        T("infrastructure_cost_per_case", _("Infrastructure per case"), "server"),
        T("cost_per_workflow", _("Cost per workflow"), "receipt"),
        T("cost_per_request", _("Cost per request"), "receipt"),
    ),
)

EXECUTIVE_AREAS = (VALUE, FLOW, RISK, ADOPTION, CAPABILITY, MONEY)
COE_AREAS = (QUEUE, DELIVERY, MODELS, LEARNING, UNIT_COSTS)


def label_of(kpi: KPI) -> Text:
    """The short name of a KPI; its question where the dashboard does not show it."""
    return _labels().get(kpi.code, kpi.question)


def _labels() -> dict[str, Text]:
    areas = (tile for area in (*EXECUTIVE_AREAS, *COE_AREAS) for tile in area.tiles)
    return {tile.kpi: tile.label for tile in (*areas, *FIRST)}
