"""The seven sections: shown, saved as one types, shared, resumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.errors import StaleState
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.references import read_number
from coe_portal.ui.htmx import redirect
from coe_portal.ui.views import ActionView, FormPageView
from intake.actions import drafting
from intake.actions.previews import preview
from intake.forms.sharing import Share, ShareForm
from intake.forms.wizard import SectionForm, Slot
from intake.logic.questionnaires import Reading
from intake.models.drafts import Draft, DraftSection, SectionShare
from intake.models.use_cases import UseCase
from intake.queries.people import colleague, people_choices
from intake.queries.use_case_page import next_gate
from intake.queries.wizard import WizardPage, section_to_resume, wizard_page
from intake.views.base import DraftScreen, SectionScreen, UseCaseScreen


@dataclass(frozen=True)
class Conflict:
    """What two people answered differently at the same time."""

    saved_by: str
    revision: int
    rows: list[tuple[str, str, str]]


class OpenDraftView(UseCaseScreen, ActionView):
    """Start to change the answers, or go on with it."""

    permission = "intake.edit"

    def act(self, _payload: None) -> Draft:
        return drafting.open_draft(self.subject, actor=self.actor)

    def success_url(self, result: Draft) -> str:
        return org_url("intake:wizard", reference=result.reference)


class ResumeView(DraftScreen):
    """Leads to the section where answers are missing."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        draft: Draft = self.subject
        key = section_to_resume(draft, openable=self.openable(draft))
        return redirect(request, draft.use_case.section_url(key))


