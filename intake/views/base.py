"""Finding use cases, drafts and sections for the screens."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from coe_portal.accounts.authorization import permits
from coe_portal.errors import InvalidTransition
from coe_portal.not_found import found_or_404
from coe_portal.ui.views import TenantView
from intake.models.drafts import Draft, DraftSection, SectionShare
from intake.models.use_cases import UseCase
from intake.queries.wizard import find_draft, find_section


class UseCaseScreen(TenantView):
    """A screen of the use case that the address names; 404 for one the member cannot see."""

    permission = "intake.view"

    def find_subject(self) -> UseCase:
        rows = UseCase.objects.visible_to(self.member).with_people()
        return found_or_404(rows.by_reference(self.kwargs["reference"]).first())


class AnswersScreen(TenantView):
    """A screen about answers that are not submitted yet."""

    def nothing_to_answer(self) -> Exception:
        """For old links: says what became of the answers, and 404 where there never was a case."""
        cases = UseCase.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        case = cases.first()
        if case is None or Draft.objects.open().filter(use_case=case).exists():
            return Http404(_("There is no such section."))
        return InvalidTransition(
            _("The answers of %(reference)s are submitted. Open the use case to change them.")
            % {"reference": case.reference},
            url=case.get_absolute_url(),
        )

    def openable(self, draft: Draft) -> list[str] | None:
        """The sections the member may answer; None for all."""
        if permits(self.actor, "intake.edit", draft.use_case):
            return None
        shares = SectionShare.objects.filter(section__draft=draft, member=self.member)
        return list(shares.values_list("section__key", flat=True))


class DraftScreen(AnswersScreen):
    """A screen of the open draft of a use case."""

    permission = "intake.see_draft"

    def find_subject(self) -> Draft:
        found = find_draft(self.kwargs["reference"])
        if found is None:
            raise self.nothing_to_answer()
        return found


class SectionScreen(AnswersScreen):
    """A screen of one section of the open draft."""

    permission = "intake.edit_section"

    def find_subject(self) -> DraftSection:
        found = find_section(self.kwargs["reference"], self.kwargs["key"])
        if found is None:
            raise self.nothing_to_answer()
        return found
