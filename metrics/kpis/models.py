"""Models: what runs, how well it is written down and tested, and how it holds up.

What stood in production is read from the moves of versions, what was written from the days on which
documents came and went, so that a past quarter gives the same numbers whenever it is asked.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import (
    Case,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Extract, Greatest
from django.utils.translation import gettext_lazy as _

from intake.choices import Tier
from intake.logic.stages import CLOSED
from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.history import NO_AMOUNT, SECONDS_PER_DAY, UNTIERED, last_day
from metrics.kpis.registry import BY_UNIT_AND_TIER, AsOf, Bands, kpi
from metrics.kpis.risk import cases_then, counted
from registry.choices import DocumentKind, DocumentResult, DriftOutcome, VersionStage
from registry.logic.completeness import EVALUATIONS, NEEDS, RANK, Need
from registry.models.documents import ModelDocument
from registry.models.models import AIModel, ModelVersion
from registry.models.monitoring import DriftReview
from registry.models.promotions import StageMove

OPEN: Final = "open"
FIGURES: Final = EVALUATIONS - {DocumentKind.FAIRNESS}
"""Evaluations whose documents hold figures with thresholds."""

MLOPS = _("MLOps lead")


class _Rank(Func):
    """The place of a tier in their order; it is worked out once for each case."""

    template = f"array_position(ARRAY{[tier.value for tier in Tier]}, (%(expressions)s)::text)"
    output_field = IntegerField()


def highest_tier(as_of: AsOf, model: str) -> Coalesce:
    """The highest tier that open use cases of the model under this key had then, or nothing."""
    cases = cases_then(as_of).filter(
        model_links__model=OuterRef(model), model_links__created_at__lte=as_of.at
    )
    judged = cases.exclude(stage_then__in=CLOSED).exclude(tier_then=UNTIERED)
    highest = judged.order_by(_Rank("tier_then").desc())
    return Coalesce(Subquery(highest.values("tier_then")[:1]), Value(""))


def _was_there(as_of: AsOf, path: str) -> Q:
    """Not removed by then."""
    name = f"{path}removed_at"
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": as_of.at})


def versions_at(as_of: AsOf) -> QuerySet[ModelVersion]:
    """Versions that stood in production then, with `slice_unit` and `slice_tier`."""
    moves = StageMove.objects.filter(version=OuterRef("pk"), moved_at__lte=as_of.at)
    stage = Subquery(moves.order_by("-moved_at", "-pk").values("to_stage")[:1])
    there: QuerySet[ModelVersion] = ModelVersion.objects.filter(
        _was_there(as_of, ""), _was_there(as_of, "model__"), served_at__lte=as_of.at
    )
    return there.annotate(stage_then=stage).filter(stage_then=VersionStage.PRODUCTION)


def sliced(rows: QuerySet[Any], as_of: AsOf, model: str) -> QuerySet[Any]:
    """With the unit of the model under this path, and the highest tier that it serves."""
    found: QuerySet[Any] = rows.annotate(
        slice_unit=F(f"{model}__steward_unit"), slice_tier=highest_tier(as_of, model)
    )
    return found


@kpi(
    "models_in_production",
    area=Area.MODELS,
    question=_("How many models are in production?"),
    unit=Unit.COUNT,
    direction=Direction.NEITHER,
    summary=Summary.COUNT,
    formula=_("Models of which a version stood in production at that moment, by kind"),
    source=_("Models, moves of versions between stages"),
    owner=MLOPS,
    slices=BY_UNIT_AND_TIER,
)
def models_in_production(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of models."""
    standing = versions_at(as_of).filter(model=OuterRef("pk"))
    return AIModel.objects.filter(Exists(standing)).annotate(
        part=F("kind"),
        amount=NO_AMOUNT,
        slice_unit=F("steward_unit"),
        slice_tier=highest_tier(as_of, "pk"),
    )


def documents_at(as_of: AsOf) -> QuerySet[ModelDocument]:
    """Documents that were there then: not replaced, not past their last day, their file kept."""
    rows: QuerySet[ModelDocument] = ModelDocument.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=as_of.at),
        Q(valid_until__isnull=True) | Q(valid_until__gte=last_day(as_of)),
        added_at__lte=as_of.at,
    )
    return rows.exclude(attachment__removed_at__lte=as_of.at)


def _lacks_one(tier: Tier) -> Q:
    """Whether a version that serves this tier has a document that it needs not good enough."""
    lacking = (_lacks(need) for need in NEEDS if RANK[tier] >= RANK[need.tier])
    return Q(slice_tier=tier) & reduce(or_, lacking)


