"""The benefits ledger: the list, a benefit, its forms, and what it shows of itself elsewhere."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui import formats
from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.views import (
    BelowList,
    ButtonLink,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from governance.views.fragments import CaseMixin
from metrics.actions import (
    benefit_claims,
    benefit_overlaps,
    benefit_rejection,
    benefit_terms,
    benefits,
)
from metrics.choices import METHOD_WORDS
from metrics.filters.benefits import BenefitFilters
from metrics.forms import benefits as forms
from metrics.logic.benefits import MAY_BASELINE, MAY_CLAIM, MAY_FORECAST, first_of_month
from metrics.models.benefits import Benefit, BenefitEntry, BenefitTerms
from metrics.permissions import benefits as rights
from metrics.queries import benefits as queries
from metrics.tables.benefits import BenefitTable


def months_chart(months: tuple[queries.Month, ...], currency: str) -> Lines:
    """Claimed and verified by month: two lines that are never added up."""
    return Lines(
        str(_("Claimed and verified by month")),
        tuple(formats.month(month.first) for month in months),
        (
            Series(str(_("Verified")), tuple(float(month.verified) for month in months)),
            Series(str(_("Claimed")), tuple(float(month.claimed) for month in months)),
        ),
        write=partial(formats.money, currency=currency),
    )


class BelowLedger(BelowList):
    """A page below the ledger."""

    above = ("metrics:benefits", _("Benefits"))


class BenefitList(ListPageView):
    permission = rights.OPEN_LEDGER.code
    template_name = "metrics/benefits/list.html"
    title = _("Benefits")
    subtitle = _("What AI was to bring, what is claimed, and what finance has verified.")
    table_class = BenefitTable
    filters_class = BenefitFilters
    empty_icon = "piggy-bank"
    empty_title = _("No benefits yet")
    empty_text = _("Open a use case, and say under Benefits what it is to bring.")

    def rows(self) -> QuerySet[Benefit]:
        return rights.benefits_visible_to(self.member).with_names().with_sums()

    def page(self) -> dict[str, Any]:
        totals = queries.totals(
            rights.benefits_visible_to(self.member),
            rights.entries_visible_to(self.member),
            today=today_here(),
        )
        return {
            "totals": totals,
            "chart_of_months": months_chart(totals.months, self.organization.currency),
            "currency": self.organization.currency,
        }

    def actions(self) -> list[ButtonLink]:
        links = [
            ButtonLink(org_url("metrics:benefit_overlaps"), _("Double counts"), "copy"),
            ButtonLink(org_url("metrics:benefit_terms"), _("Rate and haircut"), "scissors"),
        ]
        return links if self.member.may(rights.VIEW_BENEFIT.code) else []


class OverlapsPage(BelowLedger, PageView):
    """All benefits that may count the same."""

    permission = rights.VIEW_BENEFIT.code
    template_name = "metrics/benefits/overlaps.html"

    def page(self) -> dict[str, Any]:
        return {
            "pairs": queries.double_counts(rights.benefits_visible_to(self.member)),
            "may_rule": self.member.may(rights.RULE_OVERLAP.code),
        }


class TermsPage(BelowLedger, PageView):
    """The rate and the haircut that hold, and those before."""

    permission = rights.VIEW_BENEFIT.code
    template_name = "metrics/benefits/terms.html"

    def page(self) -> dict[str, Any]:
        rows = BenefitTerms.objects.select_related("set_by__user")
        return {
            "terms": list(rows[: queries.MOST_SHOWN]),
            "may_set": self.member.may(rights.SET_BENEFIT_TERMS.code),
            "currency": self.organization.currency,
        }


class SetTermsView(BelowLedger, FormPageView):
    permission = rights.SET_BENEFIT_TERMS.code
    form_class = forms.RatesForm
    title = _("Set rate and haircut")
    subtitle = _("They hold from now on. What was claimed keeps the figures it was claimed with.")
    success_message = _("They hold from now on.")

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:benefit_terms")

    def form_kwargs(self) -> dict[str, Any]:
        terms = queries.terms_in_force()
        if terms is None:
            return {}
        known = {"loaded_rate": terms.loaded_rate, "haircut_percent": terms.haircut_percent}
        return {"initial": known}

    def act(self, payload: benefit_terms.Rates) -> BenefitTerms:
        return benefit_terms.set_benefit_terms(payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url


class ProposeBenefitView(SubjectFormPage, CaseMixin, FormPageView):
    permission = rights.PROPOSE_BENEFIT.code
    form_class = forms.NewBenefitForm
    title = _("New benefit")
    subtitle = _("It begins as a hypothesis. Money counts when finance has verified a month.")
    submit_label = _("Put it into the ledger")
    success_message = _("It is in the ledger. Measure the baseline next.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"owner": self.member, "unit": self.subject.business_unit_id}}

    def act(self, payload: benefits.NewBenefit) -> Benefit:
        return benefits.propose_benefit(self.subject, payload, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return str(result.get_absolute_url())


class BenefitMixin(BelowLedger):
    """Finds the benefit of the address, among those that the member may see."""

    def find_subject(self) -> Benefit:
        rows = rights.benefits_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(rows.with_names().first())


class BenefitPage(BenefitMixin, PageView):
    permission = rights.VIEW_BENEFIT.code
    template_name = "metrics/benefits/benefit.html"

    def page(self) -> dict[str, Any]:
        page = queries.benefit_page(self.subject)
        return {
            "page": page,
            "chart_of_months": months_chart(page.months, self.organization.currency),
            "can": self.rights(),
            "may_judge": {
                entry.pk
                for entry in page.entries
                if permits(self.actor, rights.VERIFY_BENEFIT.code, entry)
            },
            "method": METHOD_WORDS[self.subject.get_kind()],
            "currency": self.organization.currency,
        }

    def rights(self) -> dict[str, bool]:
        """What the member may do with this benefit now."""
        state, is_live = self.subject.state, not self.subject.is_over
        may_change = is_live and permits(self.actor, rights.CHANGE_BENEFIT.code, self.subject)
        return {
            "change": may_change,
            "baseline": may_change and state in MAY_BASELINE,
            "forecast": may_change and state in MAY_FORECAST,
            "claim": may_change and state in MAY_CLAIM,
            "rule": is_live and permits(self.actor, rights.RULE_OVERLAP.code, self.subject),
            "reject": is_live and permits(self.actor, rights.REJECT_BENEFIT.code, self.subject),
        }


class BenefitFormPage(SubjectFormPage, BenefitMixin, FormPageView):
    """A form about one benefit; leads back to its page."""

    permission = rights.CHANGE_BENEFIT.code


class ChangeBenefitView(BenefitFormPage):
    form_class = forms.BenefitForm
    title = _("Change the benefit")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {name: getattr(self.subject, name) for name in benefits.FACTS}}

    def act(self, payload: benefits.BenefitFacts) -> Benefit:
        return benefits.change_benefit(self.subject, payload, actor=self.actor)


class BaselineView(BenefitFormPage):
    form_class = forms.BaselineForm
    title = _("Measure the baseline")
    subtitle = _("How it was before. Without it nobody can say what has changed.")
    success_message = _("The baseline is kept. Forecast the benefit next.")

    def form_kwargs(self) -> dict[str, Any]:
        initial = {name: getattr(self.subject, name) for name in benefits.BASELINE}
        return {"initial": {**initial, "baseline_on": self.subject.baseline_on or today_here()}}

    def act(self, payload: benefits.Baseline) -> Benefit:
        return benefits.measure_baseline(self.subject, payload, actor=self.actor)


class FiguresPage(BenefitFormPage):
    """A form with the figures of the benefit's method."""

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return str(METHOD_WORDS[self.subject.get_kind()])

    def form_kwargs(self) -> dict[str, Any]:
        known = {"benefit": self.subject, "terms": queries.terms_in_force()}
        return {**known, "initial": self.known()}

    def known(self) -> dict[str, Any]:
        """Override: what the form begins with."""
        return {}


