"""Finding use cases, drafts and sections for the screens."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from coe_portal.accounts.authorization import permits
from coe_portal.ui.views import TenantView
from intake.models.drafts import Draft, DraftSection, SectionShare
from intake.models.use_cases import UseCase
from intake.queries.wizard import find_draft, find_section


class UseCaseScreen(TenantView):
    """A screen of the use case that the address names; 404 for one the member cannot see."""

    permission = "intake.view"

    def find_subject(self) -> UseCase:
        rows = UseCase.objects.visible_to(self.member).with_people()
        found = rows.by_reference(self.kwargs["reference"]).first()
        if found is None:
            raise Http404(_("There is no such use case."))
        return found


class AnswersScreen(TenantView):
    """A screen about answers that are not submitted yet."""

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
            raise Http404(_("Nobody is changing the answers of this use case now."))
        return found


class SectionScreen(AnswersScreen):
    """A screen of one section of the open draft."""

    permission = "intake.edit_section"

    def find_subject(self) -> DraftSection:
        found = find_section(self.kwargs["reference"], self.kwargs["key"])
        if found is None:
            raise Http404(_("There is no such section to answer now."))
        return found
