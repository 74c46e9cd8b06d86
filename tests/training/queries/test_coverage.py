"""AI-literacy coverage of a day: who was there, in which unit, with a certificate that held."""

from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given, strategies as st

from coe_portal.accounts import actions as accounts
from coe_portal.accounts.actions import create_business_unit
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.references import next_number
from coe_portal.tenancy.scope import scope
from training.logic.coverage import Coverage, quarter_ends
from training.models.certificates import Certificate
from training.queries.coverage import literacy_coverage

OPERATOR = Actor.system("tests")
UTC = ZoneInfo("UTC")
JANUARY, JUNE, NOW = dt.date(2026, 1, 15), dt.date(2026, 6, 15), dt.date(2026, 11, 20)


def moment(day):
    return dt.datetime.combine(day, dt.time(12), UTC)


def certify(member, course, issued, expires=None, revoked=None):
    return Certificate.objects.create(
        number=next_number("CERT"),
        member=member,
        course=course,
        version=course.current_version,
        course_title=course.title,
        holder_name=str(member),
        issued_at=moment(issued),
        expires_at=expires and moment(expires),
        revoked_at=revoked and moment(revoked),
        revocation_reason="Left" if revoked else "",
    )


@pytest.fixture
def bank(organization):
    """(bank, its cards unit), in an organization that began in January."""
    Organization.objects.filter(pk=organization.pk).update(created_at=moment(dt.date(2026, 1, 1)))
    organization.refresh_from_db()
    with scope(organization), time_machine.travel(moment(dt.date(2026, 1, 1)), tick=False):
        bank = create_business_unit("Bank", code="bank", actor=OPERATOR)
        cards = create_business_unit("Cards", code="cards", actor=OPERATOR, parent=bank)
    return bank, cards


@pytest.fixture
def joined(member):
    def make(day, **fields):
        with time_machine.travel(moment(day), tick=False):
            return member(**fields)

    return make


def coverage(organization, day):
    """Everybody, and (people, covered) by unit."""
    with scope(organization):
        found = literacy_coverage(organization, day)
    units = {str(line.unit): (line.coverage.people, line.coverage.covered) for line in found.units}
    return (found.everybody.people, found.everybody.covered), units


def test_a_unit_counts_with_those_below_it(organization, bank, joined, course):
    top, cards = bank
    ana, ben, cem = (joined(JANUARY, business_unit=unit) for unit in (top, cards, cards))
    nobody = joined(JANUARY)
    with scope(organization):
        literacy = course(nobody, counts_as_literacy=True)
        other = course(nobody)
        certify(ana, literacy, JANUARY)
        certify(ben, literacy, JANUARY)
        certify(cem, other, JANUARY)

    with time_machine.travel(moment(NOW), tick=False):
        everybody, units = coverage(organization, NOW)

    assert everybody == (4, 2)
    assert units == {"Bank": (3, 2), "Cards": (2, 1), "None": (1, 0)}


def test_a_past_day_is_read_as_it_was(organization, bank, joined, course):
    top, cards = bank
    mover, leaver, late = (
        joined(JANUARY, business_unit=cards),
        joined(JANUARY, business_unit=cards),
        joined(dt.date(2026, 7, 1), business_unit=cards),
    )
    with scope(organization):
        literacy = course(mover, counts_as_literacy=True)
        certify(mover, literacy, JANUARY, expires=dt.date(2026, 8, 1))
        certify(leaver, literacy, JANUARY, revoked=dt.date(2026, 7, 1))
        certify(late, literacy, dt.date(2026, 7, 2))
    before = coverage(organization, JUNE)
    with time_machine.travel(moment(dt.date(2026, 9, 1)), tick=False), scope(organization):
        move = accounts.MembershipPayload(roles=(Role.SUBMITTER,), business_unit=top)
        accounts.change_roles(mover, move, actor=OPERATOR)
        accounts.deactivate_member(leaver, actor=OPERATOR)

    assert coverage(organization, JUNE) == before == ((2, 2), {"Bank": (2, 2), "Cards": (2, 2)})
    assert coverage(organization, NOW) == ((2, 1), {"Bank": (2, 1), "Cards": (1, 1)})


def test_who_comes_back_counts_again(organization, bank, joined):
    person = joined(JANUARY, business_unit=bank[1])
    with scope(organization):
        with time_machine.travel(moment(JUNE), tick=False):
            accounts.deactivate_member(person, actor=OPERATOR)
        with time_machine.travel(moment(dt.date(2026, 9, 1)), tick=False):
            accounts.reactivate_member(person, actor=OPERATOR)

    counts = [coverage(organization, day)[0][0] for day in (JANUARY, dt.date(2026, 7, 1), NOW)]

    assert counts == [1, 0, 1]


