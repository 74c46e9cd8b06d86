from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from metrics.choices import Pattern, PatternLevel
from metrics.models.radar import RadarReading, RadarThreshold
from metrics.queries.antipatterns import limits_in_force
from metrics.radar.registry import all_signals
from tests.metrics.planted import plant

pytestmark = pytest.mark.django_db
HOME = "/northbank/metrics/health/"


@pytest.fixture
def staff(client_for, member):
    return client_for(member(Role.COE_STAFF))


def test_the_page_shows_the_pattern_and_what_helps(organization, member, staff):
    with scope(organization):
        plant(member, Pattern.BOTTLENECK)
    page = staff.get(HOME)
    levels = {card.reading.pattern: card.reading.level for card in page.context["cards"]}
    assert levels[Pattern.BOTTLENECK] == PatternLevel.PRESENT
    assert "Let low risk go by self-service" in page.content.decode()


def test_the_page_is_read_from_what_was_kept(organization, staff):
    staff.get(HOME)
    staff.get(HOME)
    with scope(organization):
        assert RadarReading.objects.count() == 1
    staff.post(f"{HOME}radar/")
    with scope(organization):
        assert RadarReading.objects.count() == 2


def test_every_signal_opens_its_evidence(organization, member, staff):
    with scope(organization):
        plant(member, Pattern.STANDARDS_POLICE)
    staff.get(HOME)
    for signal in all_signals():
        page = staff.get(f"{HOME}radar/{signal.code}/")
        assert page.status_code == 200, signal.code
        export = staff.get(f"{HOME}radar/{signal.code}/?export=csv")
        assert export.status_code == 200, signal.code
    rows = staff.get(f"{HOME}radar/turned_away/").context["table"].page.paginator.count
    assert rows == page_value(staff, "turned_away")


def page_value(browser, code):
    line = browser.get(f"{HOME}radar/{code}/").context["view"].line
    return round(line.reading.value * line.reading.rows / 100)


def test_a_threshold_is_set_on_its_page(organization, staff):
    staff.get(HOME)
    address = f"{HOME}radar/misuse/threshold/"
    answer = staff.post(address, {"watch": "5", "present": "4"})
    assert answer.status_code == 422
    answer = staff.post(address, {"watch": "5", "present": "15"})
    assert answer.status_code == 302
    with scope(organization):
        assert limits_in_force()["misuse"].present == 15
    staff.post(f"{address}reset/")
    with scope(organization):
        assert not RadarThreshold.objects.exists()


@pytest.mark.parametrize("role", [Role.SUBMITTER, Role.REVIEWER, Role.MODEL_OWNER])
def test_only_oversight_sees_it(organization, client_for, member, staff, role):
    staff.get(HOME)
    browser = client_for(member(role))
    assert browser.get(HOME).status_code == 403
    assert browser.get(f"{HOME}radar/misuse/").status_code == 403


def test_an_auditor_reads_and_does_not_steer(organization, client_for, member, staff):
    staff.get(HOME)
    auditor = client_for(member(Role.AUDITOR))
    assert auditor.get(HOME).status_code == 200
    assert auditor.post(f"{HOME}radar/").status_code == 403
    assert auditor.get(f"{HOME}radar/misuse/threshold/").status_code == 403


def test_unknown_signals_do_not_exist(organization, staff):
    staff.get(HOME)
    assert staff.get(f"{HOME}radar/nonsense/").status_code == 404
