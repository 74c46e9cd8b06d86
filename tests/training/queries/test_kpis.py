"""The numbers of training, each by hand from a few rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from coe_portal.accounts import actions as accounts
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.references import next_number
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.snapshots import take_snapshots
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, last_moment
from metrics.queries.dashboard import quarterly_dashboard
from tests.training.conftest import certify
from training.choices import Audience, EnrollmentSource, EnrollmentStatus
from training.models.community import Champion
from training.models.courses import Lesson
from training.models.enrollments import Enrollment
from training.queries.coverage import literacy_coverage

OPERATOR = Actor.system("tests")
CODES = (
    "certificates_current",
    "champions_per_unit",
    "days_to_certificate",
    "literacy_coverage",
    "staff_certified",
    "training_completion_rate",
    "training_completions",
    "upskilling_hours",
)
# Without cases the page shows nothing.
TAKEN = (*CODES, "cases_by_stage")
# Those that executives see at once.
SHOWN = (
    "champions_per_unit",
    "literacy_coverage",
    "staff_certified",
    "training_completion_rate",
    "training_completions",
    "upskilling_hours",
)
JANUARY = datetime(2026, 1, 5, 12, tzinfo=UTC)
FIRST, SECOND = Quarter(2026, 1), Quarter(2026, 2)
LATER = datetime(2026, 12, 1, tzinfo=UTC)


def at(month, day, hour=12):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def enrolled(person, course, made, *, due=None, ended=None, **fields):
    status = EnrollmentStatus.COMPLETED if ended else EnrollmentStatus.ENROLLED
    values = {"source": EnrollmentSource.MANAGER, "status": status, **fields}
    return Enrollment.objects.create(
        number=next_number("E"),
        member=person,
        course=course,
        version=course.current_version,
        enrolled_at=made,
        due_on=due,
        ended_at=ended,
        **values,
    )


@pytest.fixture
def people(organization, member):
    """Ada and Bob of Cards, Cem of no unit, and an auditor, all since January."""
    with time_machine.travel(JANUARY, tick=False):
        with scope(organization):
            cards = accounts.create_business_unit("Cards", code="cards", actor=OPERATOR)
            accounts.create_business_unit("Loans", code="loans", actor=OPERATOR)
        found = {
            "ada": member(name="Ada", business_unit=cards),
            "bob": member(name="Bob", business_unit=cards),
            "cem": member(name="Cem"),
            "auditor": member(Role.AUDITOR, name="Aud"),
        }
    with scope(organization):
        Champion.objects.create(
            business_unit=cards,
            member=found["ada"],
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 5, 31),
        )
    return found


@pytest.fixture
def learning(organization, people, course):
    """A quarter and a half of learning; see each test for what counts."""
    ada, bob, cem = people["ada"], people["bob"], people["cem"]
    with scope(organization):
        literacy = course(ada, title="Literacy", counts_as_literacy=True, lessons=2)
        prompts = course(ada, title="Prompts", audience=Audience.TECHNICAL)
        Lesson.objects.filter(version=prompts.current_version).update(minutes=40)
        on_time = enrolled(ada, literacy, at(1, 10), due=date(2026, 2, 10), ended=at(2, 10, 22))
        late = enrolled(bob, literacy, at(1, 10), due=date(2026, 2, 10), ended=at(2, 14))
        enrolled(cem, literacy, at(1, 10), due=date(2026, 3, 31))
        enrolled(ada, prompts, at(2, 1), ended=at(3, 1), source=EnrollmentSource.SELF)
        enrolled(
            bob,
            prompts,
            at(2, 1),
            due=date(2026, 3, 1),
            status=EnrollmentStatus.WITHDRAWN,
            ended=at(2, 20),
        )
        enrolled(cem, prompts, at(3, 1), due=date(2026, 4, 10))
        certify(
            ada,
            literacy,
            issued_at=at(2, 10, 22),
            expires_at=at(4, 30),
            enrollment=on_time,
        )
        certify(bob, literacy, issued_at=at(2, 14), enrollment=late)
        certify(cem, prompts, issued_at=at(3, 20), revoked_at=at(5, 1), revocation_reason="Copied")
        certify(people["auditor"], literacy, issued_at=at(1, 20))
    return organization


def measured(organization, quarter, now=LATER):
    zone = ZoneInfo(organization.timezone)
    as_of = AsOf(quarter, last_moment(quarter, zone, now), zone)
    with scope(organization):
        return {code: kpi_named(code).measured(as_of) for code in CODES}


def values(organization, quarter, now=LATER):
    return {code: one.value for code, one in measured(organization, quarter, now).items()}


def test_a_quarter_in_numbers(learning):
    """Literacy has two lessons of ten minutes, Prompts one of forty."""
    assert values(learning, FIRST) == {
        "certificates_current": 4,
        "champions_per_unit": 0.5,
        "days_to_certificate": 33.21,  # Ada 31 days and 10 hours, Bob 35
        "literacy_coverage": 66.67,
        "staff_certified": 100.0,
        "training_completion_rate": 33.33,  # Ada of Ada, Bob, Cem
        "training_completions": 3,
        "upskilling_hours": 1.33,
    }


def test_the_next_quarter_sees_what_lapsed_was_revoked_and_came_due(learning):
    assert values(learning, SECOND) == {
        "certificates_current": 2,
        "champions_per_unit": 0.0,
        "days_to_certificate": None,
        "literacy_coverage": 33.33,
        "staff_certified": 33.33,
        "training_completion_rate": 0.0,
        "training_completions": 0,
        "upskilling_hours": 0.0,
    }


def test_parts_are_units_audiences_and_sources(learning):
    found = measured(learning, FIRST)

    assert dict(found["literacy_coverage"].parts) == {"": 0.0, "cards": 100.0}
    assert dict(found["training_completions"].parts) == {"literacy": 2, "technical": 1}
    assert dict(found["certificates_current"].parts) == {"literacy": 3, "technical": 1}
    assert dict(found["champions_per_unit"].parts) == {"cards": 1.0, "loans": 0.0}


def test_a_day_counts_when_it_is_over_on_the_organizations_clock(learning):
    """Cem's course is due on 31 March: it is late from April, and in Tokyo that comes earlier."""
    rate = "training_completion_rate"
    evening = at(3, 31, 16)

    assert values(learning, FIRST, now=evening)[rate] == 50.0
    Organization.objects.filter(pk=learning.pk).update(timezone="Asia/Tokyo")
    learning.refresh_from_db()
    # Ada ended at 22 UTC of the due day, which is the next day in Tokyo.
    assert values(learning, FIRST, now=evening)[rate] == 0.0
    assert measured(learning, FIRST, now=evening)[rate].inputs == 3


