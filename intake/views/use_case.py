"""The use-case page: header, stages, tabs; the tabs of other apps are fragments by URL name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import FormPageView, PageView, SubjectFormPage
from intake.actions import lifecycle
from intake.case_tabs import declared_tabs, tab_by_key
from intake.choices import Stage
from intake.forms.lifecycle import Move, MoveForm
from intake.forms.sharing import Reason, ReasonForm
from intake.logic.stages import RESTING, TRANSITIONS
from intake.models.assessments import Assessment
from intake.models.drafts import Draft
from intake.models.use_cases import UseCase
from intake.queries import use_case_page
from intake.queries.outcomes import (
    Outcome,
    answered_sections,
    changed_answers,
    outcome_of,
    touched_labels,
)
from intake.views.base import UseCaseScreen


@dataclass(frozen=True)
class Tab:
    """A tab of the page."""

    key: str
    label: str | Promise
    icon: str
    url: str
    is_current: bool


# Between the assessment and the files stand the tabs that other apps declare.
BEFORE = (
    ("overview", gettext_lazy("Overview"), "layout-dashboard", "intake:use_case"),
    ("assessment", gettext_lazy("Assessment"), "list-checks", "intake:use_case_assessment"),
)
AFTER = (
    ("files", gettext_lazy("Files"), "paperclip", "intake:use_case_files"),
    ("comments", gettext_lazy("Comments"), "message-square", "intake:use_case_comments"),
    ("timeline", gettext_lazy("Timeline"), "history", "intake:use_case_timeline"),
)


def tabs_of(case: UseCase, current: str) -> list[Tab]:
    """All tabs of a case's page."""

    def own(rows: Iterable[tuple[str, Any, str, str]]) -> list[Tab]:
        return [
            Tab(key, label, icon, org_url(name, reference=case.reference), key == current)
            for key, label, icon, name in rows
        ]

    declared = [
        Tab(
            tab.key,
            tab.label,
            tab.icon,
            org_url("intake:use_case_tab", reference=case.reference, tab=tab.key),
            tab.key == current,
        )
        for tab in declared_tabs()
    ]
    return [*own(BEFORE), *declared, *own(AFTER)]


class UseCaseTab(UseCaseScreen, PageView):
    """One tab, with the header that all share."""

    tab: str

    def page(self) -> dict[str, Any]:
        case: UseCase = self.subject
        return {
            "case": case,
            "tabs": tabs_of(case, self.tab),
            "track": use_case_page.stage_track(case, self.stage_before_rest),
            "draft": self.draft,
            "can": self.rights,
        }

    @cached_property
    def stage_before_rest(self) -> Stage | None:
        return lifecycle.stage_before_rest(self.subject) if self.subject.stage in RESTING else None

    @cached_property
    def draft(self) -> Draft | None:
        """The open draft, if the member may see it."""
        draft = use_case_page.open_draft_of(self.subject)
        return draft if draft and permits(self.actor, "intake.see_draft", draft) else None

    @cached_property
    def rights(self) -> dict[str, bool]:
        """What the member may do with this case now."""
        case = self.subject
        may_edit = permits(self.actor, "intake.edit", case)
        is_open = not case.is_closed
        return {
            "edit": may_edit,
            "invite": may_edit and is_open,
            "open_draft": may_edit and is_open and self.draft is None,
            "discard": may_edit and self.draft is not None and case.submitted_at is not None,
            "assign": is_open and permits(self.actor, "intake.assign", case),
            "withdraw": self._can_go_to(Stage.WITHDRAWN, "intake.withdraw"),
            "move": bool(TRANSITIONS[Stage(case.stage)])
            and permits(self.actor, "intake.move", case),
        }

    def _can_go_to(self, stage: Stage, permission: str) -> bool:
        case = self.subject
        return stage in TRANSITIONS[Stage(case.stage)] and permits(self.actor, permission, case)

    @cached_property
    def assessment(self) -> Assessment | None:
        return use_case_page.current_assessment(self.subject)

    def outcome(self, assessment: Assessment | None) -> Outcome | None:
        if assessment is None:
            return None
        return outcome_of(assessment, assessment.questionnaire.parsed())


