"""Signals of skill: does it spread, or does all of it sit in the CoE?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import day_here
from intake.choices import AssignmentKind
from intake.logic.stages import CLOSED
from intake.models.use_cases import Assignment
from metrics.choices import Pattern, Summary, Unit
from metrics.radar.reach import leaf_units
from metrics.radar.registry import one_if, signal
from training.models.community import Champion
from training.models.skills import MemberSkill

# Of 0 to 4: does it alone.
ABLE = 3
OF_COE = Q(member__roles__contains=[str(Role.COE_STAFF)])


@signal(
    "no_champion",
    pattern=Pattern.TALENT_HOARDER,
    label=_("Units without a champion"),
    meaning=_("Business units, with none below them, in which no champion serves"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=50,
    present=75,
)
def no_champion(at: dt.datetime) -> QuerySet[Any]:
    serving = Champion.objects.serving(day_here(at)).filter(business_unit=OuterRef("pk"))
    return leaf_units(at).annotate(amount=one_if(~Exists(serving)))


@signal(
    "skill_in_coe",
    pattern=Pattern.TALENT_HOARDER,
    label=_("Skill that sits in the CoE"),
    meaning=_("Skills that somebody masters, level 3 or more, which CoE staff hold"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=60,
    present=80,
)
def skill_in_coe(at: dt.datetime) -> QuerySet[Any]:
    levels = MemberSkill.objects.filter(member__is_active=True, created_at__lte=at)
    level = Coalesce("manager_level", "self_level")
    mastered = levels.annotate(level_now=level).filter(level_now__gte=ABLE)
    return mastered.annotate(amount=one_if(OF_COE))


@signal(
    "built_by_coe",
    pattern=Pattern.TALENT_HOARDER,
    label=_("Use cases that the CoE builds"),
    meaning=_("Use cases under way whose tech lead is CoE staff"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=60,
    present=80,
)
def built_by_coe(at: dt.datetime) -> QuerySet[Any]:
    leads = Assignment.objects.filter(kind=AssignmentKind.TECH_LEAD, created_at__lte=at)
    return leads.exclude(use_case__stage__in=CLOSED).annotate(amount=one_if(OF_COE))