def test_a_past_quarter_stays_as_it_was(learning, people):
    before = measured(learning, FIRST)
    with scope(learning), time_machine.travel(at(6, 1), tick=False):
        accounts.deactivate_member(people["bob"], actor=OPERATOR)
        move = accounts.MembershipPayload(roles=(Role.SUBMITTER,), business_unit=None)
        accounts.change_roles(people["ada"], move, actor=OPERATOR)
        Enrollment.objects.filter(member=people["cem"]).update(
            status=EnrollmentStatus.WITHDRAWN, ended_at=at(6, 1)
        )

    assert measured(learning, FIRST) == before


def test_literacy_is_the_share_of_the_coverage_page(learning):
    with scope(learning):
        page = literacy_coverage(learning, FIRST.ends_on).everybody

    measurement = measured(learning, FIRST)["literacy_coverage"]
    assert (measurement.inputs, page.people) == (3, 3)
    assert measurement.value == round(100 * page.covered / page.people, 2)


def test_a_number_opens_as_many_rows_as_it_was_made_from(learning):
    zone = ZoneInfo(learning.timezone)
    as_of = AsOf(FIRST, last_moment(FIRST, zone, LATER), zone)
    with scope(learning):
        for code in CODES:
            measurement = kpi_named(code).measured(as_of)
            assert kpi_named(code).rows_behind(as_of).count() == measurement.inputs
            by_part = [
                kpi_named(code).rows_behind(as_of, [one]).count() for one in measurement.parts
            ]
            assert sum(by_part) == measurement.inputs


def test_each_number_costs_one_query(learning, django_assert_num_queries):
    zone = ZoneInfo(learning.timezone)
    as_of = AsOf(FIRST, last_moment(FIRST, zone, LATER), zone)
    with scope(learning):
        for code in CODES:
            with django_assert_num_queries(1):
                kpi_named(code).measured(as_of)


def test_another_organization_has_numbers_of_its_own(learning, other_organization):
    found = measured(other_organization, FIRST)

    assert {one.inputs for one in found.values()} == {0}


def test_the_dashboard_reads_what_was_kept(learning):
    with time_machine.travel(at(3, 31, 23), tick=False), scope(learning):
        take_snapshots(learning, FIRST.back(5), actor=OPERATOR, codes=TAKEN)
        board = quarterly_dashboard(FIRST)

    known = values(learning, FIRST, now=at(3, 31, 23))
    tiles = {tile.figure.kpi: tile.figure.value for tile in board.tiles}
    assert {code: tiles[code] for code in SHOWN} == {code: known[code] for code in SHOWN}


def test_its_pages_show_numbers_that_open_their_rows(
    learning, client_for, member, django_assert_max_num_queries
):
    with time_machine.travel(at(3, 31, 23), tick=False):
        with scope(learning):
            UseCase.objects.create(number=1, title="Case", registered_at=at(2, 1))
            take_snapshots(learning, FIRST.back(5), actor=OPERATOR, codes=TAKEN)
        browser = client_for(member(Role.EXECUTIVE))
        page = browser.get("/northbank/metrics/2026-Q1/").content.decode()
        lists = {
            code: browser.get(f"/northbank/metrics/2026-Q1/{code}/").content.decode()
            for code in CODES
        }
        with django_assert_max_num_queries(12):
            browser.get("/northbank/metrics/2026-Q1/staff_certified/?export=csv")

    assert '<h2 id="capability">Capability</h2>' in page
    assert [code for code in SHOWN if f"/2026-Q1/{code}/" not in page] == []
    assert "Ada" in lists["training_completions"]
    assert "Literacy" in lists["certificates_current"]
    assert "Loans" in lists["champions_per_unit"]
    assert "No unit" not in lists["staff_certified"]
