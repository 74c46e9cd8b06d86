"""The review room: read the packet, vote, step back, hand on, count."""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.htmx import is_fragment, toast
from coe_portal.ui.views import ActionView, Crumb, FormPageView, PageView
from governance.actions import closing, reviews, voting
from governance.choices import BallotRule
from governance.forms.voting import (
    BallotForm,
    DeadlineForm,
    NewDeadline,
    Reason,
    ReasonForm,
    ballot_initial,
)
from governance.models.decisions import Decision
from governance.models.reviews import Review
from governance.permissions import reviews as rights
from governance.queries.review_room import (
    ReviewRoom,
    ai_act_label,
    axes_of,
    changes_of,
    review_room,
    sections_of,
)
from governance.review_subjects import part_of


def way_to_reviews(member: Membership) -> Crumb:
    """Where a review is found: in the docket, or by those who have none in the list."""
    if member.may(rights.OPEN_DOCKET.code):
        return Crumb(org_url("governance:docket"), _("My docket"))
    return Crumb(org_url("governance:reviews"), _("Reviews"))


class ReviewMixin:
    """Finds the review of the address among those that the member may see."""

    member: Any
    kwargs: dict[str, Any]

    def find_subject(self) -> Review:
        visible = rights.reviews_visible_to(self.member).with_room()
        return found_or_404(visible.by_reference(self.kwargs["reference"]).first())


class RoomMixin(ReviewMixin):
    """The read model of the room; read again after a vote has changed it."""

    subject: Review

    @property
    def parents(self) -> list[Crumb]:
        return [way_to_reviews(self.member)]

    @cached_property
    def room(self) -> ReviewRoom:
        return review_room(self.subject, self.member)

    def ballot(self) -> BallotForm:
        initial = ballot_initial(self.room.packet.digest, self.room.my_vote)
        return BallotForm(initial=initial, is_secret=self.is_secret)

    @property
    def is_secret(self) -> bool:
        """Whether the votes stay hidden until the review is closed."""
        return bool(self.subject.ballot == BallotRule.SECRET)

    def packet(self) -> dict[str, Any]:
        """What is judged, as the page shows it."""
        assessment = self.subject.assessment
        part: Any = part_of(self.subject)
        return {
            "part_url": part.get_absolute_url() if part is not None else "",
            "assessment": assessment,
            "axes": axes_of(assessment),
            "ai_act_class": ai_act_label(assessment),
            "sections": sections_of(self.subject),
            "changes": changes_of(assessment) if self.subject.supersedes_id else [],
        }


class ReviewPage(RoomMixin, PageView):
    permission = rights.VIEW_REVIEWS.code
    template_name = "governance/review.html"

    def page(self) -> dict[str, Any]:
        return {"room": self.room, "form": self.ballot(), **self.packet()}


class BallotView(RoomMixin, ActionView):
    permission = rights.CAST_VOTE.code
    form_class = BallotForm
    template_name = "governance/review_vote.html"
    success_message = _("Your vote is recorded.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"is_secret": self.is_secret}

    def page(self) -> dict[str, Any]:
        return {"room": self.room}

    def refuse(self, form: forms.BaseForm) -> HttpResponse:
        """The ballot alone for htmx, the whole page without it."""
        if is_fragment(self.request):
            return super().refuse(form)
        context = {"form": form, **self.packet()}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return self.render("governance/review.html", context, status=status)

    def act(self, payload: voting.Ballot) -> Decision | None:
        return voting.cast_vote(self.subject, payload, actor=self.actor)

    def answer(self, result: Decision | None) -> HttpResponse:
        """A decision changes the whole page; a vote only its part."""
        if result is not None or not is_fragment(self.request):
            return super().answer(None)
        return toast(self.render(self.template_name, {"form": self.ballot()}), self.success_message)


class ReviewFormView(ReviewMixin, FormPageView):
    """A form of one review with a page of its own."""

    subject: Review
    form_class: ClassVar[type[forms.BaseForm] | None] = ReasonForm

    @property
    def cancel_url(self) -> str:
        return self.subject.get_absolute_url()

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.subject.get_absolute_url(), self.subject.reference)]


class StepBackView(ReviewFormView):
    permission = rights.DECLARE_CONFLICT.code
    title = _("Declare a conflict of interest")
    subtitle = _(
        "Your vote is withdrawn for good and your alternate is asked. The reason is recorded."
    )
    submit_label = _("Step back from this review")
    success_message = _("You have stepped back from the review.")

    def act(self, payload: Reason) -> None:
        voting.declare_conflict(self.subject, payload.reason, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.subject.use_case.get_absolute_url()


class EscalateView(ReviewFormView):
    permission = rights.ESCALATE.code
    title = _("Hand over to the full board")
    subtitle = _("The light review ends without a decision and the board opens its own.")
    submit_label = _("Hand over")
    success_message = _("The full board has the review now.")

    def act(self, payload: Reason) -> Review:
        return reviews.escalate_review(self.subject, payload.reason, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.subject.use_case.get_absolute_url()


class CountView(ReviewMixin, ActionView):
    permission = rights.COUNT_VOTES.code
    success_message = _("The votes are counted.")

    def act(self, _payload: None) -> Decision:
        return closing.close_review(self.subject, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return str(self.subject.get_absolute_url())


class DeadlineView(ReviewFormView):
    permission = rights.STEER_REVIEW.code
    form_class = DeadlineForm
    title = _("Move the deadline")
    subtitle = _("Counted in working days from the day on which the review was opened.")
    success_message = _("The deadline is moved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"days": self.subject.days}}

    def act(self, payload: NewDeadline) -> Review:
        return reviews.move_deadline(self.subject, payload.days, payload.reason, actor=self.actor)


class RestartView(ReviewFormView):
    permission = rights.STEER_REVIEW.code
    title = _("Start the review again")
    subtitle = _(
        "This review is cancelled and opens again with the board as it is today. "
        "Votes are not carried over."
    )
    submit_label = _("Start again")
    success_message = _("The review was started again.")

    def act(self, payload: Reason) -> Review:
        return reviews.restart_review(self.subject, payload.reason, actor=self.actor)
