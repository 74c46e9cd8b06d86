"""Tell the people of a use case that ends, and of a model that is retired."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.formats import date_format

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.reminders import Reminder, tell_once
from coe_portal.notifications.steps import latest_step
from governance.queries.involvement import people_of
from registry.declarations import retirement as told
from registry.models.models import AIModel
from registry.models.retirement import RetirementPlan, RetirementPlanQuerySet

# Days from the wanted day on which a reminder is sent; weekly after it.
STEPS: Final = (-14, -3, 0, *range(7, 365, 7))
FIRST: Final = -400


def concerned_by(plan: RetirementPlan) -> list[Membership]:
    """The people of the use case and the owners of its models."""
    models = AIModel.objects.of_use_case(plan.use_case).select_related("owner__user")
    owners = [model.owner for model in models]
    return list(dict.fromkeys([*people_of(plan.use_case), *owners]))


def tell_of_plan(plan: RetirementPlan, actor: Actor) -> None:
    """It is to end, and there is something to do."""
    others = [one for one in concerned_by(plan) if not actor.is_member(one.pk)]
    context, url = _words(plan), plan.get_absolute_url()
    notify(told.RETIREMENT_OPENED, others, plan, context=context, url=url)


def tell_of_end(plan: RetirementPlan, actor: Actor) -> None:
    """It is over: completed or cancelled."""
    others = [one for one in concerned_by(plan) if not actor.is_member(one.pk)]
    context = {
        **_words(plan),
        "state": plan.get_state_display(),
        "reason": plan.closed_because,
    }
    notify(told.RETIREMENT_OVER, others, plan, context=context, url=plan.get_absolute_url())


def tell_of_model(model: AIModel, reason: str, actor: Actor) -> None:
    """The owner and who built what served hear that nothing of it runs any more."""
    built = model.versions.filter(served_at__isnull=False).select_related("developer__user")
    people = [model.owner, *(version.developer for version in built)]
    others = [one for one in dict.fromkeys(people) if one and not actor.is_member(one.pk)]
    context = {"model": model.name, "reason": reason}
    notify(told.MODEL_IS_RETIRED, others, model, context=context, url=model.get_absolute_url())


def plans_to_mention(today: dt.date) -> RetirementPlanQuerySet:
    """Open plans whose day is near or past."""
    rows: RetirementPlanQuerySet = RetirementPlan.objects.due_by(
        today - dt.timedelta(days=STEPS[0])
    )
    return rows


def remind_of_plan(pk: int, today: dt.date) -> int:
    """Say once for each step what is still open; how many messages."""
    plan = RetirementPlan.objects.with_names().locked(pk)
    days = (today - plan.wanted_on).days
    step = latest_step(STEPS, days, start=FIRST)
    if step is None or not plan.is_open:
        return 0
    left = [str(one) for one in plan.steps.filter(done_at__isnull=True)]
    context = {**_words(plan), "steps": ", ".join(left) or plan.use_case.get_stage_display()}
    kind = told.RETIREMENT_OVERDUE if days > 0 else told.RETIREMENT_DUE
    key = f"{plan.reference}:{plan.wanted_on:%Y%m%d}:{step}"
    owners = [one for one in (plan.use_case.owner, plan.opened_by) if one is not None]
    url = plan.get_absolute_url()
    return tell_once(
        [Reminder(kind, one, plan, context, url, key) for one in dict.fromkeys(owners)]
    )


def _words(plan: RetirementPlan) -> dict[str, str]:
    return {
        "case": plan.use_case.subject_label,
        "due": date_format(plan.wanted_on, "j F Y"),
    }
