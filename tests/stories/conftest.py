"""The demo's bank without its history: people, rules and board, for stories to begin from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.scope import scope
from demo.answers import written_answers
from demo.founding import House, found, give_sign_ins
from demo.script import CONTENT, Case, Script, load
from intake.actions.drafting import save_section
from intake.actions.registration import Registration, register_use_case
from intake.actions.submission import submit_use_case
from intake.choices import AssignmentKind
from intake.models.drafts import Draft, DraftSection
from intake.models.rulebooks import Questionnaire
from intake.models.use_cases import UseCase
from intake.queries.rulebook import published


@dataclass(frozen=True)
class Bank:
    """The house, and what the demo knows about its use cases."""

    house: House
    script: Script

    @property
    def address(self) -> str:
        """Where its pages begin."""
        return f"/{self.script.slug}"

    def person(self, key: str) -> Membership:
        return self.house.people[key]

    def case(self, key: str) -> Case:
        return next(case for case in self.script.cases if case.key == key)

    def answers(self, key: str) -> dict[str, dict[str, Any]]:
        """The case's answers by section to the questions that the wizard asks."""
        case = self.case(key)
        unit = self.script.units[case.unit]
        named = {
            AssignmentKind.SPONSOR: case.sponsor or unit.sponsor,
            AssignmentKind.TECH_LEAD: case.tech_lead or unit.tech_lead,
            AssignmentKind.COMPLIANCE: case.compliance or unit.compliance,
        }
        people = {kind.value: self.person(who).pk for kind, who in named.items()}
        with scope(self.house.organization):
            form = published(Questionnaire).parsed()
        written = written_answers(case, form, timezone.localdate(), people)
        everything = {
            name: value for section in written.values() for name, value in section.items()
        }
        hidden = form.read(everything).hidden
        return {
            key: {name: value for name, value in section.items() if name not in hidden}
            for key, section in written.items()
        }

    def submitted(self, key: str) -> UseCase:
        """Register and submit a case of the demo in one go."""
        case = self.case(key)
        actor = self.house.actor(case.owner)
        with scope(self.house.organization):
            use_case = register_use_case(
                Registration(
                    title=case.title,
                    summary=case.summary,
                    intended_users=case.users,
                    owner_id=self.person(case.owner).pk,
                    business_unit_id=self.house.units[case.unit].pk,
                ),
                actor=actor,
            )
            draft = Draft.objects.open().get(use_case=use_case)
            for section, answers in self.answers(key).items():
                row = DraftSection.objects.get(draft=draft, key=section)
                save_section(draft, section, answers, revision=row.revision, actor=actor)
            submit_use_case(draft, actor=actor)
        return self.reload(use_case)

    def reload(self, use_case: UseCase) -> UseCase:
        """The use case as it is in the database now."""
        with scope(self.house.organization):
            return UseCase.objects.get(pk=use_case.pk)

    def read(self, look: Callable[[], Any]) -> Any:
        """What a query answers inside the bank."""
        with scope(self.house.organization):
            return look()


@pytest.fixture
def bank(transactional_db) -> Bank:
    script = load(CONTENT / "bank")
    give_sign_ins([script])
    return Bank(found(script, timezone.now()), script)