def _lacks(need: Need) -> Q:
    applies = Q(model__kind__in=list(need.kinds))
    if need.only_with_predecessor:
        applies &= Q(has_predecessor=True)
    return applies & Q(**{f"has_{need.document}": False})


@kpi(
    "documentation_complete",
    area=Area.MODELS,
    question=_("How many models in production are fully documented?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.SHARE,
    formula=_(
        "Versions in production then with every document that their tier and kind need, valid on "
        "that day and, where it is an evaluation, passed; of those that serve a use case with a "
        "tier, by kind of model"
    ),
    source=_("Models, documents, assessments of use cases"),
    owner=MLOPS,
    slices=BY_UNIT_AND_TIER,
    bands=Bands(target=100, good=90, fair=70),
)
def documentation_complete(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of models; no amount where no tier says what is needed."""
    kept = documents_at(as_of).filter(version=OuterRef("pk"))
    passed = kept.filter(result=DocumentResult.PASSED)
    present = {
        f"has_{kind}": Exists((passed if kind in EVALUATIONS else kept).filter(kind=kind))
        for kind in DocumentKind
    }
    earlier = ModelVersion.objects.filter(
        model=OuterRef("model"), number__lt=OuterRef("number"), served_at__lte=as_of.at
    )
    counts = Case(
        When(slice_tier="", then=NO_AMOUNT),
        *(When(_lacks_one(tier), then=Value(0.0)) for tier in Tier),
        default=Value(1.0),
        output_field=FloatField(null=True),
    )
    rows = sliced(versions_at(as_of), as_of, "model")
    known = rows.annotate(has_predecessor=Exists(earlier), **present)
    return counted(known, F("model__kind"), counts)


@kpi(
    "fairness_assessed",
    area=Area.MODELS,
    question=_("How many high-risk models were assessed for fairness?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.SHARE,
    formula=_(
        "Versions in production then with a fairness assessment that had come to a result and was "
        "valid on that day, of those that serve a use case of high risk, by kind of model"
    ),
    source=_("Models, documents, assessments of use cases"),
    owner=MLOPS,
    slices=BY_UNIT_AND_TIER,
    bands=Bands(target=100, good=100, fair=80),
)
def fairness_assessed(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of models."""
    held = documents_at(as_of).filter(version=OuterRef("pk"), kind=DocumentKind.FAIRNESS)
    is_assessed = Exists(held.exclude(result=DocumentResult.NONE))
    rows = sliced(versions_at(as_of), as_of, "model")
    in_scope = rows.filter(slice_tier__in=[Tier.HIGH, Tier.PROHIBITED])
    share = Case(When(is_assessed, then=Value(1.0)), default=Value(0.0))
    return counted(in_scope, F("model__kind"), share)


class _Figures(Func):
    """How many figures of an evaluation answer to a JSON path."""

    template = "jsonb_array_length(jsonb_path_query_array(%(expressions)s::jsonpath))"
    output_field = IntegerField()


class _Gain(Func):
    """By how many percent the figures of an evaluation are better than those of the version before.

    Their mean; null where nothing can be compared.
    """

    template = """(
        SELECT avg(
            100 * (CASE figure ->> 'better' WHEN 'lower' THEN -1 ELSE 1 END)
            * ((figure ->> 'value')::float8 - (figure ->> 'before')::float8)
            / abs((figure ->> 'before')::float8)
        )
        FROM jsonb_array_elements(%(expressions)s -> 'results') AS figure
        WHERE (figure ->> 'before')::float8 <> 0
    )"""
    output_field = FloatField(null=True)


def _evaluations_at(as_of: AsOf) -> QuerySet[Any]:
    """Evaluations with figures, valid then, of versions in production then."""
    rows = documents_at(as_of).filter(kind__in=FIGURES, version__in=versions_at(as_of).values("pk"))
    return sliced(rows, as_of, "version__model")


@kpi(
    "performance_vs_baseline",
    area=Area.MODELS,
    question=_("How much better are the models than what they replaced?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.MEAN,
    formula=_(
        "By how many percent the figures of an evaluation are better than those of the version "
        "before (worse is negative), as the mean over its figures and over the evaluations, valid "
        "on that day, of versions in production then; by kind of evaluation"
    ),
    source=_("Evaluations of versions"),
    owner=MLOPS,
    slices=BY_UNIT_AND_TIER,
    bands=Bands(target=0, good=0, fair=-5),
)
def performance_vs_baseline(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of evaluations."""
    return counted(_evaluations_at(as_of), F("kind"), _Gain("content"))


@kpi(
    "evaluation_score",
    area=Area.MODELS,
    question=_("How many of 100 checks do the models in production pass?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.RATIO,
    formula=_(
        "Figures that keep to their threshold, of all that have one, in the evaluations, valid on "
        "that day, of versions in production then, times 100; an evaluation without figures counts "
        "as one; by kind of evaluation"
    ),
    source=_("Evaluations of versions"),
    owner=MLOPS,
    slices=BY_UNIT_AND_TIER,
    bands=Bands(target=100, good=95, fair=85),
)
def evaluation_score(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of evaluations."""
    rows = _evaluations_at(as_of).annotate(
        met=_Figures("content", Value("$.results[*] ? (@.passed == true)")),
        judged=_Figures("content", Value("$.results[*] ? (@.passed != null)")),
    )
    met = Case(
        When(judged__gt=0, then=Cast("met", FloatField()) * 100.0),
        When(result=DocumentResult.PASSED, then=Value(100.0)),
        default=Value(0.0),
    )
    judged = Case(
        When(judged__gt=0, then=Cast("judged", FloatField())),
        When(result=DocumentResult.NONE, then=Value(0.0)),
        default=Value(1.0),
    )
    return counted(rows, F("kind"), met, base=judged)


@kpi(
    "regression_failures",
    area=Area.MODELS,
    question=_("How often did a new version do worse than the one before?"),
    unit=Unit.COUNT,
    direction=Direction.DOWN,
    summary=Summary.COUNT,
    formula=_(
        "Regression evaluations written down in the quarter that came out as failed, by kind of "
        "model"
    ),
    source=_("Evaluations of versions"),
    owner=MLOPS,
    slices=BY_UNIT_AND_TIER,
)
def regression_failures(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of models."""
    failed = ModelDocument.objects.filter(
        kind=DocumentKind.REGRESSION,
        result=DocumentResult.FAILED,
        added_at__gte=as_of.since,
        added_at__lte=as_of.at,
    )
    return counted(sliced(failed, as_of, "version__model"), F("version__model__kind"))


@kpi(
    "drift_incidents",
    area=Area.MODELS,
    question=_("How often did a model drift this quarter?"),
    unit=Unit.COUNT,
    direction=Direction.DOWN,
    summary=Summary.COUNT,
    formula=_("Drift reviews opened in the quarter, by what was decided by then"),
    source=_("Drift reviews"),
    owner=MLOPS,
    slices=BY_UNIT_AND_TIER,
)
def drift_incidents(as_of: AsOf) -> QuerySet[Any]:
    """Parts are outcomes, or "open"."""
    opened = DriftReview.objects.filter(opened_at__gte=as_of.since, opened_at__lte=as_of.at)
    outcome = Case(When(resolved_at__lte=as_of.at, then=F("outcome")), default=Value(OPEN))
    return counted(sliced(opened, as_of, "version__model"), outcome)


@kpi(
    "time_to_retrain",
    area=Area.MODELS,
    question=_("How long does it take until a retrained model serves?"),
    unit=Unit.DAYS,
    direction=Direction.DOWN,
    summary=Summary.MEAN,
    formula=_(
        "Mean days from the first signal of drift until a newer version went into production, of "
        "drift reviews with the outcome to retrain that came so far in the quarter, by kind of "
        "model"
    ),
    source=_("Drift reviews, moves of versions between stages"),
    owner=MLOPS,
    slices=BY_UNIT_AND_TIER,
)
def time_to_retrain(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of models. It came so far when it was both decided and served."""
    newer = ModelVersion.objects.filter(
        model=OuterRef("version__model"),
        number__gt=OuterRef("version__number"),
        served_at__gt=OuterRef("opened_at"),
    )
    reviews = DriftReview.objects.filter(outcome=DriftOutcome.RETRAIN).annotate(
        retrained_at=Subquery(newer.order_by("served_at").values("served_at")[:1])
    )
    # The greater of a moment and nothing would be the moment.
    done = reviews.filter(retrained_at__isnull=False).annotate(
        came_at=Greatest("resolved_at", "retrained_at")
    )
    seconds = Extract(F("retrained_at") - F("opened_at"), "epoch", output_field=FloatField())
    in_quarter = done.filter(came_at__gte=as_of.since, came_at__lte=as_of.at)
    rows = sliced(in_quarter, as_of, "version__model")
    return counted(rows, F("version__model__kind"), seconds / SECONDS_PER_DAY)
