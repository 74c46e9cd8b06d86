"""Release checklists close gates until they are answered, and confirmed where risk is high."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.collaboration.actions import attach_file
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, StaleState
from coe_portal.gates.registry import unmet
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from governance.actions.checklists import (
    ItemAnswer,
    ItemTerms,
    add_item,
    adopt_default,
    answer_item,
    change_item,
    confirm_checklist,
    remove_item,
    return_answer,
)
from governance.choices import ChecklistTopic, ItemState
from governance.models.checklists import Checklist, ChecklistVersion
from governance.queries.checklists import sheet_of, sheets_of, version_in_force
from intake.choices import Gate, Stage
from intake.models.use_cases import Assignment
from tests.governance.checklists import OPERATOR, adopted, answer, complete
from tests.governance.conftest import new_case

pytestmark = pytest.mark.usefixtures("in_scope")
GATE = Gate.PRODUCTION
KEY = "users-are-told"


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def reviewer(member):
    return member(Role.REVIEWER, name="Rita Reviewer")


@pytest.fixture
def case(owner):
    return new_case(owner)


def held_up(case, gate=GATE):
    return [one.message for one in unmet(gate.value, case) if one.code == "governance.checklist"]


def told(person):
    kinds = Notification.objects.filter(recipient=person).values_list("kind", flat=True)
    return [kind for kind in kinds if "checklist" in kind]


def test_nothing_is_asked_before_there_is_a_list(case):
    assert held_up(case) == []
    assert sheets_of(case) == []
    adopted()
    assert held_up(case) == ["The release checklist lacks 21 answers."]
    assert held_up(case, Gate.POC) == []
    with pytest.raises(InvalidTransition):
        adopt_default(actor=OPERATOR)


def test_a_high_case_needs_answers_and_somebody_else(case, owner, reviewer, member):
    adopted()
    staff = member(Role.COE_STAFF)
    sheet = complete(case, GATE, owner)
    assert held_up(case) == ["The release checklist waits for somebody who confirms it."]
    assert told(staff) == ["governance.checklist_to_confirm"]
    for nobody in (owner, member()):
        with pytest.raises(NotAllowed):
            confirm_checklist(case, GATE, sheet.digest, actor=Actor.member(nobody))
    with pytest.raises(StaleState):
        confirm_checklist(case, GATE, "0" * 64, actor=Actor.member(reviewer))
    kept = confirm_checklist(case, GATE, sheet.digest, actor=Actor.member(reviewer))
    assert (kept.confirmed_by, kept.version) == (reviewer, version_in_force())
    assert held_up(case) == []
    assert told(owner) == ["governance.checklist_is_confirmed"]
    codes = list(AuditEvent.objects.about(case).values_list("action", flat=True))
    assert codes.count("governance.checklist.answered") == 21
    assert "governance.checklist.confirmed" in codes


def test_an_answer_after_the_confirmation_closes_the_gate_again(case, owner, reviewer):
    adopted()
    sheet = complete(case, GATE, owner)
    confirm_checklist(case, GATE, sheet.digest, actor=Actor.member(reviewer))
    answer(case, GATE, KEY, owner, note="Not any more as it was.")
    assert held_up(case) == ["The release checklist waits for somebody who confirms it."]


def test_a_low_case_needs_no_confirmation_but_no_holds_it_up(owner, reviewer):
    adopted()
    case = new_case(owner, tier="low")
    complete(case, GATE, owner)
    assert held_up(case) == []
    answer(case, GATE, KEY, owner, choice="no", note="Next week.")
    assert held_up(case) == ["The release checklist lacks 1 answer."]
    digest = sheet_of(case, GATE).digest
    with pytest.raises(InvalidTransition):
        confirm_checklist(case, GATE, digest, actor=Actor.member(reviewer))


def test_who_answered_one_item_confirms_none(case, owner, reviewer, member):
    adopted()
    staff = member(Role.COE_STAFF)
    answer(case, GATE, KEY, staff, note="Seen it.")
    sheet = complete(case, GATE, owner)
    with pytest.raises(NotAllowed):
        confirm_checklist(case, GATE, sheet.digest, actor=Actor.member(staff))
    assert confirm_checklist(case, GATE, sheet.digest, actor=Actor.member(reviewer)).confirmed_at


def test_an_answer_is_sent_back_with_its_reason(case, owner, reviewer):
    adopted()
    complete(case, GATE, owner)
    with pytest.raises(InvalidInput):
        return_answer(case, GATE, KEY, " ", actor=Actor.member(reviewer))
    with pytest.raises(NotAllowed):
        return_answer(case, GATE, KEY, "Where?", actor=Actor.member(owner))
    return_answer(case, GATE, KEY, "Where is the notice?", actor=Actor.member(reviewer))
    line = sheet_of(case, GATE).line(KEY)
    assert (line.state, line.answer.remark) == (ItemState.RETURNED, "Where is the notice?")
    assert told(owner) == ["governance.checklist_sent_back"]
    answer(case, GATE, KEY, owner, note="On the first screen.")
    assert sheet_of(case, GATE).progress.is_complete


def test_two_who_answer_at_once_do_not_overwrite_each_other(case, owner, member):
    adopted()
    answer(case, GATE, KEY, owner, note="Mine.")
    with pytest.raises(StaleState):
        answer_item(
            case,
            GATE,
            KEY,
            ItemAnswer("no", "Theirs.", None, 0),
            actor=Actor.member(member(Role.COE_STAFF)),
        )
    assert sheet_of(case, GATE).line(KEY).answer.note == "Mine."


def test_strangers_auditors_and_passed_gates_get_no_answers(case, owner, member):
    adopted()
    for nobody in (member(), member(Role.AUDITOR), member(Role.REVIEWER)):
        with pytest.raises(NotAllowed):
            answer(case, GATE, KEY, nobody)
    with pytest.raises(InvalidTransition):
        answer(case, GATE, "no-such-item", owner)
    case.stage = Stage.PRODUCTION
    case.save()
    with pytest.raises(InvalidTransition):
        answer(case, GATE, KEY, owner, note="Late.")
    assert not Checklist.objects.exists()


def test_only_files_of_the_use_case_show_something(case, owner):
    adopted()
    file, other = (
        attach_file(
            one, ContentFile(b"Seen by a bot.", name="notice.txt"), actor=Actor.member(owner)
        )
        for one in (case, new_case(owner))
    )
    with pytest.raises(InvalidInput):
        answer_item(case, GATE, KEY, ItemAnswer("yes", "", other.pk), actor=Actor.member(owner))
    answer_item(case, GATE, KEY, ItemAnswer("yes", "", file.pk), actor=Actor.member(owner))
    assert sheet_of(case, GATE).line(KEY).state == ItemState.SETTLED


def test_the_organization_changes_its_list_by_version(case, owner, member):
    adopted()
    staff = Actor.member(member(Role.COE_STAFF))
    complete(case, Gate.PILOT, owner)
    terms = ItemTerms(ChecklistTopic.DATA, "The works council agrees.", ("high",), ("pilot",))
    with pytest.raises(NotAllowed):
        add_item(terms, actor=Actor.member(owner))
    add_item(terms, actor=staff)
    assert held_up(case, Gate.PILOT) == ["The release checklist lacks 1 answer."]
    remove_item("the-works-council-agrees", actor=staff)
    assert sheet_of(case, Gate.PILOT).progress.is_complete

    reworded = ItemTerms(ChecklistTopic.TRANSPARENCY, "Told in writing.", ("high",), ("pilot",))
    change_item(KEY, reworded, actor=staff)
    assert sheet_of(case, Gate.PILOT).line(KEY).state == ItemState.CHANGED
    with pytest.raises(InvalidInput):
        change_item(KEY, ItemTerms(ChecklistTopic.DATA, "Told.", (), ()), actor=staff)
    with pytest.raises(InvalidTransition):
        remove_item("no-such-item", actor=staff)
    numbers = ChecklistVersion.objects.values_list("number", flat=True)
    assert list(numbers) == [4, 3, 2, 1]


def test_each_organization_has_its_own_list(case, other_organization):
    adopted()
    with scope(other_organization):
        assert version_in_force() is None
        assert not Checklist.objects.exists()


def test_who_builds_the_case_does_not_confirm_its_list(case, owner, reviewer):
    """The tech lead and the sponsor no more than the owner, whether they answered or not."""
    adopted()
    sheet = complete(case, GATE, owner)
    Assignment.objects.create(use_case=case, kind="tech_lead", member=reviewer)
    with pytest.raises(NotAllowed):
        confirm_checklist(case, GATE, sheet.digest, actor=Actor.member(reviewer))


def test_of_two_changes_to_the_list_none_is_lost(owner):
    """Each is made to the version before it."""
    adopted()
    for text in ("One thing", "Another thing"):
        terms = ItemTerms(ChecklistTopic.DATA, text, ["high"], ["production"])
        version = add_item(terms, actor=OPERATOR)
    assert {"One thing", "Another thing"} <= {item.text for item in version.parsed}
