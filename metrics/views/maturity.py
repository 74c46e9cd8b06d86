"""The self-assessment: where the CoE stands, its statements, and its targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.charts.spider import Ring, Spider, Web
from coe_portal.ui.views import (
    ActionView,
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
)
from metrics.actions.maturity import (
    Said,
    TargetTerms,
    answer_statement,
    close_maturity,
    open_maturity,
    set_maturity_target,
)
from metrics.choices import Dimension, MaturityStage
from metrics.filters.health import RoundFilters
from metrics.forms.maturity import RoundForm, SaidForm, TargetForm, Title
from metrics.logic.maturity import LADDER
from metrics.models.maturity import MaturityAnswer, MaturityAssessment, MaturityTarget
from metrics.permissions.health import ASSESS_MATURITY, STEER_HEALTH, VIEW_HEALTH
from metrics.queries.maturity import MaturityView, maturity_of, shown_maturity
from metrics.statements import BY_CODE, STATEMENTS, Statement
from metrics.tables.health import MaturityTable
from metrics.views.health import HealthMixin


def picture_of(seen: MaturityView) -> Spider:
    """Where each dimension stands, with the last round and the targets around it."""
    webs = [Web(_("Now"), tuple(each.standing.score for each in seen.dimensions))]
    if seen.before is not None:
        before = tuple(each.before for each in seen.dimensions)
        webs.append(Web(seen.before.title, before, "5", dashed=True))
    if any(each.target for each in seen.dimensions):
        targets = tuple(each.target_score for each in seen.dimensions)
        webs.append(Web(_("Target"), targets, "2", dashed=True))
    return Spider(
        _("Maturity by dimension"),
        tuple(str(each.standing.dimension.label) for each in seen.dimensions),
        tuple(webs),
        tuple(Ring(place, str(stage.label)) for place, stage in enumerate(LADDER, start=1)),
        top=float(len(LADDER)),
    )


class MaturityPage(HealthMixin, PageView):
    """The round to look at first: the open one, else the last."""

    permission = VIEW_HEALTH.code
    template_name = "metrics/health/maturity.html"
    tab = "metrics:maturity"

    def find_subject(self) -> MaturityAssessment | None:
        return shown_maturity()

    def page(self) -> dict[str, Any]:
        rights = {
            "may_steer": self.member.may(STEER_HEALTH.code),
            "may_answer": self.member.may(ASSESS_MATURITY.code),
        }
        if self.subject is None:
            return rights
        seen = maturity_of(self.subject)
        return {
            "seen": seen,
            "picture": picture_of(seen),
            "statements": len(STATEMENTS),
            **rights,
        }


class RoundMixin(HealthMixin):
    """Finds the round of the address."""

    tab = "metrics:maturity"
    kwargs: dict[str, Any]
    subject: MaturityAssessment

    def find_subject(self) -> MaturityAssessment:
        rounds = MaturityAssessment.objects.with_people()
        return found_or_404(rounds.by_reference(self.kwargs["reference"]).first())

    @property
    def parents(self) -> list[Crumb]:
        crumb = Crumb(self.subject.get_absolute_url(), self.subject.reference)
        return [*super().parents, Crumb(org_url("metrics:maturity"), _("Maturity")), crumb]


class RoundPage(RoundMixin, MaturityPage):
    """Any round."""


class RoundList(HealthMixin, ListPageView):
    permission = VIEW_HEALTH.code
    title = gettext_lazy("Self-assessments")
    table_class = MaturityTable
    filters_class = RoundFilters
    empty_icon = "trending-up"
    empty_title = gettext_lazy("No self-assessment yet")

    def rows(self) -> QuerySet[MaturityAssessment]:
        return MaturityAssessment.objects.with_people()

    def actions(self) -> Sequence[ButtonLink]:
        return [ButtonLink(org_url("metrics:maturity"), _("Maturity"), "trending-up")]


class DimensionPage(RoundMixin, PageView):
    """The statements of one dimension, and what is lacking on the way to its target."""

    permission = VIEW_HEALTH.code
    template_name = "metrics/health/dimension.html"

    def page(self) -> dict[str, Any]:
        dimension = self.kwargs["dimension"]
        if dimension not in Dimension.values:
            raise Http404
        seen = maturity_of(self.subject)
        return {
            "dimension": Dimension(dimension),
            "shown": next(d for d in seen.dimensions if d.standing.dimension == dimension),
            "answered": seen.statements(Dimension(dimension)),
            "may_answer": self.subject.is_open and self.member.may(ASSESS_MATURITY.code),
            "may_steer": self.member.may(STEER_HEALTH.code),
        }


class OpenRound(HealthMixin, FormPageView):
    permission = STEER_HEALTH.code
    form_class = RoundForm
    title = gettext_lazy("New self-assessment")
    subtitle = gettext_lazy(
        "It begins with the answers of the last one. Confirm or change them, then close it."
    )
    submit_label = gettext_lazy("Open")

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:maturity")

    def act(self, payload: Title) -> MaturityAssessment:
        return open_maturity(payload.title, actor=self.actor)


class CloseRound(RoundMixin, ActionView):
    permission = STEER_HEALTH.code
    success_message = gettext_lazy("Closed: what each dimension came to is kept.")

    def act(self, _payload: None) -> MaturityAssessment:
        return close_maturity(self.subject, actor=self.actor)


class AnswerPage(RoundMixin, FormPageView):
    """One statement; afterwards the next one without an answer."""

    permission = ASSESS_MATURITY.code
    form_class = SaidForm
    success_message = gettext_lazy("Answered.")

    @property
    def statement(self) -> Statement:
        return found_or_404(BY_CODE.get(self.kwargs["statement"]))

    @property
    def title(self) -> str | Promise:  # type: ignore[override]  # asks the statement
        return self.statement.text

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        place = self.statement.place
        return f"{place.dimension.label}, {place.stage.label}"

    @property
    def cancel_url(self) -> str:
        return self._page_of(self.statement)

    def form_kwargs(self) -> dict[str, Any]:
        known = self.subject.answers.filter(statement=self.statement.code).first()
        initial = {"holds": known.holds, "evidence": known.evidence} if known else {}
        return {"initial": initial, "proof": str(self.statement.proof)}

    def act(self, payload: Said) -> MaturityAnswer:
        return answer_statement(self.subject, self.statement.code, payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        answered = set(self.subject.answers.values_list("statement", flat=True))
        lacking = next((each for each in STATEMENTS if each.code not in answered), None)
        if lacking is None:
            return self._page_of(self.statement)
        return org_url(
            "metrics:maturity_answer", reference=self.subject.reference, statement=lacking.code
        )

    def _page_of(self, statement: Statement) -> str:
        return org_url(
            "metrics:maturity_dimension",
            reference=self.subject.reference,
            dimension=statement.place.dimension,
        )


class TargetPage(HealthMixin, FormPageView):
    permission = STEER_HEALTH.code
    form_class = TargetForm
    success_message = gettext_lazy("The target is set.")

    def find_subject(self) -> Dimension:
        if self.kwargs["dimension"] not in Dimension.values:
            raise Http404
        return Dimension(self.kwargs["dimension"])

    @property
    def title(self) -> str:  # type: ignore[override]  # asks the dimension
        return _("Target: %(dimension)s") % {"dimension": self.subject.label}

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:maturity")

    def form_kwargs(self) -> dict[str, Any]:
        known = MaturityTarget.objects.filter(dimension=self.subject).first()
        if known is None:
            return {"initial": {"stage": MaturityStage.SCALE}}
        names = ("stage", "due_on", "owner")
        return {"initial": {name: getattr(known, name) for name in names}}

    def act(self, payload: TargetTerms) -> MaturityTarget:
        return set_maturity_target(self.subject, payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url
