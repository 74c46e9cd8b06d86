"""Questions to the CoE, with answers that everybody reads."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, ButtonLink, Crumb, FormPageView, ListPageView
from training.actions import community
from training.actions.community import Asking
from training.filters import QuestionFilters
from training.forms.community import AnswerForm, AnswerText, QuestionForm
from training.models.community import Answer, CommunityQuestion, CommunityQuestionQuerySet
from training.permissions import ASK_COMMUNITY, SETTLE_QUESTION, VIEW_CATALOGUE
from training.queries.community import answers_of, questions_with_counts
from training.tables.community import QuestionTable


class QuestionsPage(ListPageView):
    permission = VIEW_CATALOGUE.code
    template_name = "training/community/list.html"
    title = _("Questions")
    subtitle = _("Ask the CoE and your colleagues; everybody reads the answers.")
    table_class = QuestionTable
    filters_class = QuestionFilters
    empty_icon = "circle-question-mark"
    empty_title = _("No questions yet")
    empty_text = _("Ask the first one.")

    def rows(self) -> CommunityQuestionQuerySet:
        return questions_with_counts()

    def actions(self) -> list[ButtonLink]:
        if not permits(self.actor, ASK_COMMUNITY.code):
            return []
        url = org_url("training:community_ask")
        return [ButtonLink(url, _("Ask a question"), "plus", "primary")]


class AskView(FormPageView):
    permission = ASK_COMMUNITY.code
    form_class = QuestionForm
    title = _("Ask a question")
    subtitle = _("Everybody in your organization can read and answer it.")
    submit_label = _("Ask")
    success_message = _("Your question is asked. You get a message when somebody answers.")

    def act(self, payload: Asking) -> CommunityQuestion:
        return community.ask_question(payload, actor=self.actor)

    @property
    def cancel_url(self) -> str:
        return org_url("training:community_questions")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Questions"))]


class OneQuestion:
    """Finds the question of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> CommunityQuestion:
        questions = CommunityQuestion.objects.select_related("asker__user")
        return found_or_404(questions.by_reference(self.kwargs["reference"]).first())


class QuestionPage(OneQuestion, FormPageView):
    """The question with its answers; a POST answers."""

    permission = VIEW_CATALOGUE.code
    form_class = AnswerForm
    template_name = "training/community/question.html"
    success_message = _("Your answer is there.")

    def page(self) -> dict[str, Any]:
        question: CommunityQuestion = self.subject
        is_open = question.closed_at is None
        may_settle = permits(self.actor, SETTLE_QUESTION.code, question)
        return {
            "answers": answers_of(question),
            "is_open": is_open,
            "may_answer": is_open and permits(self.actor, ASK_COMMUNITY.code),
            "may_accept": is_open and may_settle,
            "may_settle": may_settle,
        }

    def act(self, payload: AnswerText) -> Answer:
        return community.answer_question(self.subject, payload.body, actor=self.actor)


class AcceptView(OneQuestion, ActionView):
    permission = SETTLE_QUESTION.code
    success_message = _("The answer is accepted.")

    def act(self, payload: None) -> CommunityQuestion:  # noqa: ARG002 (there is no form)
        answer = found_or_404(self.subject.answers.filter(pk=self.kwargs["pk"]).first())
        return community.accept_answer(answer, actor=self.actor)


class CloseView(OneQuestion, ActionView):
    permission = SETTLE_QUESTION.code
    success_message = _("The question is closed.")

    def act(self, payload: None) -> CommunityQuestion:  # noqa: ARG002
        return community.close_question(self.subject, actor=self.actor)


class ReopenView(OneQuestion, ActionView):
    permission = SETTLE_QUESTION.code
    success_message = _("The question takes answers again.")

    def act(self, payload: None) -> CommunityQuestion:  # noqa: ARG002
        return community.reopen_question(self.subject, actor=self.actor)