class ForecastView(FiguresPage):
    form_class = forms.ForecastForm
    title = _("Forecast a month")
    success_message = _("The forecast is kept.")

    def known(self) -> dict[str, Any]:
        benefit = self.subject
        if benefit.starts_on is None:
            return {"starts_on": first_of_month(today_here())}
        names = ("starts_on", "ends_on", "low_percent", "high_percent")
        return {name: getattr(benefit, name) for name in names}

    def act(self, payload: benefits.Forecast) -> Benefit:
        return benefits.forecast_benefit(self.subject, payload, actor=self.actor)


class ClaimView(FiguresPage):
    form_class = forms.ClaimForm
    title = _("Claim a month")
    submit_label = _("Claim")
    success_message = _("Claimed. It counts when finance has verified it.")

    def known(self) -> dict[str, Any]:
        return {"month": first_of_month(today_here())}

    def act(self, payload: benefit_claims.Claim) -> BenefitEntry:
        return benefit_claims.claim_month(self.subject, payload, actor=self.actor)


class CloseBenefitView(BenefitFormPage):
    form_class = forms.ReasonForm
    title = _("Close the benefit")
    subtitle = _("Its last month is entered. Nothing more is claimed.")
    submit_label = _("Close")
    success_message = _("Closed.")

    def act(self, payload: forms.Reason) -> Benefit:
        return benefits.close_benefit(self.subject, payload.reason, actor=self.actor)


