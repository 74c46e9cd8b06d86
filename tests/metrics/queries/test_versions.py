from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.closing import withdraw_signature
from metrics.actions.commentary import draft_commentary, publish_commentary
from metrics.actions.restating import restate
from metrics.actions.snapshots import KEEPING
from metrics.models.quarters import Commentary, QuarterClose
from metrics.models.snapshots import Snapshot
from metrics.models.targets import KpiTarget
from metrics.queries.versions import version_of
from tests.metrics.history import END, make_history, store
from tests.metrics.quarters import CLOCK, ENDED, USED, sign, take_used, with_numbers

pytestmark = pytest.mark.django_db

TRY = "SELECT pg_try_advisory_lock(hashtextextended(%s, %s))"


def version(quarter=ENDED):
    return version_of(quarter, 5)


@pytest.fixture
def numbers(in_scope, time_machine):
    time_machine.move_to(END, tick=False)
    with_numbers(in_scope)
    return in_scope


@pytest.fixture
def head(organization, member):
    return member(Role.COE_STAFF, name="Hanna Head")


def say(text, by, *, publish=True):
    about = Commentary(kpi="cases_decided", quarter=ENDED.code, starts_on=ENDED.starts_on)
    verb = publish_commentary if publish else draft_commentary
    return verb(about, text, actor=Actor.member(by))


def kept_later(quarter, kpi):
    """One more number of a KPI, an hour newer than the newest."""
    row = Snapshot.objects.latest_of([quarter.starts_on], [kpi]).get()
    row.pk, row.as_of = None, row.as_of + timedelta(hours=1)
    row._state.adding = True
    row.save()


def hour_passes(time_machine):
    time_machine.move_to(END + timedelta(hours=1), tick=False)


def test_it_is_one_query(numbers, django_assert_num_queries):
    with django_assert_num_queries(1):
        version()


def test_the_version_stays_while_nothing_changes(numbers, head, time_machine):
    before = version()
    say("Not out yet", head, publish=False)
    hour_passes(time_machine)
    assert version() == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _by: kept_later(ENDED, USED[0]), id="a newer number"),
        pytest.param(lambda _by: kept_later(ENDED, USED[-1]), id="a newer one of another KPI"),
        pytest.param(lambda by: say("Holidays", by), id="a commentary"),
        pytest.param(sign, id="a signature"),
        pytest.param(
            lambda by: KpiTarget.objects.create(
                kpi="cases_decided", since=ENDED.starts_on, target=3, good=2, fair=1, set_by=by
            ),
            id="a target",
        ),
    ],
)
def test_whatever_is_shown_changes_the_version(numbers, head, change):
    before = version()
    change(head)
    assert version() != before


def test_a_commentary_that_is_changed_or_whose_author_is_renamed_changes_it(numbers, head):
    said = [version()]
    for text in ("Holidays", "Holidays, and a strike"):
        say(text, head)
        said.append(version())
    head.user.name = "Hanna Haupt"
    head.user.save()
    said.append(version())
    assert len(set(said)) == 4


def test_a_signature_that_is_withdrawn_changes_it(numbers, head):
    sign(head)
    signed = version()
    close = QuarterClose.objects.get()
    withdraw_signature(close, "Too early", actor=Actor.member(head))
    assert version() != signed


def test_a_correction_changes_it(numbers, time_machine):
    before = version()
    UseCase.objects.create(number=500, title="Late", registered_at=END - timedelta(days=60))
    hour_passes(time_machine)
    assert restate(numbers, ENDED, reason="Registered late", actor=CLOCK, codes=[*USED])
    assert version() != before


def test_numbers_are_kept_in_turn(numbers):
    """What one transaction keeps has its ids before another one keeps any: the newest tells all."""
    take_used(numbers, [ENDED.shifted(1)])
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute(TRY, [KEEPING, numbers.pk])
        assert cursor.fetchone() == (False,)
        cursor.execute(TRY, ["nothing that anybody does", numbers.pk])
        assert cursor.fetchone() == (True,)


def test_another_organization_changes_nothing(numbers, other_organization):
    before = version()
    with scope(other_organization):
        store(make_history(9, count=5))
        take_used(other_organization, [ENDED])
        theirs = version()
    assert version() == before
    assert theirs != before
