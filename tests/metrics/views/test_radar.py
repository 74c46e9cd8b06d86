from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.jobs.models import Job
from coe_portal.tenancy.scope import scope
from metrics.actions.radar import take_radar
from metrics.choices import Pattern, PatternLevel
from metrics.models.radar import RadarThreshold
from metrics.queries.antipatterns import limits_in_force
from metrics.radar.registry import all_signals
from metrics.tasks.health import read_radar
from tests.metrics.planted import plant

pytestmark = pytest.mark.django_db
HOME = "/northbank/metrics/health/"


@pytest.fixture
def staff(client_for, member):
    return client_for(member(Role.COE_STAFF))


@pytest.fixture
def read(organization):
    with scope(organization):
        take_radar(actor=Actor.system("tests"))


def test_the_page_shows_the_pattern_and_what_helps(organization, member, staff):
    with scope(organization):
        plant(member, Pattern.BOTTLENECK)
        take_radar(actor=Actor.system("tests"))
    page = staff.get(HOME)
    levels = {card.reading.pattern: card.reading.level for card in page.context["cards"]}
    assert levels[Pattern.BOTTLENECK] == PatternLevel.PRESENT
    assert "Let low risk go by self-service" in page.content.decode()


def test_before_the_first_night_a_worker_reads_when_somebody_asks(
    organization, staff, time_machine
):
    time_machine.move_to("2026-03-10T12:00:00Z")
    page = staff.get(HOME)
    assert "Nobody has looked yet" in page.content.decode()
    assert page.context["next_at"].isoformat() == "2026-03-11T03:10:00+00:00"
    assert (page.context["reading"], page.context["job"]) == (None, None)
    for _twice in range(2):
        assert staff.post(f"{HOME}radar/").url == HOME
    with scope(organization):
        job = Job.objects.get()
    page = staff.get(HOME)
    assert page.context["job"] == job
    assert "The radar is being read" in page.content.decode()
    assert staff.get(f"/northbank/jobs/{job.reference}/progress/").status_code == 200
    read_radar(**job.arguments, organization_id=organization.pk)
    page = staff.get(HOME)
    assert (page.context["job"], len(page.context["cards"])) == (None, 6)


def test_a_reading_that_failed_is_told_until_the_next_one(organization, client_for, member):
    lead = member(Role.COE_STAFF)
    browser = client_for(lead)
    browser.post(f"{HOME}radar/")
    with scope(organization):
        job = Job.objects.get()
        Membership.objects.filter(pk=lead.pk).update(roles=[Role.EXECUTIVE])
    read_radar(**job.arguments, organization_id=organization.pk)
    page = browser.get(HOME)
    assert page.context["job"].state == "failed"
    assert "The radar could not be read" in page.content.decode()
    with scope(organization):
        take_radar(actor=Actor.system("tests"))
    assert browser.get(HOME).context["job"] is None


def test_the_jobs_of_others_are_their_own(organization, other_organization, client_for, member):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    stranger.post("/mercy/metrics/health/radar/")
    page = client_for(member(Role.COE_STAFF)).get(HOME)
    assert page.context["job"] is None


def test_every_signal_opens_its_evidence(organization, member, staff):
    with scope(organization):
        plant(member, Pattern.STANDARDS_POLICE)
        take_radar(actor=Actor.system("tests"))
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


def test_a_threshold_is_set_on_its_page(organization, read, staff):
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
def test_only_oversight_sees_it(organization, read, client_for, member, role):
    browser = client_for(member(role))
    assert browser.get(HOME).status_code == 403
    assert browser.get(f"{HOME}radar/misuse/").status_code == 403


def test_an_auditor_reads_and_does_not_steer(organization, read, client_for, member):
    auditor = client_for(member(Role.AUDITOR))
    assert auditor.get(HOME).status_code == 200
    assert auditor.post(f"{HOME}radar/").status_code == 403
    assert auditor.get(f"{HOME}radar/misuse/threshold/").status_code == 403


def test_unknown_signals_do_not_exist(organization, read, staff):
    assert staff.get(f"{HOME}radar/nonsense/").status_code == 404
