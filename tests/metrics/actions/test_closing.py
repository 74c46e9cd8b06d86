from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, StaleState
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.closing import reopen_quarter, sign_quarter, withdraw_signature
from metrics.actions.commentary import publish_commentary
from metrics.actions.restating import restate
from metrics.choices import Capacity, CloseState
from metrics.logic.periods import Quarter
from metrics.models.quarters import Commentary, QuarterClose, Signature
from metrics.models.snapshots import Snapshot
from metrics.queries.dashboard import quarterly_dashboard
from metrics.queries.quarters import sheet_of
from tests.metrics.history import END
from tests.metrics.quarters import ENDED, sign, with_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def numbers(in_scope, time_machine):
    time_machine.move_to(END, tick=False)
    with_numbers(in_scope)
    return in_scope


@pytest.fixture
def executive(organization, member):
    return member(Role.EXECUTIVE, name="Erin Executive")


@pytest.fixture
def head(organization, member):
    return member(Role.COE_STAFF, name="Hanna Head")


def board():
    return quarterly_dashboard(ENDED)


def actions_recorded():
    rows = AuditEvent.objects.filter(action__startswith="metrics.quarter")
    return list(rows.order_by("sequence").values_list("action", flat=True))


def test_two_people_sign_and_the_quarter_is_frozen(numbers, executive, head):
    first = sign(head)
    assert first.state == CloseState.PREPARED
    close = sign(executive)
    assert close.pk == first.pk
    assert (close.state, close.signed_at) == (CloseState.SIGNED, END)
    assert set(Signature.objects.values_list("name", "capacity", "seal")) == {
        ("Hanna Head", Capacity.COE, close.seal),
        ("Erin Executive", Capacity.EXECUTIVE, close.seal),
    }
    assert actions_recorded() == ["metrics.quarter.prepared", "metrics.quarter.signed"]
    assert board().is_signed


def test_the_other_part_is_asked_and_then_everybody_told(numbers, executive, head, member):
    member(Role.SUBMITTER)
    sign(head)
    asked = Notification.objects.filter(kind="metrics.quarter_to_sign")
    assert [row.recipient for row in asked] == [executive]
    sign(executive)
    told = Notification.objects.filter(kind="metrics.quarter_is_signed")
    assert {row.recipient for row in told} == {executive, head}


def test_two_of_the_same_kind_do_not_sign(numbers, head, member):
    sign(head)
    with pytest.raises(InvalidTransition):
        sign(member(Role.COE_STAFF))
    assert Signature.objects.count() == 1


def test_one_person_with_both_roles_signs_once(numbers, member):
    both = member(Role.COE_STAFF, Role.EXECUTIVE)
    sign(both)
    with pytest.raises(InvalidTransition):
        sign(both)


def test_the_database_lets_nobody_sign_twice(numbers, head):
    close = sign(head)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            close=close,
            member=head,
            name="Hanna Head",
            capacity=Capacity.EXECUTIVE,
            seal=close.seal,
            signed_at=END,
        )