class RejectBenefitView(BenefitFormPage):
    permission = rights.REJECT_BENEFIT.code
    form_class = forms.ReasonForm
    title = _("Reject the benefit")
    subtitle = _("It is none, or counted elsewhere. What waits is rejected with it.")
    submit_label = _("Reject")
    success_message = _("Rejected.")

    def act(self, payload: forms.Reason) -> Benefit:
        return benefit_rejection.reject_benefit(self.subject, payload.reason, actor=self.actor)


class RuleOverlapView(BenefitFormPage):
    """`other` in the address is the reference of the benefit that may count the same."""

    permission = rights.RULE_OVERLAP.code
    form_class = forms.RulingForm
    title = _("Do they count the same?")
    success_message = _("It is said.")

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return f"{self.subject.subject_label} · {self.other.subject_label}"

    @property
    def other(self) -> Benefit:
        rows = rights.benefits_visible_to(self.member).by_reference(self.kwargs["other"])
        return found_or_404(rows.with_names().first())

    def act(self, payload: benefit_overlaps.Ruling) -> object:
        return benefit_overlaps.rule_overlap(self.subject, self.other, payload, actor=self.actor)


class EntryFormPage(SubjectFormPage, BelowLedger, FormPageView):
    """A form about one month; leads back to the page of its benefit."""

    permission = rights.VERIFY_BENEFIT.code

    def find_subject(self) -> BenefitEntry:
        visible = rights.entries_visible_to(self.member).filter(pk=self.kwargs["entry"])
        rows = visible.filter(
            benefit__in=Benefit.objects.by_reference(self.kwargs["reference"]).values("pk")
        )
        return found_or_404(rows.select_related("benefit__use_case").first())

    @property
    def own_label(self) -> str:
        return str(self.subject.benefit.reference)

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return f"{self.subject.benefit.subject_label} · {formats.month(self.subject.month)}"


class VerifyEntryView(EntryFormPage):
    template_name = "metrics/benefits/verify.html"
    form_class = forms.VerificationForm
    title = _("Verify the month")
    submit_label = _("Verify")
    success_message = _("Verified. It counts from now on.")

    def page(self) -> dict[str, Any]:
        benefit = self.subject.benefit
        return {
            "figures": queries.figure_lines(benefit, self.subject.parameters),
            "method": METHOD_WORDS[benefit.get_kind()],
            "currency": self.organization.currency,
        }

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"amount": self.subject.claimed_amount}}

    def act(self, payload: benefit_claims.Verification) -> BenefitEntry:
        return benefit_claims.verify_entry(self.subject, payload, actor=self.actor)


class ReturnEntryView(EntryFormPage):
    form_class = forms.NoteForm
    title = _("Return the claim")
    submit_label = _("Return")
    success_message = _("Returned. The month can be claimed again.")

    def act(self, payload: forms.Note) -> BenefitEntry:
        return benefit_claims.return_entry(self.subject, payload.note, actor=self.actor)


class RejectEntryView(EntryFormPage):
    form_class = forms.NoteForm
    title = _("Reject the claim")
    submit_label = _("Reject")
    success_message = _("Rejected.")

    def act(self, payload: forms.Note) -> BenefitEntry:
        return benefit_claims.reject_entry(self.subject, payload.note, actor=self.actor)


class RevokeEntryView(EntryFormPage):
    form_class = forms.ReasonForm
    title = _("Take the month back")
    submit_label = _("Take back")
    success_message = _("It no longer counts.")

    def act(self, payload: forms.Reason) -> BenefitEntry:
        return benefit_claims.revoke_entry(self.subject, payload.reason, actor=self.actor)


class CaseBenefits(CaseMixin, FragmentView):
    """The benefits of a use case, as far as the member may see them."""

    permission = rights.OPEN_LEDGER.code
    template_name = "metrics/benefits/case.html"

    def page(self) -> dict[str, Any]:
        visible = rights.benefits_visible_to(self.member)
        may_propose = permits(self.actor, rights.PROPOSE_BENEFIT.code, self.subject)
        return {
            "benefits": queries.benefits_of(self.subject, visible),
            "may_propose": may_propose and not self.subject.is_closed,
            "currency": self.organization.currency,
        }
