"""Questions to the team: ask from the review room, answer from the case, withdraw."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.ui.views import Crumb, FormPageView
from governance.actions import questions
from governance.forms.questions import AnswerForm, AskForm
from governance.forms.voting import Reason, ReasonForm
from governance.models.questions import TeamQuestion
from governance.permissions import questions as rights
from governance.permissions.reviews import reviews_visible_to
from governance.queries.review_room import answer_in_packet, answers_of
from governance.views.review import ReviewFormView


class AskView(ReviewFormView):
    permission = rights.ASK_TEAM.code
    form_class = AskForm
    title = _("Ask the team")
    subtitle = _("The deadline stands still until the team has answered, or you take it back.")
    submit_label = _("Ask")
    success_message = _("The team is asked, and the clock of the review stands still.")

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "sections": answers_of(self.subject.assessment),
            "initial": {"about": self.request.GET.get("about", "")},
        }

    def act(self, payload: questions.Asking) -> TeamQuestion:
        return questions.ask_team(self.subject, payload, actor=self.actor)

    def success_url(self, result: TeamQuestion) -> str:
        return result.get_absolute_url()


class QuestionFormView(FormPageView):
    """A form about one question of a review that the member may see."""

    subject: TeamQuestion

    def find_subject(self) -> TeamQuestion:
        visible = reviews_visible_to(self.member).with_room()
        review = found_or_404(visible.by_reference(self.kwargs["reference"]).first())
        rows = TeamQuestion.objects.filter(review=review, position=self.kwargs["position"])
        question: TeamQuestion = found_or_404(rows.with_people().first())
        question.review = review
        return question

    @property
    def cancel_url(self) -> str:
        return self.subject.get_absolute_url()

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, self.subject.review.reference)]


class AnswerView(QuestionFormView):
    """The question with the answer that it is about; then back to the use case."""

    permission = rights.ANSWER_QUESTION.code
    form_class = AnswerForm
    template_name = "governance/questions/answer.html"
    title = _("Answer a question")
    submit_label = _("Send the answer")
    success_message = _("The reviewers have your answer.")

    def page(self) -> dict[str, Any]:
        question = self.subject
        given = answer_in_packet(question.review.assessment, question.about)
        return {"given": given if question.about else None}

    def act(self, payload: questions.Answering) -> TeamQuestion:
        return questions.answer_question(self.subject, payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return str(self.subject.review.use_case.get_absolute_url())


class WithdrawView(QuestionFormView):
    permission = rights.WITHDRAW_QUESTION.code
    form_class = ReasonForm
    title = _("Withdraw the question")
    submit_label = _("Withdraw")
    success_message = _("The question is withdrawn.")

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return self.subject.text

    def act(self, payload: Reason) -> TeamQuestion:
        return questions.withdraw_question(self.subject, payload.reason, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.subject.get_absolute_url()
