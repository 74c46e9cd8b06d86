"""Risks as tests need them, made by the actions that make them in production."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from governance.actions.risk_acceptance import AcceptanceTerms, accept_risk
from governance.actions.risk_treatments import TreatmentTerms, plan_treatment
from governance.actions.risks import TERMS, NewRisk, RiskTerms, raise_risk
from governance.choices import RiskCategory, TreatmentKind
from governance.models.risks import Risk, RiskAcceptance, RiskTreatment


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def new_risk(owner: Membership, *, by: Membership | None = None, **fields: object) -> Risk:
    """A medium risk, raised by its owner."""
    values = {
        "title": "Wrong advice",
        "category": RiskCategory.RELIABILITY,
        "review_on": in_days(180),
        "likelihood": 3,
        "impact": 3,
        **fields,
    }
    return raise_risk(NewRisk(owner=owner, **values), actor=Actor.member(by or owner))


def terms_of(risk: Risk, **fields: object) -> RiskTerms:
    """The terms that the risk has, with some changed."""
    return RiskTerms(**{**{name: getattr(risk, name) for name in TERMS}, **fields})


def accept(risk: Risk, actor: Actor, *, days: int = 90) -> RiskAcceptance:
    return accept_risk(risk, AcceptanceTerms("Worth it.", in_days(days)), actor=actor)


def plan(risk: Risk, owner: Membership, actor: Actor, **fields: object) -> RiskTreatment:
    values = {
        "kind": TreatmentKind.REDUCE,
        "text": "Check answers by hand.",
        "due_on": in_days(20),
        **fields,
    }
    return plan_treatment(risk, TreatmentTerms(owner=owner, **values), actor=actor)