class OverviewTab(UseCaseTab):
    tab = "overview"
    template_name = "intake/use_case/overview.html"

    def page(self) -> dict[str, Any]:
        return {
            **super().page(),
            "outcome": self.outcome(self.assessment),
            "people": use_case_page.named_people(self.subject),
            "collaborators": use_case_page.collaborators_of(self.subject),
            "history": use_case_page.stage_history(self.subject),
        }


class AssessmentTab(UseCaseTab):
    """The current assessment, or an earlier one by its number."""

    tab = "assessment"
    template_name = "intake/use_case/assessment.html"

    def page(self) -> dict[str, Any]:
        shown = self.shown
        context = {
            **super().page(),
            "assessments": use_case_page.all_assessments(self.subject),
            "shown": shown,
            "outcome": self.outcome(shown),
            "sections": [],
            "changed": [],
            "touches": [],
        }
        if shown is not None:
            form = shown.questionnaire.parsed()
            ids = {value for value in shown.answers.values() if type(value) is int}
            asked = {q.id for q in form.questions.values() if q.type == "member"}
            ids = {shown.answers[key] for key in asked if key in shown.answers} & ids
            names = use_case_page.member_names(ids)
            context["sections"] = answered_sections(shown.answers, form, names)
            context["changed"] = changed_answers(shown, form)
            context["touches"] = touched_labels(shown)
        return context

    @cached_property
    def shown(self) -> Assessment | None:
        number = self.kwargs.get("number")
        if number is None:
            return self.assessment
        rows = Assessment.objects.with_versions().filter(use_case=self.subject, number=number)
        return found_or_404(rows.first())


class DeclaredTab(UseCaseTab):
    """A tab of another app: its fragments."""

    template_name = "intake/use_case/fragments.html"

    @property
    def tab(self) -> str:  # type: ignore[override]
        return str(self.kwargs["tab"])

    def page(self) -> dict[str, Any]:
        shown = found_or_404(tab_by_key(self.tab))
        urls = [org_url(name, reference=self.subject.reference) for name in shown.fragments]
        return {**super().page(), "first": urls[0], "others": urls[1:]}


class FilesTab(UseCaseTab):
    tab = "files"
    template_name = "intake/use_case/files.html"


class CommentsTab(UseCaseTab):
    tab = "comments"
    template_name = "intake/use_case/comments.html"


class TimelineTab(UseCaseTab):
    """The trail of the case, and audit packs for those who may take them away."""

    tab = "timeline"
    template_name = "intake/use_case/timeline.html"

    def page(self) -> dict[str, Any]:
        return {**super().page(), "may_export": permits(self.actor, "audit.export", self.subject)}


class CaseFormPage(SubjectFormPage, UseCaseScreen, FormPageView):
    """A form about one case; leads back to its page."""


class WithdrawPage(CaseFormPage):
    """Take a case back, with the reason."""

    permission = "intake.withdraw"
    form_class = ReasonForm
    title = gettext_lazy("Withdraw the use case")
    subtitle = gettext_lazy(
        "It stays in the inventory as withdrawn and cannot be changed any more."
    )
    submit_label = gettext_lazy("Withdraw")
    success_message = gettext_lazy("The use case is withdrawn.")

    def act(self, payload: Reason) -> UseCase:
        return lifecycle.request_move(
            self.subject, to=Stage.WITHDRAWN, actor=self.actor, reason=payload.reason
        )


class MovePage(CaseFormPage):
    """Move a case by hand, where the table of stages allows it."""

    permission = "intake.move"
    form_class = MoveForm
    title = gettext_lazy("Move to another stage")
    submit_label = gettext_lazy("Move")
    success_message = gettext_lazy("The use case is moved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "stages": [stage for stage in Stage if stage in TRANSITIONS[Stage(self.subject.stage)]]
        }

    def act(self, payload: Move) -> UseCase:
        return lifecycle.request_move(
            self.subject, to=Stage(payload.to), actor=self.actor, reason=payload.reason
        )
