"""The statements of the self-assessment: two for each dimension and stage, each to be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.choices import Dimension, MaturityStage
from metrics.logic.maturity import Place


@dataclass(frozen=True)
class Statement:
    """Something that is true of a CoE at a stage, and what would show it."""

    place: Place
    text: str | Promise
    proof: str | Promise

    @property
    def code(self) -> str:
        return self.place.code


_TEXTS: dict[Dimension, tuple[tuple[str | Promise, str | Promise], ...]] = {
    Dimension.STRATEGY: (
        (
            _("An executive sponsors the CoE and a named person leads it."),
            _("Charter or announcement with both names"),
        ),
        (
            _("A charter says what the CoE is for, what it is not, and how success is seen."),
            _("The charter in force"),
        ),
        (
            _("Every funded use case serves a strategic objective."),
            _("Portfolio with an objective for each case"),
        ),
        (
            _("Business units plan their use of AI with the CoE each year."),
            _("Plans of two units or more"),
        ),
        (
            _("The portfolio is rebalanced every quarter by value, risk and capacity."),
            _("Minutes of the last two quarters"),
        ),
        (
            _("What brings no value is ended, and its means go elsewhere."),
            _("Cases ended in the last year, with the reason"),
        ),
        (
            _("AI is part of the company's own strategy, not a programme beside it."),
            _("Company strategy"),
        ),
        (
            _("Business leaders answer for the results of AI in their goals."),
            _("Goals of two leaders or more"),
        ),
    ),
    Dimension.PEOPLE: (
        (
            _("The CoE has its first people, and everybody knows who decides what."),
            _("Roles and decision rights"),
        ),
        (
            _("The operating model is chosen: central, federated or hybrid."),
            _("Decision on the operating model"),
        ),
        (
            _("Every business unit with use cases has a champion."),
            _("List of champions"),
        ),
        (
            _("The roles that delivery needs are filled, or hired for with a date."),
            _("Staffing plan"),
        ),
        (
            _("Units build low-risk use cases by themselves, with the CoE's help at hand."),
            _("Cases led by people of the units"),
        ),
        (
            _("People rotate between the CoE and the units."),
            _("Rotations of the last year"),
        ),
        (
            _("Most of the skill for AI sits in the units; the CoE keeps the rare one."),
            _("Skills matrix"),
        ),
        (
            _("There are careers in AI outside of the CoE."),
            _("Job families or positions"),
        ),
    ),
    Dimension.GOVERNANCE: (
        (
            _("First policies are in force: acceptable use, data, vendors."),
            _("Policies in force"),
        ),
        (
            _("Every new use case is registered, given a risk tier and decided upon."),
            _("Register with tiers and decisions"),
        ),
        (
            _("Reviews follow the risk: low risk waits for nobody."),
            _("Share of self-service decisions"),
        ),
        (
            _("Incidents are reported, contained and learned from by a practised plan."),
            _("Runbook and its last exercise"),
        ),
        (
            _("Controls are checked by evidence that renews itself, not by asking."),
            _("Automated checks in the release path"),
        ),
        (
            _("Audits find little that the CoE did not know, and findings are closed in time."),
            _("Findings of the last audits"),
        ),
        (
            _("A safety review is a normal part of every launch, in any unit."),
            _("Launches of units with their reviews"),
        ),
        (
            _("Rules are revised by what incidents, audits and the law have taught."),
            _("Changes of policies with their causes"),
        ),
    ),
    Dimension.DELIVERY: (
        (
            _("There is one reference architecture, and one way to get access to models."),
            _("Reference architecture"),
        ),
        (
            _("One or two first products are in use and tied to an outcome."),
            _("Use cases in production"),
        ),
        (
            _("Teams build on a shared platform with evaluation, logging and access control."),
            _("Platform and the teams on it"),
        ),
        (
            _("Evaluation before release and monitoring after it are standard."),
            _("Evaluation results and monitors of all live models"),
        ),
        (
            _("New products are mostly put together from parts that exist."),
            _("Reuse of assets"),
        ),
        (
            _("From approval to deployment takes weeks, not quarters."),
            _("Days from sign-off to deployment"),
        ),
        (
            _("AI is delivered by the ordinary product teams on the ordinary platform."),
            _("Teams that deliver without the CoE"),
        ),
        (
            _("Models and vendors can be exchanged without rebuilding the products."),
            _("An exchange that was done"),
        ),
    ),
    Dimension.ADOPTION: (
        (
            _("Everybody knows what is allowed and where to ask."),
            _("Attestations, questions asked"),
        ),
        (
            _("A first course on AI exists and the people of first use cases have taken it."),
            _("Completions"),
        ),
        (
            _("Training by role runs every quarter."),
            _("Sessions of the last two quarters"),
        ),
        (
            _("Each launch comes with a plan for the people whose work changes."),
            _("Change plans of two launches"),
        ),
        (
            _("Use is measured, and products that are not used are improved or ended."),
            _("Active use of live products"),
        ),
        (
            _("A community shares prompts, parts and lessons across units."),
            _("Events and articles of the last quarter"),
        ),
        (
            _("Skill in AI is part of how people are hired and grow, in every profession."),
            _("Job profiles outside of IT"),
        ),
        (
            _("Ideas for AI come mostly from the units themselves."),
            _("Who registered the cases of the last year"),
        ),
    ),
    Dimension.VALUE: (
        (
            _("Success is defined by a few numbers, with a baseline."),
            _("Numbers and baselines"),
        ),
        (
            _("Somebody reports on the CoE's work regularly."),
            _("The last report"),
        ),
        (
            _("Each use case has an expected benefit, and it is measured after launch."),
            _("Benefits of live cases"),
        ),
        (
            _("Executives see cost, value and risk every quarter."),
            _("The last quarterly dashboard"),
        ),
        (
            _("Finance verifies the benefits."),
            _("Verified benefits"),
        ),
        (
            _("Cost is known per use case and paid by those who use it, where that is agreed."),
            _("Cost by case, chargeback"),
        ),
        (
            _("The value of AI is in the plans and results of the units, not in a report on AI."),
            _("Plans or results of two units"),
        ),
        (
            _("What was learned about value decides what is built next."),
            _("Decisions that name earlier results"),
        ),
    ),
}


def _statements() -> Iterator[Statement]:
    per_stage = 2
    for dimension, texts in _TEXTS.items():
        for index, (text, proof) in enumerate(texts):
            stage = tuple(MaturityStage)[index // per_stage]
            code = f"{dimension}-{stage}-{index % per_stage + 1}"
            yield Statement(Place(code, dimension, stage), text, proof)


STATEMENTS: tuple[Statement, ...] = tuple(_statements())
PLACES: tuple[Place, ...] = tuple(statement.place for statement in STATEMENTS)
BY_CODE: dict[str, Statement] = {statement.code: statement for statement in STATEMENTS}