def test_others_do_not_sign(numbers, member):
    for role in (Role.ORG_ADMIN, Role.FINANCE, Role.REVIEWER, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            sign(member(role))


def test_no_program_signs(numbers, executive):
    seen = sheet_of(ENDED).seal
    with pytest.raises(NotAllowed):
        sign_quarter(ENDED, seen=seen, actor=Actor.system("nightly"))


def test_nobody_signs_what_they_did_not_see(numbers, executive):
    seen = sheet_of(ENDED).seal
    about = Commentary(kpi="cases_decided", quarter=ENDED.code, starts_on=ENDED.starts_on)
    publish_commentary(about, "More than ever.", actor=Actor.member(executive))
    with pytest.raises(StaleState):
        sign_quarter(ENDED, seen=seen, actor=Actor.member(executive))
    assert not QuarterClose.objects.exists()


def test_a_running_quarter_is_not_signed(numbers, executive):
    with pytest.raises(InvalidTransition, match="not over"):
        sign(executive, Quarter(2026, 4))


def test_a_quarter_without_numbers_is_not_signed(numbers, executive):
    with pytest.raises(InvalidTransition, match="not computed"):
        sign(executive, Quarter(2026, 2))


def test_a_signed_quarter_is_not_signed_again(numbers, executive, head, member):
    sign(head)
    sign(executive)
    with pytest.raises(InvalidTransition, match="signed already"):
        sign(member(Role.EXECUTIVE))


def test_words_stay_as_they_were_signed(numbers, executive, head):
    actor = Actor.member(head)
    about = Commentary(kpi="cases_decided", quarter=ENDED.code, starts_on=ENDED.starts_on)
    publish_commentary(about, "A calm summer.", actor=actor)
    sign(head)
    with pytest.raises(InvalidTransition):
        publish_commentary(about, "A wild summer.", actor=actor)
    assert board().tile("cases_decided").comment.text == "A calm summer."


def test_a_withdrawn_signature_lets_words_change_and_both_sign_anew(numbers, executive, head):
    close = withdraw_signature(sign(head), "A number looks odd.", actor=Actor.member(executive))
    assert (close.state, close.ended_by) == (CloseState.WITHDRAWN, executive)
    about = Commentary(kpi="cases_decided", quarter=ENDED.code, starts_on=ENDED.starts_on)
    publish_commentary(about, "It is right: we asked.", actor=Actor.member(head))
    sign(executive)
    assert sign(head).state == CloseState.SIGNED
    assert QuarterClose.objects.count() == 2


def test_whoever_ends_a_close_says_why(numbers, head):
    with pytest.raises(InvalidInput):
        withdraw_signature(sign(head), " ", actor=Actor.member(head))


def test_an_executive_reopens_a_quarter_and_its_signatures_stay(numbers, executive, head):
    sign(head)
    close = sign(executive)
    with pytest.raises(NotAllowed):
        reopen_quarter(close, "A unit was missing.", actor=Actor.member(head))
    reopen_quarter(close, "A unit was missing.", actor=Actor.member(executive))
    event = AuditEvent.objects.get(action="metrics.quarter.reopened")
    assert event.reason == "A unit was missing."
    assert not board().signatures
    assert Signature.objects.count() == 2
    assert sign(head).pk != close.pk


def test_what_is_computed_later_shows_beside_what_was_signed(numbers, executive, head):
    sign(head)
    sign(executive)
    signed = board().tile("cases_submitted").figure.value
    before = dict(Snapshot.objects.values_list("pk", "value"))
    add_cases_to_the_past(5)
    corrected = restate(
        numbers,
        ENDED,
        reason="Five cases were registered late.",
        actor=Actor.member(head),
        codes=["cases_by_stage"],
    )
    assert len(corrected) == 1
    tile = board().tile("cases_by_stage")
    assert tile.figure.value == before[corrected[0].restates_id]
    assert tile.correction.value == tile.figure.value + 5
    assert tile.correction.reason == "Five cases were registered late."
    assert board().corrections == 1
    assert board().tile("cases_submitted").figure.value == signed


def test_a_reopened_quarter_shows_what_is_newest(numbers, executive, head):
    sign(head)
    close = sign(executive)
    signed = board().tile("cases_by_stage").figure.value
    add_cases_to_the_past(2)
    restate(numbers, ENDED, reason="Late.", actor=Actor.member(head), codes=["cases_by_stage"])
    reopen_quarter(close, "To take them in.", actor=Actor.member(executive))
    tile = board().tile("cases_by_stage")
    assert (tile.figure.value, tile.correction) == (signed + 2, None)


def add_cases_to_the_past(count):
    at = datetime(2026, 8, 1, tzinfo=UTC)
    for number in range(900, 900 + count):
        UseCase.objects.create(number=number, title="Late", registered_at=at)


def test_another_organization_closes_its_own_quarter(
    numbers, executive, head, member, other_organization
):
    sign(head)
    sign(executive)
    with scope(other_organization):
        with_numbers(other_organization, seed=3, count=4)
        assert not board().signatures
        assert not QuarterClose.objects.exists()
        sign(member(Role.COE_STAFF, organization=other_organization))
        assert QuarterClose.objects.get().state == CloseState.PREPARED
