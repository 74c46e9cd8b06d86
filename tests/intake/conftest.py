"""What intake's tests start from: published rules, a registered case, complete answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.events.bus import Event
from coe_portal.gates import registry
from coe_portal.tenancy.models import Organization
from intake.actions import drafting, lifecycle, registration, rulebooks, submission
from intake.models import Assessment, Draft, UseCase
from tests.fixtures.organizations import OPERATOR
from tests.intake.answers import complete_answers

SaveAll = Callable[..., Draft]


@pytest.fixture
def rules(in_scope: Organization) -> Organization:
    """The organization in scope, with the default documents published."""
    rulebooks.install_defaults(in_scope, actor=OPERATOR)
    return in_scope


@pytest.fixture
def register(rules: Organization, actor: Actor) -> Callable[..., UseCase]:
    """`register(title=…, owner=member)`: a registered case with an open draft."""

    def make(
        title: str = "Answer claims letters", *, owner: Membership | None = None, **facts: Any
    ) -> UseCase:
        payload = registration.Registration(
            title=title,
            summary=facts.pop("summary", "Drafts an answer to a letter about a claim."),
            intended_users=facts.pop("intended_users", "Claims handlers"),
            owner_id=(owner or actor.membership).pk,
            **facts,
        )
        return registration.register_use_case(payload, actor=actor)

    return make


@pytest.fixture
def answer(actor: Actor) -> SaveAll:
    """`answer(draft, customer_facing=True)`: saves complete answers with these changes."""

    def save(draft: Draft, **changed: Any) -> Draft:
        answers = complete_answers(**changed)
        for section in draft.sections.all():
            raw = {
                question.id: answers.get(question.id)
                for question in draft.questionnaire.parsed().section(section.key).questions
            }
            drafting.save_section(draft, section.key, raw, revision=section.revision, actor=actor)
        return draft

    return save


@pytest.fixture
def submit(
    register: Callable[..., UseCase], answer: SaveAll, actor: Actor
) -> Callable[..., Assessment]:
    """`submit(customer_facing=True)`: a submitted case; `use_case=` changes an existing one."""

    def make(*, use_case: UseCase | None = None, title: str = "", **changed: Any) -> Assessment:
        case = use_case or register(title or "Answer claims letters")
        draft = drafting.open_draft(case, actor=actor)
        return submission.submit_use_case(answer(draft, **changed), actor=actor)

    return make


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """Events that were published, in their order; nobody hears them."""
    events: list[Event] = []
    keep: Callable[[Event], None] = events.append
    monkeypatch.setattr(submission, "publish", keep)
    monkeypatch.setattr(lifecycle, "publish", keep)
    return events


@pytest.fixture
def only_intake_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {
        gate: {code: need for code, need in needs.items() if code.startswith("intake.")}
        for gate, needs in registry._requirements.items()
    }
    monkeypatch.setattr(registry, "_requirements", own)