class SectionPage(SectionScreen):
    """One section as a page; a plain POST saves it and goes on, also without scripts."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.store(form) or redirect(request, self.next_url())

    def store(self, form: SectionForm) -> HttpResponse | None:
        """Save; the page again when something is wrong, None when all is stored."""
        try:
            saved = self.save(form)
        except StaleState as error:
            return self.show(form, conflict=conflict_of(self.wizard, error))
        self.show_as_saved(saved.section)
        if saved.problems:
            form.refuse(saved.problems)
            return self.show(form)
        return None

    def show_as_saved(self, section: DraftSection) -> None:
        """Go on with the section as it was just saved."""
        self.subject = section
        self.__dict__.pop("wizard", None)

    def save(self, form: SectionForm) -> drafting.SavedSection:
        """Store what the form holds. `resolve` is the revision that a person chose to replace."""
        sent = self.request.POST
        revision = read_number(sent.get("resolve") or sent.get("revision", ""))
        return drafting.save_section(
            self.subject.draft,
            self.subject.key,
            form.raw(),
            revision=-1 if revision is None else revision,
            actor=self.actor,
        )

    @cached_property
    def wizard(self) -> WizardPage:
        draft = self.subject.draft
        return wizard_page(self.subject, openable=self.openable(draft))

    @cached_property
    def people(self) -> list[tuple[int, str]]:
        """Only read where the section asks for a person."""
        asks = any(question.type == "member" for question in self.wizard.section.questions)
        return people_choices() if asks else []

    def form(
        self, data: Mapping[str, Any] | None = None, reading: Reading | None = None
    ) -> SectionForm:
        """The form; with `data` it asks the questions that were on the page that sent it."""
        shown = set(data.getlist("shown")) if data is not None else None  # type: ignore[attr-defined]
        section = self.wizard.section
        hidden = (reading or self.wizard.reading).hidden
        if shown is not None and reading is None:
            hidden = frozenset(q.id for q in section.questions if q.id not in shown)
        return SectionForm(
            data,
            section=section,
            answers=self.subject.answers,
            hidden=hidden,
            people=self.people,
        )

    def show(self, form: SectionForm, conflict: Conflict | None = None) -> HttpResponse:
        is_refused = bool(form.is_bound and form.errors) or conflict is not None
        status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
        context = {"form": form, "page": self.wizard, "conflict": conflict}
        if self.wizard.is_summary:
            context["outcome"] = preview(self.subject.draft, actor=self.actor)
            context["gate"] = next_gate(self.subject.draft.use_case)
        return self.render("intake/wizard/section.html", context, status=status)

    def next_url(self) -> str:
        """The section asked for, or the next one, or this one again."""
        wanted = self.request.POST.get("go", "next")
        target = self.wizard.previous if wanted == "back" else self.wizard.following
        if wanted == "stay" or target is None:
            return str(self.subject.draft.use_case.section_url(self.subject.key))
        return target.url


class AutosaveView(SectionPage):
    """Saves what is on the page while it is filled in, and answers with only what must change.

    Fields that are being typed in are never replaced: the answer holds the state of saving, the
    rail, messages beside fields, and the questions that appear or disappear.
    """

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        try:
            saved = self.save(form)
        except StaleState as error:
            context = {"conflict": conflict_of(self.wizard, error), "page": self.wizard}
            return self.render(
                "intake/wizard/conflict_answer.html",
                context,
                status=HTTPStatus.UNPROCESSABLE_ENTITY,
            )
        self.show_as_saved(saved.section)
        context = {
            "page": self.wizard,
            "slots": self.changed_slots(form),
            "messages_beside": self.messages_beside(form, saved.problems),
        }
        return self.render("intake/wizard/saved.html", context)

    def changed_slots(self, sent: SectionForm) -> list[Slot]:
        """Questions that the answers make appear or disappear."""
        fresh = self.form(reading=self.wizard.reading)
        return [
            fresh.slot(question)
            for question in self.wizard.section.questions
            if (question.id in fresh.fields) != (question.id in sent.fields)
        ]

    def messages_beside(
        self, sent: SectionForm, problems: Mapping[str, list[str]]
    ) -> list[tuple[str, list[str]]]:
        """(question, messages) for what is wrong now, and no messages where something was."""
        flagged = [key for key in self.request.POST.getlist("flagged") if key in sent.fields]
        return [(key, problems.get(key, [])) for key in dict.fromkeys([*flagged, *problems])]


class SharePage(SectionScreen, FormPageView):
    """Ask a colleague to answer this section."""

    permission = "intake.edit_section"
    form_class = ShareForm
    template_name = "intake/wizard/share.html"
    title = gettext_lazy("Share this section")

    def form_kwargs(self) -> dict[str, Any]:
        return {"people": people_choices(without=self.member.pk)}

    def page(self) -> dict[str, Any]:
        shares = SectionShare.objects.filter(section=self.subject).select_related("member__user")
        form = self.subject.draft.questionnaire.parsed()
        return {"shares": shares, "section": form.section(self.subject.key)}

    def act(self, payload: Share) -> SectionShare:
        member = colleague(payload.member_id)
        return drafting.share_section(self.subject, member, actor=self.actor, note=payload.note)

    def success_url(self, _result: SectionShare) -> str:
        return str(self.subject.draft.use_case.section_url(self.subject.key))

    @property
    def success_message(self) -> str:  # type: ignore[override]
        return _("Shared. Your colleague is told.")


class UnshareView(SectionScreen, ActionView):
    """Take the section back from a colleague."""

    success_message = gettext_lazy("They can no longer answer this section.")

    def act(self, _payload: None) -> None:
        shares = SectionShare.objects.filter(section=self.subject)
        share = shares.filter(member_id=self.kwargs["member"]).first()
        if share is not None:
            drafting.unshare_section(share, actor=self.actor)

    def success_url(self, _result: None) -> str:
        return str(self.subject.draft.use_case.section_url(self.subject.key))


class DiscardView(DraftScreen, ActionView):
    """Give up the changes since the last submission."""

    success_message = gettext_lazy("The changes are discarded.")

    def act(self, _payload: None) -> UseCase:
        return drafting.discard_draft(self.subject, actor=self.actor).use_case


def conflict_of(page: WizardPage, error: StaleState) -> Conflict:
    """Both answers to every question on which they differ."""
    theirs: Mapping[str, Any] = error.context["current"]  # type: ignore[assignment]
    mine: Mapping[str, Any] = error.context["yours"]  # type: ignore[assignment]
    rows = [
        (
            question.label,
            _shown(question, mine[question.id]),
            _shown(question, theirs.get(question.id)),
        )
        for question in page.section.questions
        if question.id in mine and mine[question.id] != theirs.get(question.id)
    ]
    return Conflict(str(error.context["saved_by"]), int(str(error.context["revision"])), rows)


def _shown(question: Any, value: Any) -> str:
    if question.columns and isinstance(value, list):
        return _("%(count)s rows") % {"count": len(value)}
    return str(question.label_of(value))