def test_auditors_and_members_past_their_last_day_do_not_count(organization, bank, member, joined):
    joined(JANUARY)
    gone = joined(JANUARY)
    member(Role.AUDITOR)
    with scope(organization):
        Membership.objects.filter(pk=gone.pk).update(ends_on=JUNE)

    assert coverage(organization, JUNE)[0] == (2, 0)
    assert coverage(organization, NOW)[0] == (1, 0)


def test_another_organization_is_not_counted(
    organization, other_organization, bank, joined, member, course
):
    joined(JANUARY)
    stranger = member(organization=other_organization)
    with scope(other_organization):
        certify(stranger, course(stranger, counts_as_literacy=True), JANUARY)

    assert coverage(organization, NOW)[0] == (1, 0)


def test_the_pages_cost_the_same_for_any_number_of_units(
    organization, bank, joined, member, client_for, django_assert_num_queries
):
    staff = member(Role.COE_STAFF)
    url = reverse("training:coverage", kwargs={"org": "northbank"})
    joined(JANUARY, business_unit=bank[0])
    browser = client_for(staff)
    browser.get(url)
    with django_assert_num_queries(11):
        browser.get(url)
    with scope(organization):
        units = [create_business_unit(f"U{n}", code=f"u{n}", actor=OPERATOR) for n in range(30)]
    for unit in units:
        joined(JANUARY, business_unit=unit)
    with django_assert_num_queries(11):
        text = browser.get(url).content.decode()

    assert text.count('<th scope="row">U') == 30


def test_evidence_and_exports(organization, bank, joined, member, client_for, course):
    staff = member(Role.COE_STAFF)
    with scope(organization):
        course(staff, title="Literacy for all", counts_as_literacy=True)
        create_business_unit("=1+1", code="odd", actor=OPERATOR)
        odd = bank[0].__class__.objects.get(code="odd")
    joined(JANUARY, business_unit=odd)
    browser = client_for(staff)
    base = "/northbank/training/literacy/"

    evidence = browser.get(f"{base}evidence/", {"on": "2026-06-15"}).content.decode()
    csv = browser.get(base, {"on": "2026-06-15", "export": "csv"}).content.decode("utf-8-sig")
    xlsx = browser.get(base, {"export": "xlsx"})
    nonsense = browser.get(base, {"on": "2026-02-30"})

    assert "15 Jun 2026" in evidence
    assert "Article 4" in evidence
    assert "Literacy for all" in evidence
    assert "Everybody,,2026-06-15,1,0,1,0" in csv
    assert "'=1+1,odd" in csv
    assert xlsx.content[:2] == b"PK"
    assert nonsense.status_code == 200


def test_who_is_missing_is_seen_by_manager_and_oversight(
    organization, bank, joined, member, client_for, course
):
    manager, report, other = (
        member(),
        joined(JANUARY, name="Rae Report"),
        joined(JANUARY, name="Ozymandias"),
    )
    done = joined(JANUARY, name="Deirdre Done")
    with scope(organization):
        Membership.objects.filter(pk=report.pk).update(manager=manager)
        literacy = course(other, counts_as_literacy=True)
        certify(done, literacy, JANUARY)
        certify(report, literacy, JANUARY, expires=JUNE)
    url = reverse("training:without_literacy", kwargs={"org": "northbank"})

    seen = client_for(manager).get(url).content.decode()
    all_seen = client_for(member(Role.EXECUTIVE)).get(url).content.decode()

    assert ("Rae Report" in seen, "Ozymandias" in seen) == (True, False)
    assert "15 Jun 2026" in seen
    assert ("Ozymandias" in all_seen, "Deirdre Done" in all_seen) == (True, False)
    coverage_page = client_for(manager).get("/northbank/training/literacy/")
    assert coverage_page.status_code == 403


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), st.integers(1, 12))
def test_quarters_end_before_the_day_three_months_apart(day, first_month):
    ends = quarter_ends(day, 8, first_month)

    assert ends == sorted(ends)
    assert len(ends) == 8
    assert ends[-1] < day
    assert {(end.month - (first_month - 1)) % 3 for end in ends} == {0}
    assert all(80 <= (later - end).days <= 100 for end, later in itertools.pairwise(ends))
    assert (day - ends[-1]).days <= 92


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_only_everybody_is_all_percent(people, missing):
    missing = min(missing, people)
    coverage = Coverage(people, people - missing)

    assert (coverage.percent == 100) == (people > 0 and missing == 0)
    assert coverage.missing == missing
